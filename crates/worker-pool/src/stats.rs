//! An observer that keeps count: tasks, busy and idle time, thefts, the depth of the queues.

use std::fmt;

use pattern_sync::sync::Mutex;
use pattern_sync::time::Duration;

use crate::observer::Observer;

/// Keeps count of what goes on in a pool; ask for a [`Report`] at any time.
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::Arc;
/// use worker_pool::{Stats, WorkerPool};
///
/// let stats = Arc::new(Stats::new());
/// let pool = WorkerPool::builder().workers(2).observer(Arc::clone(&stats)).build().unwrap();
/// pool.map(0..10, |n| n * n).unwrap();
/// pool.shutdown();
///
/// let report = stats.report();
/// assert_eq!(report.submitted, 10);
/// assert_eq!(report.workers.iter().map(|worker| worker.tasks).sum::<usize>(), 10);
/// assert!(report.to_string().starts_with("worker 0: "));
/// ```
#[derive(Default)]
pub struct Stats {
    report: Mutex<Report>,
}

/// What a pool has done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// One entry per worker, by its number. Workers that have done nothing yet may be missing at the
    /// end.
    pub workers: Vec<WorkerReport>,
    /// The tasks that were accepted.
    pub submitted: usize,
    /// The tasks that were dropped before they began.
    pub cancelled: usize,
    /// The most tasks that have waited in one queue at a time.
    pub high_water: usize,
}

/// What one worker has done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerReport {
    /// The tasks that it has run to their end.
    pub tasks: usize,
    /// How many of these panicked.
    pub panicked: usize,
    /// How many it took out of another worker's deque.
    pub stolen: usize,
    /// The time that it has spent in tasks, without that in which they waited for other tasks.
    pub busy: Duration,
    /// The time in which it had nothing to do.
    pub idle: Duration,
}

impl Stats {
    /// Makes an observer that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns what has been counted so far.
    #[must_use]
    pub fn report(&self) -> Report {
        self.report.lock().clone()
    }

    fn of(&self, worker: usize, change: impl FnOnce(&mut WorkerReport)) {
        let workers = &mut self.report.lock().workers;
        if workers.len() <= worker {
            workers.resize_with(worker + 1, WorkerReport::default);
        }
        change(&mut workers[worker]);
    }
}

impl Observer for Stats {
    fn submitted(&self, depth: usize) {
        let mut report = self.report.lock();
        report.submitted += 1;
        report.high_water = report.high_water.max(depth);
    }

    fn finished(&self, worker: usize, busy: Duration, panicked: bool) {
        self.of(worker, |report| {
            report.tasks += 1;
            report.panicked += usize::from(panicked);
            report.busy += busy;
        });
    }

    fn cancelled(&self) {
        self.report.lock().cancelled += 1;
    }

    fn idle(&self, worker: usize, idle: Duration) {
        self.of(worker, |report| report.idle += idle);
    }

    fn stole(&self, thief: usize, _victim: usize) {
        self.of(thief, |report| report.stolen += 1);
    }
}

/// Prints a small table, one line per worker.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, worker) in self.workers.iter().enumerate() {
            let WorkerReport {
                tasks,
                panicked,
                stolen,
                busy,
                idle,
            } = worker;
            writeln!(
                f,
                "worker {number}: {tasks} tasks (panicked: {panicked}, stolen: {stolen}), \
                 busy {busy:.1?}, idle {idle:.1?}"
            )?;
        }
        let Self {
            submitted,
            cancelled,
            high_water,
            ..
        } = self;
        write!(
            f,
            "{submitted} tasks accepted, {cancelled} cancelled; at most {high_water} in a queue"
        )
    }
}
