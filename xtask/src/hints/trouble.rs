//! What stands in the way of the next points: of all that a verdict says, the one thing to look at.

use super::question;
use crate::exercise::Mode;
use crate::grade::model::{ExerciseResult, NextStep, Outcome, Problem, Status, TestResult};

/// The one thing to look at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trouble<'a> {
    /// The sources cannot be taken, or are refused.
    Refused(&'a Problem),
    /// They do not compile: the first error.
    NotBuilt(&'a str),
    /// A test fails.
    Failed(&'a TestResult),
    /// A test has no verdict, through no fault of the code.
    NotGraded(&'a TestResult),
    /// A test runs into a `todo!`.
    NotDone(&'a TestResult, &'a NextStep),
}

impl<'a> Trouble<'a> {
    /// Returns what stands in the way in `result`; `None` if nothing does.
    pub(crate) fn of(result: &'a ExerciseResult) -> Option<Self> {
        match result.outcome {
            Outcome::NotTaken | Outcome::Refused => result.problems.first().map(Self::Refused),
            Outcome::NotBuilt => result
                .compiler_errors
                .first()
                .map(|text| Self::NotBuilt(text)),
            Outcome::Graded => {
                let next = result.next.as_ref()?;
                let of_step = |test: &&TestResult| test.step == next.number;
                let first = |status| {
                    let mut tests = result.tests.iter().filter(of_step);
                    tests.find(|test| test.status == status)
                };
                let failed = result.tests.iter().filter(of_step);
                let mut failed = failed.filter(|test| test.status == Status::Failed);
                // What is written and wrong comes before what is not written yet.
                failed
                    .find(|test| !is_for_anothers_sake(test))
                    .or_else(|| first(Status::Failed))
                    .map(Self::Failed)
                    .or_else(|| first(Status::NotDone).map(|test| Self::NotDone(test, next)))
                    .or_else(|| first(Status::NotGraded).map(Self::NotGraded))
            }
        }
    }

    /// Returns the test that it is about.
    pub(crate) fn test(&self) -> Option<&'a TestResult> {
        match self {
            Self::Refused(_) | Self::NotBuilt(_) => None,
            Self::Failed(test) | Self::NotGraded(test) | Self::NotDone(test, _) => Some(test),
        }
    }

    /// Returns what the hints for it are headed with.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Refused(problem) => problem.file.clone(),
            Self::NotBuilt(error) => error.lines().next().unwrap_or_default().to_string(),
            Self::Failed(test) | Self::NotGraded(test) | Self::NotDone(test, _) => {
                test.title.clone()
            }
        }
    }

    /// Names it: while the name stays, a student has been given the same hints.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Refused(problem) => problem.reason.clone(),
            Self::NotBuilt(error) => error.lines().next().unwrap_or_default().to_string(),
            Self::Failed(test) => format!("{} {:?}", test.name, question::raised_by(test)),
            Self::NotGraded(test) => format!("{} ?", test.name),
            Self::NotDone(test, _) => format!("{} todo", test.name),
        }
    }
}

/// Tells whether the explorer had nothing against the code, and the test counts as failed only because
/// the values of its step are wrong.
fn is_for_anothers_sake(test: &TestResult) -> bool {
    test.mode == Mode::Explored && test.explanation.is_none() && test.coverage.is_some()
}
