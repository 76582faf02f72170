//! The result model: what grading found, for every rendering (text, JSON, later those of schools).
//!
//! The JSON rendering is this model as it stands, and can be read back. [`SCHEMA`] names its version:
//! fields may be added within a version; a field that is removed or changes its meaning gets a new one.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::sandbox::Level;
use super::version::Versions;
use crate::exercise::Mode;
use crate::lang::Lang;
use crate::messages::Message;
use crate::report::{Cause, Timeline};

/// Names the model and its version.
pub const SCHEMA: &str = "pattern-grade/1";

/// Holds the result of one run of the grader.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Grading {
    /// [`SCHEMA`].
    pub schema: Cow<'static, str>,
    /// The version of the grader.
    pub version: Cow<'static, str>,
    /// The language of all texts.
    pub lang: Lang,
    /// What was earned.
    pub points: u32,
    /// What could be earned.
    pub max_points: u32,
    /// Points of tests without a verdict, which are neither earned nor lost.
    pub not_graded_points: u32,
    /// One result for each exercise.
    pub exercises: Vec<ExerciseResult>,
}

impl Grading {
    /// Adds up the results.
    pub fn new(lang: Lang, exercises: Vec<ExerciseResult>) -> Self {
        Self {
            schema: SCHEMA.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            lang,
            points: exercises.iter().map(|one| one.points).sum(),
            max_points: exercises.iter().map(|one| one.max_points).sum(),
            not_graded_points: exercises.iter().map(|one| one.not_graded_points).sum(),
            exercises,
        }
    }

    /// Tells whether every point was earned.
    pub fn is_full(&self) -> bool {
        self.exercises
            .iter()
            .all(|one| one.tests.iter().all(|test| test.status == Status::Passed))
    }
}

/// Says how far grading an exercise got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The tests ran.
    Graded,
    /// There are no sources, or they cannot be taken: see `problems`.
    NotTaken,
    /// The source check refused the sources: see `problems`.
    Refused,
    /// The sources do not compile: see `compiler_errors`.
    NotBuilt,
}

/// Says what became of a graded test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It passed, and earned its points.
    Passed,
    /// It failed: see `cause`.
    Failed,
    /// It ran into a `todo!("step N: …")`: see `cause`.
    NotDone,
    /// There is no verdict, through no fault of the code: see `cause`.
    NotGraded,
    /// It did not run, since the sources were refused or do not compile.
    NotRun,
}

/// Holds the result of one exercise.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExerciseResult {
    /// The exercise.
    pub name: String,
    /// What is built.
    pub title: String,
    /// Stars.
    pub difficulty: u8,
    /// The folder of the package, as messages name it.
    pub path: String,
    /// How the code was isolated: below L2 the result is a self-check and not a mark.
    pub isolation: Level,
    /// What the inputs of the value tests were made from: with the same seed they are the same again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// With what it was graded: what must be graded again when one of them changes.
    pub versions: Versions,
    /// How far grading got.
    pub outcome: Outcome,
    /// What was earned.
    pub points: u32,
    /// What could be earned.
    pub max_points: u32,
    /// Points of tests without a verdict.
    pub not_graded_points: u32,
    /// What the source check refused.
    pub problems: Vec<Problem>,
    /// The compiler's errors, as it renders them.
    pub compiler_errors: Vec<String>,
    /// What was not taken from the submission.
    pub ignored: Vec<Note>,
    /// Subtotals.
    pub steps: Vec<StepResult>,
    /// The graded tests, in order.
    pub tests: Vec<TestResult>,
    /// What to do next, unless all is done.
    pub next: Option<NextStep>,
    /// How long it took: the only part that differs from run to run.
    pub times: Times,
}

impl ExerciseResult {
    /// Tells whether no test has a verdict, through no fault of the code.
    pub fn has_no_verdict(&self) -> bool {
        self.not_graded_points > 0 && self.not_graded_points == self.max_points
    }

    /// Says of code that was not built whose fault that is.
    pub(crate) fn why_not_built(&self) -> Message {
        if self.has_no_verdict() {
            Message::CouldNotBuild
        } else {
            Message::NotBuilt
        }
    }
}

#[cfg(test)]
impl ExerciseResult {
    /// Returns one of a single step, for tests that say what else is to be said.
    pub(crate) fn of_one_step(
        name: &str,
        title: &str,
        step: &str,
        max_points: u32,
        tests: Vec<TestResult>,
    ) -> Self {
        let points = tests.iter().map(|test| test.points).sum();
        Self {
            name: name.to_string(),
            title: title.to_string(),
            difficulty: 2,
            path: format!("exercises/{name}"),
            isolation: Level::L1,
            seed: None,
            versions: Versions::default(),
            outcome: Outcome::Graded,
            points,
            max_points,
            not_graded_points: 0,
            problems: Vec::new(),
            compiler_errors: Vec::new(),
            ignored: Vec::new(),
            steps: vec![StepResult {
                number: 1,
                title: step.to_string(),
                points,
                max_points,
            }],
            tests,
            next: None,
            times: Times::default(),
        }
    }
}

/// Names something that was not taken, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    /// The path in the submission.
    pub path: String,
    /// Why, in a few words.
    pub reason: String,
}

/// Holds one finding of the source check.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// The file, as the student knows it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// Why it is refused, in one sentence.
    pub reason: String,
    /// What to use instead.
    pub instead: String,
}

/// Holds the subtotal of one step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StepResult {
    /// Counts from 1.
    pub number: u32,
    /// What the step is about.
    pub title: String,
    /// What was earned.
    pub points: u32,
    /// What could be earned.
    pub max_points: u32,
}

/// Holds the result of one graded test.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TestResult {
    /// The test.
    pub name: String,
    /// What it checks.
    pub title: String,
    /// The step that it belongs to.
    pub step: u32,
    /// How it runs.
    pub mode: Mode,
    /// What was earned.
    pub points: u32,
    /// What could be earned.
    pub max_points: u32,
    /// What became of it.
    pub status: Status,
    /// Why it did not pass, or empty.
    pub cause: String,
    /// The same in parts, if it was found in a schedule. Its names are as the submission gave them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Cause>,
    /// What the explorer covered, in one line.
    pub coverage: Option<String>,
    /// The failing schedule, which the token names.
    pub token: Option<String>,
    /// What happened in the failing schedule.
    pub timeline: Option<Timeline>,
    /// The end of what the process printed, where that may help.
    pub output: String,
    /// Whether only the instructor has it: then nothing is known but whether it passed.
    #[serde(default)]
    pub hidden: bool,
}

/// Says what to do next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NextStep {
    /// The first step that is not complete.
    pub number: u32,
    /// What it is about.
    pub title: String,
    /// The first `todo!` of that step: file and line.
    pub place: Option<String>,
    /// What that `todo!` says.
    pub task: Option<String>,
    /// The exercise's statement.
    pub statement: String,
}

/// Says how long the stages took, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Times {
    /// From the intake to the end of the build.
    pub build_ms: u64,
    /// All tests.
    pub run_ms: u64,
}
