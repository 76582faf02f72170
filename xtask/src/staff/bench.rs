//! `cargo staff bench grade`: how fast a verdict comes. A benchmark, not a test: nothing fails.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use pattern_sync::model::Explorer;
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;

use crate::cli::Outcome;
use crate::grade::intake;
use crate::lang::Lang;
use crate::repo::Repo;

/// The exercise that is graded.
const EXERCISE: &str = "producer-consumer";
/// Schedules for each way of choosing them: together a little over 3,000.
const PER_KIND: usize = 1_100;

/// Measures and prints.
///
/// # Errors
///
/// When Cargo or git fail.
pub(super) fn grade(repo: &Repo, rounds: usize) -> Result<Outcome> {
    println!("machine   {}", machine());
    println!("compiler  {}", said(Command::new("rustc").arg("-V"))?);
    let changed = !said(git(repo).args(["status", "--porcelain"]))?.is_empty();
    let commit = said(git(repo).args(["rev-parse", "--short=12", "HEAD"]))?;
    println!(
        "commit    {commit}{}",
        if changed { " and changes" } else { "" }
    );
    println!("command   cargo staff bench grade --rounds {rounds}\n");
    println!("{:<48}{:>9}  {:>9} – most", "", "median", "least");
    saving(repo, rounds)?;
    exploring(rounds)?;
    cloning(repo)?;
    Ok(Outcome::Good)
}

/// From saving the exercise to its full verdict, everything else being compiled.
fn saving(repo: &Repo, rounds: usize) -> Result<()> {
    let folder = repo.grade_dir().join("bench");
    let solution = intake::collect(&repo.solution_dir(EXERCISE))
        .map_err(|refusal| anyhow::anyhow!(refusal.to_text(Lang::En)))?;
    let mut times = Vec::new();
    for round in 0..=rounds {
        for (path, text) in &solution.files {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, format!("// Round {round}.\n{text}"))?;
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
            times.push(start.elapsed());
        }
    }
    print("save to verdict, all files changed", &mut times);
    Ok(())
}

/// CPU time for 3,000 schedules of a test with three threads and a queue.
fn exploring(rounds: usize) -> Result<()> {
    let (mut times, mut schedules) = (Vec::new(), 0);
    for _ in 0..rounds {
        let start = cpu_time();
        let coverage = Explorer::new()
            .schedules(PER_KIND)
            .check(three_threads)
            .map_err(|failure| anyhow::anyhow!("{failure}"))?;
        let spent = cpu_time().saturating_sub(start);
        schedules = coverage.schedules;
        times.push(spent.mul_f64(3_000.0 / schedules as f64));
    }
    let what = format!("CPU of 3,000 schedules (of {schedules}, three threads)");
    print(&what, &mut times);
    Ok(())
}

/// From a fresh clone to the first verdict, the registry's downloads apart.
fn cloning(repo: &Repo) -> Result<()> {
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
    let mut times = [start.elapsed()];
    fs::remove_dir_all(&folder)?;
    ensure!(
        status.code() == Some(1),
        "the stub was not graded: {status}"
    );
    print("fresh clone to first verdict (one round)", &mut times);
    Ok(())
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

fn print(what: &str, times: &mut [Duration]) {
    times.sort();
    let seconds = |at: usize| times.get(at).map_or(f64::NAN, Duration::as_secs_f64);
    let (least, median, most) = (
        seconds(0),
        seconds(times.len() / 2),
        seconds(times.len() - 1),
    );
    println!("{what:<48}{median:>7.2} s  {least:>7.2} s – {most:.2} s");
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

/// Returns what a command prints.
fn said(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(output.status.success(), "{command:?} failed");
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or(std::env::consts::ARCH, |model| {
        model.trim_start_matches([' ', '\t', ':'])
    });
    format!("{cores} cores, {model}, {}", std::env::consts::OS)
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
