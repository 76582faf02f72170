//! `cargo staff verify`: the set checks itself.
//!
//! A line for each check, a summary at the end. Nothing is rewritten unless `--bless` asks for it.

mod collect;
mod files;
mod lesson;
mod lessons;
mod patch;
mod pinned;
mod scan;
mod suite;
mod variants;

use anyhow::{Result, bail};

use super::options::Options;
use crate::cli::Outcome;
use crate::exercise::Exercise;
use crate::grade::model::{ExerciseResult, Status};
use crate::grade::{Grader, Source};
use crate::lang::Lang;
use crate::repo::Repo;
use crate::terminal::{self, Style};

/// Collects the outcome of checks, each of which prints its line at once.
pub(super) struct Checks {
    style: Style,
    good: usize,
    bad: usize,
    bless: bool,
}

impl Checks {
    /// Prints that `what` holds, or why it does not.
    fn check(&mut self, what: &str, outcome: Result<()>) {
        let mark = match &outcome {
            Ok(()) => self.style.green("✓"),
            Err(_) => self.style.red("✗"),
        };
        let mut line = format!("{mark} {what}\n");
        match outcome {
            Ok(()) => self.good += 1,
            Err(error) => {
                self.bad += 1;
                line.push_str(&terminal::indent(&format!("{error:#}"), 4));
            }
        }
        // A terminal that went away is no reason to stop checking.
        let _ = terminal::print(&line);
    }
}

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let mut exercises = repo.exercises()?;
    for name in &options.names {
        if exercises.iter().all(|exercise| exercise.name != *name) {
            bail!("there is no exercise `{name}`");
        }
    }
    if !options.names.is_empty() {
        exercises.retain(|exercise| options.names.contains(&exercise.name));
    }
    let style = Style::of_stdout(Lang::En);
    let mut checks = Checks {
        style,
        good: 0,
        bad: 0,
        bless: options.bless,
    };
    for exercise in &exercises {
        verify(repo, exercise, options, &mut checks);
    }
    scan::check(repo, &mut checks);
    lessons::check(repo, &mut checks);
    let (good, bad) = (checks.good, checks.bad);
    terminal::print(&format!("\n{good} checks hold, {bad} do not\n"))?;
    Ok(if bad == 0 {
        Outcome::Good
    } else {
        Outcome::Less
    })
}

/// Checks everything about one exercise.
fn verify(repo: &Repo, exercise: &Exercise, options: &Options, checks: &mut Checks) {
    let name = &exercise.name;
    checks.check(
        &format!("{name}: exercise.toml and the suite agree"),
        suite::agree(repo, exercise),
    );
    // Cut first: of an exercise that is new, it is one of the files that belong there.
    let stub = files::stub(repo, name, checks.bless);
    checks.check(
        &format!("{name}: every file belongs there"),
        files::belong(repo, name),
    );
    checks.check(&format!("{name}: the stub is cut from the solution"), stub);
    let quiet = |_: &crate::messages::Message| {};
    let grader = Grader::new(repo, Lang::En, &quiet);
    let fails = grader
        .grade(exercise, &Source::Exercise)
        .and_then(|result| all_are(Status::NotDone, &result));
    checks.check(
        &format!("{name}: the stub compiles and passes no test"),
        fails,
    );
    let passes = grader
        .grade(exercise, &Source::Solution)
        .and_then(|result| all_are(Status::Passed, &result));
    checks.check(&format!("{name}: the solution passes every test"), passes);
    if let Err(error) = variants::check(repo, exercise, options, checks) {
        checks.check(&format!("{name}: the variants can be graded"), Err(error));
    }
}

/// Makes sure that every test ended with `wanted`.
fn all_are(wanted: Status, result: &ExerciseResult) -> Result<()> {
    match result.tests.iter().find(|test| test.status != wanted) {
        Some(test) => {
            bail!(
                "{}: {:?}, {}{}",
                test.name,
                test.status,
                test.cause,
                troubles(result)
            )
        }
        None => Ok(()),
    }
}

/// Says why no test ran, if none did.
fn troubles(result: &ExerciseResult) -> String {
    let refused = result
        .problems
        .iter()
        .map(|problem| format!("{}:{}: {}", problem.file, problem.line, problem.reason));
    let errors = result.compiler_errors.iter().cloned();
    refused
        .chain(errors)
        .map(|line| format!("\n{line}"))
        .collect()
}
