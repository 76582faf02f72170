//! The end of a run on the calling thread: completed, or failed with the last step.

use pattern_sync::time::Instant;

use crate::error::{Cause, Failure, RunError};
use crate::report::{Completed, Phase, Report};
use crate::shared::Who;

/// What the calling thread goes by in failures.
const CALLER: &str = "caller";

/// The calling thread, at work on a phase.
pub(crate) fn caller(phase: Phase) -> Who<'static> {
    Who {
        worker: CALLER,
        phase,
    }
}

/// The account of a run that goes well so far.
pub(crate) struct Account {
    report: Report,
    started: Instant,
}

impl Account {
    pub(crate) fn new(report: Report, started: Instant) -> Self {
        Self { report, started }
    }

    /// Ends a run that went well.
    pub(crate) fn completed<T>(mut self, output: T) -> Completed<T> {
        self.report.elapsed = self.started.elapsed();
        let report = self.report;
        Completed { output, report }
    }

    /// Ends a run that failed on the calling thread, after the reduce phase.
    pub(crate) fn failed(mut self, cause: Cause) -> RunError {
        self.report.elapsed = self.started.elapsed();
        let failure = Failure {
            worker: CALLER.to_owned(),
            phase: Phase::Output,
            place: None,
            cause,
        };
        RunError::new(vec![failure], self.report)
    }
}
