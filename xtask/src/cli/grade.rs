//! `cargo xtask grade`: grades exercises and prints the result.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::options::{Format, Options};
use super::{Outcome, exercise, explored};
use crate::exercise::Exercise;
use crate::grade::model::Grading;
use crate::grade::pipeline::whole_repository;
use crate::grade::{Grader, Source, annotations, classroom50, gradescope, json, text};
use crate::lang::Lang;
use crate::messages::{Message, SystemError};
use crate::repo::Repo;
use crate::terminal::{self, Style};

/// How long a test may take on the wall where nobody waits for it. It is a fraction of the quarter of an
/// hour that automatic graders mostly grant to all.
const UNATTENDED: Duration = Duration::from_secs(180);

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let source = options.source();
    let exercises = selected(repo, options, &source)?;
    let notice = notice(options.lang);
    let mut grader = Grader::new(repo, options.lang, &notice);
    grader.seed = options.seed;
    if options.format.says_it_all() {
        // A program takes the marks over: nobody is there to try again on a slow machine.
        grader.limits.wall = UNATTENDED;
    }
    // Whatever is wrong with the input is found before anything is built.
    for exercise in &exercises {
        grader.take(exercise, &source)?;
    }
    let results: Result<Vec<_>> = exercises
        .iter()
        .map(|exercise| grader.grade(exercise, &source))
        .collect();
    let mut results = results?;
    if options.format == Format::Text {
        let tests = results.iter_mut().flat_map(|result| &mut result.tests);
        tests.for_each(|test| explored::name_folder(test, &source));
    }
    let grading = Grading::new(options.lang, results);
    let rendered = match options.format {
        Format::Text => text::render(&grading, options.timelines, &Style::of_stdout(options.lang)),
        Format::Json => json::render(&grading)?,
        Format::Gradescope => gradescope::render(&grading)?,
        Format::Classroom50 => classroom50::render(&grading)?,
        Format::Github => annotations::render(&grading),
    };
    terminal::print(&rendered)?;
    // Classroom 50 has no word for a test without a verdict: nobody would see that it is no zero.
    let lacks_verdicts = options.format == Format::Classroom50 && grading.not_graded_points > 0;
    let said = options.format.says_it_all() && !lacks_verdicts;
    Ok(if grading.is_full() || said {
        Outcome::Good
    } else {
        Outcome::Less
    })
}

/// Returns how progress is told: on stderr, where it does not mix with results.
pub(super) fn notice(lang: Lang) -> impl Fn(&Message) {
    move |message| {
        if io::stderr().is_terminal() {
            eprintln!("{}", message.to_text(lang));
        }
    }
}

/// Returns the exercises that are meant: those named, or all that there are.
fn selected(repo: &Repo, options: &Options, source: &Source) -> Result<Vec<Exercise>> {
    let mut exercises = Vec::new();
    for name in &options.names {
        let one = exercise(repo, name, options.lang)?;
        if exercises
            .iter()
            .all(|other: &Exercise| other.name != one.name)
        {
            exercises.push(one);
        }
    }
    if options.names.is_empty() {
        exercises = repo.exercises()?;
    }
    let Source::Submission(folder) = source else {
        return Ok(exercises);
    };
    fs::read_dir(folder).map_err(|error| {
        let path = folder.display().to_string();
        anyhow!(
            Message::Unreadable {
                path,
                error: SystemError::from(&error)
            }
            .to_text(options.lang)
        )
    })?;
    let held = |one: &Exercise| whole_repository(folder, &one.name).is_some();
    if options.names.is_empty() && exercises.iter().any(held) {
        exercises.retain(held);
    } else if exercises.len() > 1 && !exercises.iter().all(held) {
        return Err(anyhow!(Message::ManyForOneFolder.to_text(options.lang)));
    }
    Ok(exercises)
}
