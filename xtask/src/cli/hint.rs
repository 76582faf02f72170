//! `cargo xtask hint`: what to think about next.
//!
//! Without a test, the work is graded: the hint is the one for the first test that does not pass
//! now, after the reason why. A student who is stuck needs that one, not a list to choose from.

use std::fmt::Write as _;

use anyhow::Result;

use super::options::Options;
use super::{Outcome, exercise, explored, grade};
use crate::exercise::{Exercise, GradedTest};
use crate::grade::model::{self, ExerciseResult, Grading, Status, TestResult};
use crate::grade::text::{self, Timelines};
use crate::grade::todos::{self, Todo};
use crate::grade::{Grader, Source, intake};
use crate::messages::Message;
use crate::repo::Repo;
use crate::terminal::{self, Style, wrap};

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let exercise = exercise(repo, &options.names[0], options.lang)?;
    let style = Style::of_stdout(options.lang);
    let out = match options.names.get(1) {
        Some(name) => hint(explored::named(&exercise, name, options.lang)?, &style),
        None => {
            let notice = grade::notice(options.lang);
            let grader = Grader::new(repo, options.lang, &notice);
            let result = grader.grade(&exercise, &Source::Exercise)?;
            let sources = intake::collect(&repo.exercise_dir(&exercise.name)).unwrap_or_default();
            first_open(&exercise, result, &todos::find(&sources), &style)
        }
    };
    terminal::print(&out)?;
    Ok(Outcome::Good)
}

/// Renders the hint for `test`.
fn hint(test: &GradedTest, style: &Style) -> String {
    let text = wrap(test.hint.get(style.lang), style.width, 2);
    format!("{}\n{text}", head(test, style))
}

/// Renders which test it is about.
fn head(test: &GradedTest, style: &Style) -> String {
    let title = test.title.get(style.lang).to_string();
    let head = Message::HintFor {
        name: test.name.clone(),
        title,
    };
    let head = wrap(&head.to_text(style.lang), style.width, 0);
    format!("{}\n", style.bold(head.trim_end()))
}

/// Returns what the result says of a test that came to `todo`.
fn not_done(exercise: &Exercise, todo: &Todo, style: &Style) -> String {
    let task = exercise.task(&todo.task, style.lang).to_string();
    let step = todo.step;
    Message::NotDone { step, task }.to_text(style.lang)
}

/// Renders why the first open test does not pass, its hint, and how to get those of the others.
///
/// Where the test came to a `todo!`, that comes first: what the test is about is not written yet.
fn first_open(
    exercise: &Exercise,
    result: ExerciseResult,
    todos: &[Todo],
    style: &Style,
) -> String {
    if result.outcome != model::Outcome::Graded {
        // Nothing helps before it compiles: show that.
        let grading = Grading::new(style.lang, vec![result]);
        return text::render(&grading, Timelines::First, style);
    }
    let open: Vec<&TestResult> = result
        .tests
        .iter()
        .filter(|test| test.status != Status::Passed)
        .collect();
    let Some((first, others)) = open.split_first() else {
        return wrap(&Message::NothingToHint.to_text(style.lang), style.width, 0);
    };
    let mut out = String::new();
    if let Some(test) = exercise.test(&first.name) {
        out.push_str(&head(test, style));
        let _ = write!(out, "\n{}", wrap(&first.cause, style.width, 2));
        if first.status == Status::NotDone {
            let stops = |todo: &&Todo| not_done(exercise, todo, style) == first.cause;
            if let Some(todo) = todos.iter().find(stops) {
                let _ = writeln!(out, "  {}/{}:{}", result.path, todo.file, todo.line);
            }
            let then = Message::ThenThink.to_text(style.lang);
            let _ = write!(out, "\n{}", wrap(&then, style.width, 0));
        } else {
            out.push('\n');
        }
        out.push_str(&wrap(test.hint.get(style.lang), style.width, 2));
    }
    // Those of later steps would only distract.
    let others: Vec<_> = others
        .iter()
        .filter(|test| test.step == first.step)
        .collect();
    if !others.is_empty() {
        let head = Message::OtherHints.to_text(style.lang);
        let _ = write!(out, "\n{}", wrap(&head, style.width, 0));
        for test in others {
            let _ = writeln!(out, "  {} {}", exercise.name, test.name);
        }
    }
    out
}
