//! `cargo xtask hint`: what to think about next.
//!
//! Without a test, the work is graded: the hints are those that watch gives, for what stands in the way
//! now, after the reason why. A student who is stuck needs that, not a list to choose from; and gets one
//! hint at a time, each more telling than the one before (`--more`).

use std::fmt::Write as _;
use std::fs;

use anyhow::Result;

use super::options::Options;
use super::{Outcome, exercise, explored, grade};
use crate::exercise::{Exercise, GradedTest};
use crate::grade::model::{self, ExerciseResult, Grading, Status, TestResult};
use crate::grade::text::{self, Timelines};
use crate::grade::todos::{self, Todo};
use crate::grade::{Grader, Source, intake};
use crate::hints::trouble::Trouble;
use crate::hints::{self, LEVELS, Part};
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
            let suite = repo.exercise_dir(&exercise.name).join("tests/graded.rs");
            let suite = fs::read_to_string(suite).unwrap_or_default();
            let asked = Asked {
                exercise: &exercise,
                suite: &suite,
                todos: &todos::find(&sources),
                more: options.more,
            };
            in_the_way(&asked, result, &style)
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

/// What hints are wanted for, and how many.
struct Asked<'a> {
    exercise: &'a Exercise,
    /// The text of `tests/graded.rs`.
    suite: &'a str,
    todos: &'a [Todo],
    /// How many hints more than the first.
    more: usize,
}

/// Renders what stands in the way and why, the hints for it that are wanted, and how to get others.
fn in_the_way(asked: &Asked<'_>, result: ExerciseResult, style: &Style) -> String {
    let Some(trouble) = Trouble::of(&result) else {
        return wrap(&Message::NothingToHint.to_text(style.lang), style.width, 0);
    };
    let from = hints::Sources {
        exercise: asked.exercise,
        suite: asked.suite,
        result: &result,
        lang: style.lang,
        at_desk: false,
    };
    let hints = hints::hints(&trouble, &from);
    let mut out = trouble.test().map_or_else(String::new, |test| {
        let mut out = asked
            .exercise
            .test(&test.name)
            .map_or_else(String::new, |test| head(test, style));
        let _ = write!(out, "\n{}", wrap(&test.cause, style.width, 2));
        let stops = |todo: &&Todo| not_done(asked.exercise, todo, style) == test.cause;
        if let Some(todo) = asked.todos.iter().find(stops) {
            let _ = writeln!(out, "  {}/{}:{}", result.path, todo.file, todo.line);
        }
        out
    });
    let wanted = (asked.more + 1).min(LEVELS);
    for (level, hint) in (1..).zip(&hints[..wanted]) {
        let title = trouble.title();
        let title = Message::HintTitle { level, title }.to_text(style.lang);
        let title = wrap(&title, style.width, 0);
        let _ = write!(out, "\n{}\n", style.bold(title.trim_end()));
        for part in hint {
            match part {
                Part::Sentence(text) => out.push_str(&wrap(text, style.width, 2)),
                Part::Code(lines) => {
                    let lines = lines.iter().map(|line| format!("    {line}\n"));
                    out.extend(lines);
                }
            }
        }
    }
    out.push_str(&further(asked, &trouble, wanted, &result, style));
    if result.outcome == model::Outcome::Graded {
        return out;
    }
    // Nothing helps before it compiles: show that first.
    let grading = Grading::new(style.lang, vec![result]);
    text::render(&grading, Timelines::First, style) + &out
}

/// Says how to get the next hint, and those for the other open tests of the step.
fn further(
    asked: &Asked<'_>,
    trouble: &Trouble<'_>,
    given: usize,
    result: &ExerciseResult,
    style: &Style,
) -> String {
    let mut out = String::new();
    if given < LEVELS {
        let command = format!(
            "cargo xtask hint {}{}",
            asked.exercise.name,
            " --more".repeat(given)
        );
        let more = Message::MoreHints { command }.to_text(style.lang);
        let _ = write!(out, "\n{}", wrap(&more, style.width, 0));
    }
    let Some(first) = trouble.test() else {
        return out;
    };
    // Those of later steps would only distract.
    let is_other = |test: &&TestResult| {
        test.status != Status::Passed && test.step == first.step && test.name != first.name
    };
    let others: Vec<_> = result.tests.iter().filter(is_other).collect();
    if !others.is_empty() {
        let head = Message::OtherHints.to_text(style.lang);
        let _ = write!(out, "\n{}", wrap(&head, style.width, 0));
        for test in others {
            let _ = writeln!(out, "  {} {}", asked.exercise.name, test.name);
        }
    }
    out
}
