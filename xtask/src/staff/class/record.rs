//! The result of one submission, as it is kept: the model that every format renders.
//!
//! A record is one JSON file. [`SCHEMA`] names its version, by the same rule as that of a
//! [`Grading`]: fields may be added within a version; one that is removed or changes its meaning
//! gets a new one.

use serde::{Deserialize, Serialize};

use super::isolation::Level;
use crate::grade::model::Grading;

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

    /// Says in one line what became of the submission, made safe to print.
    pub(crate) fn in_one_line(&self) -> String {
        let who = match &self.name {
            Some(name) => format!("{} ({name})", self.student),
            None => self.student.clone(),
        };
        match (&self.problem, self.marks()) {
            (Some(problem), _) => format!("{who}: not graded: {} {problem}", self.submission),
            (None, Some((points, max))) if self.is_final() => format!("{who}: {points}/{max}"),
            (None, Some((points, max))) => {
                let open = self.grading.as_ref().map_or(0, |one| one.not_graded_points);
                format!("{who}: {points}/{max}, and {open} points without a verdict")
            }
            (None, None) => format!("{who}: not graded"),
        }
    }
}
