//! `cargo xtask hint`: what to think about next.
//!
//! Without a test, the work is graded: the hint is the one for the first test that does not pass
//! now, after the reason why. A student who is stuck needs that one, not a list to choose from.

use std::fmt::Write as _;

use anyhow::{Result, anyhow};

use super::options::Options;
use super::{Outcome, exercise, grade};
use crate::exercise::{Exercise, GradedTest};
use crate::grade::model::{self, ExerciseResult, Grading, Status, TestResult};
use crate::grade::text::{self, Timelines};
use crate::grade::{Grader, Source};
use crate::messages::Message;
use crate::repo::Repo;
use crate::terminal::{self, Style, wrap};

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let exercise = exercise(repo, &options.names[0], options.lang)?;
    let style = Style::of_stdout(options.lang);
    let out = match options.names.get(1) {
        Some(name) => {
            let unknown = || {
                let exercise = exercise.name.clone();
                let message = Message::NoSuchTest {
                    exercise,
                    name: name.clone(),
                };
                anyhow!(message.to_text(options.lang))
            };
            hint(exercise.test(name).ok_or_else(unknown)?, &style)
        }
        None => {
            let notice = grade::notice(options.lang);
            let grader = Grader::new(repo, options.lang, &notice);
            let result = grader.grade(&exercise, &Source::Exercise)?;
            first_open(&exercise, result, &style)
        }
    };
    terminal::print(&out)?;
    Ok(Outcome::Good)
}

/// Renders the hint for `test`.
fn hint(test: &GradedTest, style: &Style) -> String {
    let title = test.title.get(style.lang).to_string();
    let head = Message::HintFor {
        name: test.name.clone(),
        title,
    };
    let head = wrap(&head.to_text(style.lang), style.width, 0);
    let text = wrap(test.hint.get(style.lang), style.width, 2);
    format!("{}\n\n{text}", style.bold(head.trim_end()))
}

/// Renders why the first open test does not pass, its hint, and how to get those of the others.
fn first_open(exercise: &Exercise, result: ExerciseResult, style: &Style) -> String {
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
        out.push_str(&hint(test, style));
        let _ = write!(out, "\n{}", wrap(&first.cause, style.width, 2));
        if let (Status::NotDone, Some(place)) = (
            first.status,
            result.next.as_ref().and_then(|next| next.place.as_ref()),
        ) {
            let _ = writeln!(out, "  {place}");
        }
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
