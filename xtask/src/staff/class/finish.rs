//! Finish: runs the tests of one submission and makes its record.

use std::time::Instant;

use anyhow::Result;
use serde_json::Value;

use super::batch::{Built, compiled_at};
use super::course::{self, Course};
use super::isolation::Level;
use super::record::{Record, RecordTimes, SCHEMA};
use super::roster::Entry;
use super::work::{Piece, Work};
use crate::date;
use crate::escape;
use crate::grade::Grader;
use crate::grade::model::{ExerciseResult, Grading, Status, Times};
use crate::grade::pipeline::{Compiled, milliseconds_since};
use crate::messages::staff::StaffMessage;

/// Runs whatever is to be run of `work`, and makes its record.
pub(crate) fn run(
    work: &Work,
    built: &[Option<Built>],
    course: &Course,
    grader: &Grader<'_>,
    build_ms: u64,
) -> Record {
    let start = Instant::now();
    let level = grader.isolation.level();
    let mut results: Vec<ExerciseResult> = Vec::new();
    for (piece, built) in work.pieces.iter().zip(built) {
        let result = match (piece, built) {
            (Piece::Known(result), _) => Ok((**result).clone()),
            (_, Some(built)) => grade(work, piece, built, course, grader, build_ms),
            (_, None) => Err(anyhow::anyhow!("it was not compiled")),
        };
        match result {
            Ok(result) => match results.last_mut() {
                // Hidden tests come right after the visible ones.
                Some(visible) if piece.is_hidden() => {
                    course::add_hidden(visible, result, grader.lang);
                }
                _ => results.push(result),
            },
            Err(error) => {
                let why = StaffMessage::CannotBeGraded {
                    why: format!("{error:#}"),
                };
                return problem(&work.entry, level, &why.to_text(grader.lang));
            }
        }
    }
    let mut record = record(&work.entry, level);
    record.sources.clone_from(&work.sources);
    record.grading = Some(Grading::new(grader.lang, results));
    let took = start.elapsed().as_millis();
    record.times.took_ms = build_ms.saturating_add(u64::try_from(took).unwrap_or(u64::MAX));
    record
}

/// Makes the record of a submission that cannot be graded; `why` follows its name.
pub(crate) fn problem(entry: &Entry, level: Level, why: &str) -> Record {
    let mut record = record(entry, level);
    record.problem = Some(escape::one_line(why));
    record
}

fn record(entry: &Entry, level: Level) -> Record {
    Record {
        schema: SCHEMA.to_string(),
        student: entry.student.clone(),
        name: entry.name.clone(),
        submission: entry.file.clone(),
        sources: String::new(),
        isolation: level,
        problem: None,
        grading: None,
        times: RecordTimes {
            graded_at: date::iso(),
            took_ms: 0,
        },
    }
}

/// Grades one exercise of `work`.
fn grade(
    work: &Work,
    piece: &Piece,
    built: &Built,
    course: &Course,
    grader: &Grader<'_>,
    build_ms: u64,
) -> Result<ExerciseResult> {
    let subject = piece
        .subject(course, grader)
        .ok_or_else(|| anyhow::anyhow!("there is nothing to do"))?;
    let start = Instant::now();
    let result = match built {
        Ok(compiled) => {
            let verdicts = grader.verdicts(compiled, &subject.exercise.tests)?;
            let run_ms = milliseconds_since(start);
            subject.result(compiled, verdicts, Times { build_ms, run_ms })
        }
        Err(why) => {
            // Whether the machine or the submission is to blame is for somebody to find out; where things
            // lie on the machine is nobody's business.
            let target = format!("{}/", grader.repo.target().display());
            let why = &why.replace(&target, "");
            let errors = Compiled::Errors(vec![why.clone()]);
            let mut result = subject.result(&errors, Vec::new(), Times::default());
            result.not_graded_points = result.max_points;
            for test in &mut result.tests {
                test.status = Status::NotGraded;
                test.cause = escape::one_line(why);
            }
            result
        }
    };
    let compiled = compiled_at(&work.slug, &subject.exercise.name, piece.is_hidden());
    renamed(&result, &compiled, &result.path)
}

/// Replaces, in every text of `result`, the folder in which it was compiled by the one that the
/// student knows.
fn renamed(result: &ExerciseResult, compiled: &str, known: &str) -> Result<ExerciseResult> {
    fn walk(value: &mut Value, compiled: &str, known: &str) {
        match value {
            Value::String(text) if text.contains(compiled) => *text = text.replace(compiled, known),
            Value::Array(items) => items
                .iter_mut()
                .for_each(|item| walk(item, compiled, known)),
            Value::Object(fields) => {
                let renamed = std::mem::take(fields).into_iter().map(|(name, mut field)| {
                    walk(&mut field, compiled, known);
                    (name.replace(compiled, known), field)
                });
                *fields = renamed.collect();
            }
            _ => {}
        }
    }
    let mut value = serde_json::to_value(result)?;
    walk(&mut value, compiled, known);
    Ok(serde_json::from_value(value)?)
}
