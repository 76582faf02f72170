//! The result of one submission, as it is kept: the model that every format renders.
//!
//! A record is one JSON file. [`SCHEMA`] names its version, by the same rule as that of a
//! [`Grading`]: fields may be added within a version; one that is removed or changes its meaning
//! gets a new one.

use serde::{Deserialize, Serialize};

use super::isolation::Level;
use crate::escape;
use crate::grade::model::{ExerciseResult, Grading, Outcome, Status};
use crate::staff::words::counted;

/// Names the model and its version.
pub(crate) const SCHEMA: &str = "pattern-class/1";

/// Holds the result of one submission.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    /// [`SCHEMA`].
    pub(crate) schema: String,
    /// Identifies the student.
    pub(crate) student: String,
    /// The student's full name, where it is known.
    pub(crate) name: Option<String>,
    /// The folder or file that was handed in.
    pub(crate) submission: String,
    /// A fingerprint of the sources that were graded.
    pub(crate) sources: String,
    /// How well the submission was kept apart when it ran.
    pub(crate) isolation: Level,
    /// Why the submission could not be graded; then there is no grading.
    pub(crate) problem: Option<String>,
    /// What grading found.
    pub(crate) grading: Option<Grading>,
    /// When and for how long: the only part that differs when the same is graded again.
    pub(crate) times: RecordTimes,
}

/// Says when a submission was graded.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct RecordTimes {
    /// The date and time in UTC, as `2026-11-22T16:58:03Z`.
    pub(crate) graded_at: String,
    /// What its builds and tests took, in milliseconds.
    pub(crate) took_ms: u64,
}

/// Says why no test of an exercise ran, if that is the submission's doing.
fn whole(exercise: &ExerciseResult) -> Option<&'static str> {
    match exercise.outcome {
        Outcome::NotBuilt if !exercise.has_no_verdict() => Some("does not compile"),
        Outcome::Refused => Some("uses what is not allowed"),
        Outcome::NotBuilt | Outcome::NotTaken | Outcome::Graded => None,
    }
}

/// Returns why the first test without a verdict has none.
fn why_no_verdict(exercise: &ExerciseResult) -> Option<&str> {
    let mut tests = exercise.tests.iter();
    let test = tests.find(|test| test.status == Status::NotGraded)?;
    Some(test.cause.lines().next().unwrap_or_default())
}

impl Record {
    /// Returns the student's full name, or what identifies the student.
    pub(crate) fn who(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.student)
    }

    /// Returns the points that were earned and those that could be; none if it was not graded.
    pub(crate) fn marks(&self) -> Option<(u32, u32)> {
        let grading = self.grading.as_ref()?;
        Some((grading.points, grading.max_points))
    }

    /// Tells whether every test has a verdict.
    pub(crate) fn is_final(&self) -> bool {
        let whole = |grading: &Grading| grading.not_graded_points == 0;
        self.grading.as_ref().is_some_and(whole)
    }

    /// Returns what identifies the student, and the full name where it is known.
    pub(crate) fn student_and_name(&self) -> String {
        match &self.name {
            Some(name) => format!("{} ({name})", self.student),
            None => self.student.clone(),
        }
    }

    /// Returns a sentence that says why there is no grading, if there is none.
    pub(crate) fn why_not(&self) -> Option<String> {
        let problem = self.problem.as_ref()?;
        Some(format!("{} {problem}", self.submission))
    }

    /// Says in one line what became of the submission, made safe to print.
    pub(crate) fn in_one_line(&self) -> String {
        let who = self.student_and_name();
        if let Some(why) = self.why_not() {
            return format!("{who}: not graded: {why}");
        }
        let Some(grading) = &self.grading else {
            return format!("{who}: not graded");
        };
        let mut line = format!("{who}: {}/{}", grading.points, grading.max_points);
        if grading.not_graded_points > 0 {
            let open = counted(grading.not_graded_points, "point");
            line.push_str(&format!(", and {open} without a verdict"));
            if let Some(cause) = grading.exercises.iter().find_map(why_no_verdict) {
                line.push_str(&format!(" ({})", escape::one_line(cause)));
            }
        }
        // A zero whose reason is not in the tests is one to look at.
        for exercise in &grading.exercises {
            if let Some(said) = whole(exercise) {
                line.push_str(&format!("; {} {said}", exercise.name));
            }
        }
        line
    }
}
