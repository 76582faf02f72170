//! What isolation costs each test: `cargo staff time-isolation`, and a part of `cargo staff bench grade`.

use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use crate::cli::Outcome;
use crate::exercise::Exercise;
use crate::grade::model::Status;
use crate::grade::pipeline::Compiled;
use crate::grade::runner::Asked;
use crate::grade::sandbox::{Isolation, Level};
use crate::grade::{Grader, Source};
use crate::lang::Lang;
use crate::messages::Message;
use crate::repo::Repo;
use crate::terminal;

/// The exercise whose solution runs.
const EXERCISE: &str = "producer-consumer";
/// A test of it that has next to nothing to do: what it takes is what every test takes.
const QUICK: &str = "one_task_done_too_many_panics";

/// Prints how long a test takes at each level that this machine has: the median and the middle half.
///
/// # Errors
///
/// When the solution cannot be graded.
pub(super) fn print(repo: &Repo, rounds: usize) -> Result<Outcome> {
    for (name, mut seconds) in measure(repo, rounds)? {
        seconds.sort_by(f64::total_cmp);
        let at = |quarter: usize| 1e3 * seconds[quarter * (seconds.len() - 1) / 4];
        let (low, median, high) = (at(1), at(2), at(3));
        let runs = seconds.len();
        terminal::print(&format!(
            "{name}: {median:.1} ms ({low:.1} to {high:.1} ms in the middle half of {runs} runs)\n"
        ))?;
    }
    Ok(Outcome::Good)
}

/// Runs the test in a process of its own, at one level of isolation after the other, `rounds` times each.
/// Returns the seconds from the start of the process to the verdict, by level.
///
/// # Errors
///
/// When the solution cannot be graded.
pub(super) fn measure(repo: &Repo, rounds: usize) -> Result<Vec<(&'static str, Vec<f64>)>> {
    let launcher = std::env::current_exe()?;
    let levels = [
        ("a test at L1", Isolation::none()),
        ("a test at L2", Isolation::probe(&launcher, Level::L2)),
        ("a test at L3", Isolation::probe(&launcher, Level::L3)),
    ];
    let quiet = |_: &Message| {};
    let exercise = Exercise::load(&repo.exercise_dir(EXERCISE))?;
    let test = exercise.test(QUICK).context("the quick test is gone")?;
    let grader = Grader::isolated(repo, Lang::En, &quiet, Isolation::none());
    let subject = grader.take(&exercise, &Source::Solution)?;
    let Compiled::Program(program) = grader.compile(&subject)? else {
        bail!("the solution does not compile");
    };
    let mut ready = Vec::new();
    for (name, isolation) in levels {
        // A machine that does not offer a level has no time for it.
        if name.ends_with(&isolation.level().to_string()) {
            let program = program.staged(&isolation)?;
            let grader = Grader::isolated(repo, Lang::En, &quiet, isolation);
            ready.push((name, grader, program, Vec::new()));
        }
    }
    for _ in 0..rounds {
        for (_, grader, program, samples) in &mut ready {
            let start = Instant::now();
            let verdict = grader.run(program, test, Asked::Everything)?;
            samples.push(start.elapsed().as_secs_f64());
            ensure!(verdict.status == Status::Passed, "{}", verdict.cause);
        }
    }
    let times = ready.into_iter();
    Ok(times.map(|(name, _, _, samples)| (name, samples)).collect())
}
