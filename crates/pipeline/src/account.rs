//! The account that each thread keeps while it runs: how many items, and how long it waited.

use pattern_sync::time::{Duration, Instant};

use crate::report::WorkerReport;

/// The account of a thread. Counts cost an addition per item; the clock is read at the start, at
/// the end, and around waits, so that a thread that never waits never reads it in between.
pub(crate) struct Account {
    report: WorkerReport,
    started: Instant,
}

impl Account {
    /// Opens the account of a thread that starts now.
    pub(crate) fn open(name: String) -> Self {
        let report = WorkerReport {
            name,
            ..WorkerReport::default()
        };
        Self {
            report,
            started: Instant::now(),
        }
    }

    /// Counts an item that was taken.
    pub(crate) fn count_in(&mut self) {
        self.report.items_in += 1;
    }

    /// Counts an item that was passed on.
    pub(crate) fn count_out(&mut self) {
        self.report.items_out += 1;
    }

    /// Runs what has to wait for an item, and times it.
    pub(crate) fn starved(&mut self, waiting: impl FnOnce()) {
        let since = Instant::now();
        waiting();
        self.report.starved += since.elapsed();
    }

    /// Runs what has to wait for room, and times it.
    pub(crate) fn blocked(&mut self, waiting: impl FnOnce()) {
        let since = Instant::now();
        waiting();
        self.report.blocked += since.elapsed();
    }

    /// Closes the account of a thread that ends now.
    pub(crate) fn close(mut self) -> WorkerReport {
        let waited: Duration = self.report.starved + self.report.blocked;
        self.report.busy = self.started.elapsed().saturating_sub(waited);
        self.report
    }
}
