//! The account that each thread keeps while it runs: how many items, and how long it waited.

use pattern_sync::time::{Duration, Instant};

use crate::report::WorkerReport;

/// Up to this, on average, from one item to the next, items are said to come quickly: it is some
/// times what it takes to be woken.
const QUICKLY: Duration = Duration::from_micros(20);

/// The account of a thread. Counts cost an addition per item; the clock is read at the start, at
/// the end, around waits and once per chunk, so that a thread that never waits seldom reads it.
pub(crate) struct Account {
    report: WorkerReport,
    started: Instant,
    /// From one item to the next, on average over the last few waits.
    pace: Duration,
    /// When the last wait for an item began, and how many there had been by then.
    last_wait: (Instant, usize),
}

impl Account {
    /// Opens the account of a thread that starts now.
    pub(crate) fn open(name: String) -> Self {
        let report = WorkerReport {
            name,
            ..WorkerReport::default()
        };
        let started = Instant::now();
        Self {
            report,
            started,
            pace: 2 * QUICKLY, // until something is known
            last_wait: (started, 0),
        }
    }

    /// Starts the clock anew.
    pub(crate) fn restart(&mut self) {
        self.started = Instant::now();
    }

    /// Counts an item that was taken.
    pub(crate) fn count_in(&mut self) {
        self.report.items_in += 1;
    }

    /// Counts items that were passed on.
    pub(crate) fn count_out(&mut self, items: usize) {
        self.report.items_out += items;
    }

    /// Runs what has to wait for an item, and times it. It is told whether items have been coming
    /// quickly.
    pub(crate) fn starved(&mut self, waiting: impl FnOnce(bool)) {
        let since = Instant::now();
        let (before, items) = self.last_wait;
        if let Some(new) = (self.report.items_in - items)
            .try_into()
            .ok()
            .filter(|&n| n > 0)
        {
            let pace: Duration = since.saturating_duration_since(before) / new;
            self.pace = (3 * self.pace + pace) / 4;
        }
        self.last_wait = (since, self.report.items_in);
        waiting(self.pace < QUICKLY);
        self.report.starved += since.elapsed();
    }

    /// Runs what has to wait for room, and times it.
    pub(crate) fn blocked(&mut self, waiting: impl FnOnce()) {
        let since = Instant::now();
        waiting();
        self.report.blocked += since.elapsed();
    }

    /// Tells how long the thread has waited so far.
    pub(crate) fn waited(&self) -> Duration {
        self.report.starved + self.report.blocked
    }

    /// Gives what the report would be if the thread ended now.
    pub(crate) fn so_far(&self) -> WorkerReport {
        let mut report = self.report.clone();
        report.busy = (self.started.elapsed()).saturating_sub(self.waited() + report.shared);
        report
    }

    /// Takes note that the thread has worked for other stages for so long.
    pub(crate) fn share(&mut self, with_others: Duration) {
        self.report.shared += with_others;
    }

    /// Closes the account of a thread that ends now.
    pub(crate) fn close(self) -> WorkerReport {
        self.so_far()
    }
}
