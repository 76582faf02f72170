//! How fast a verdict comes: what `cargo staff bench grade` shows.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use pattern_sync::model::Explorer;
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;
use serde::Serialize;

use super::isolation_times;
use crate::cli::Outcome;
use crate::files;
use crate::grade::intake;
use crate::lang::Lang;
use crate::repo::Repo;
use crate::terminal;

/// The exercise that is graded.
const EXERCISE: &str = "producer-consumer";
/// Schedules for each way of choosing them: together a little over 3,000.
const PER_KIND: usize = 1_100;

/// How long something took, in seconds: a sample per round.
#[derive(Serialize)]
struct Times {
    name: &'static str,
    samples: Vec<f64>,
}

/// Measures, and prints a list of [`Times`] as JSON: `xtask/bench` makes tables and plots of it.
///
/// # Errors
///
/// When Cargo or git fail.
pub(super) fn print(repo: &Repo, rounds: usize) -> Result<Outcome> {
    let mut times = vec![saving(repo, rounds)?, exploring(rounds)?];
    let isolated = isolation_times::measure(repo, 20 * rounds)?;
    let isolated = isolated.into_iter();
    times.extend(isolated.map(|(name, samples)| Times { name, samples }));
    times.push(cloning(repo)?);
    terminal::print(&serde_json::to_string(&times)?)?;
    Ok(Outcome::Good)
}

/// From saving the exercise to its full verdict, everything else being compiled.
fn saving(repo: &Repo, rounds: usize) -> Result<Times> {
    let folder = repo.grade_dir().join("bench");
    let solution = intake::collect(&repo.solution_dir(EXERCISE))
        .map_err(|refusal| anyhow::anyhow!(refusal.to_text(Lang::En)))?;
    let mut times = Vec::new();
    for round in 0..=rounds {
        for (path, text) in &solution.files {
            files::write(&folder.join(path), format!("// Round {round}.\n{text}"))?;
        }
        let start = Instant::now();
        let mut command = xtask_grade(repo.root());
        command.arg("--submission").arg(&folder);
        ensure!(
            command.status()?.success(),
            "the solution did not get full marks"
        );
        // The first round compiles what later ones find.
        if round > 0 {
            times.push(start.elapsed().as_secs_f64());
        }
    }
    Ok(Times {
        name: "save to verdict",
        samples: times,
    })
}

/// CPU time for 3,000 schedules of a test with three threads and a queue.
fn exploring(rounds: usize) -> Result<Times> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = cpu_time();
        let coverage = Explorer::new()
            .schedules(PER_KIND)
            .check(three_threads)
            .map_err(|failure| anyhow::anyhow!("{failure}"))?;
        let spent = cpu_time().saturating_sub(start);
        times.push(spent.as_secs_f64() * 3_000.0 / coverage.schedules as f64);
    }
    Ok(Times {
        name: "3,000 schedules",
        samples: times,
    })
}

/// From a fresh clone to the first verdict, the registry's downloads apart.
fn cloning(repo: &Repo) -> Result<Times> {
    let folder = std::env::temp_dir().join(format!("pattern-bench-{}", std::process::id()));
    let made = git(repo)
        .args(["clone", "--quiet", "--local", "."])
        .arg(&folder)
        .status()?;
    ensure!(made.success(), "git clone failed");
    let fetched = cargo()
        .arg("fetch")
        .arg("--quiet")
        .current_dir(&folder)
        .status()?;
    ensure!(fetched.success(), "cargo fetch failed");
    let start = Instant::now();
    // Status 1, for less than full marks, is what an untouched stub gets.
    let status = xtask_grade(&folder)
        .env_remove("CARGO_TARGET_DIR")
        .status()?;
    let took = start.elapsed().as_secs_f64();
    fs::remove_dir_all(&folder)?;
    ensure!(
        status.code() == Some(1),
        "the stub was not graded: {status}"
    );
    Ok(Times {
        name: "fresh clone",
        samples: vec![took],
    })
}

/// A producer and two consumers over a queue with room for one item.
fn three_threads() {
    struct Queue {
        item: Mutex<Option<u8>>,
        changed: Condvar,
    }
    let queue = Arc::new(Queue {
        item: Mutex::new(None),
        changed: Condvar::new(),
    });
    let consumers = [0, 1].map(|_| {
        let queue = Arc::clone(&queue);
        thread::spawn(move || {
            let mut item = queue.item.lock();
            queue.changed.wait_while(&mut item, |item| item.is_none());
            queue.changed.notify_all();
            item.take()
        })
    });
    for number in [1, 2] {
        let mut item = queue.item.lock();
        queue.changed.wait_while(&mut item, |item| item.is_some());
        *item = Some(number);
        queue.changed.notify_all();
    }
    let taken = consumers.map(|consumer| consumer.join().expect("it does not panic"));
    assert!(taken.contains(&Some(1)) && taken.contains(&Some(2)));
}

fn xtask_grade(root: &Path) -> Command {
    let mut command = cargo();
    command
        .args(["xtask", "grade", EXERCISE])
        .current_dir(root)
        .stdout(Stdio::null());
    command
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn git(repo: &Repo) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(repo.root());
    command
}

/// Returns the CPU time that this thread has spent, on which the explorer runs everything.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(spent).unwrap_or_default()
}

/// Returns the time on the wall, where that of the processor is not known.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    use std::sync::OnceLock;

    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
