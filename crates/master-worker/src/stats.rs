//! What a master can say about its work.

use pattern_sync::time::Duration;

use crate::scheduler::WorkerId;

/// What the scheduler has counted since the beginning.
///
/// Every task that was submitted has succeeded, was given up, or is unfinished.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Tasks that came in.
    pub submitted: usize,
    /// Tasks whose result was handed on.
    pub succeeded: usize,
    /// Tasks that were given up or handed back.
    pub given_up: usize,
    /// How many times a task was put into a worker's hands.
    pub dispatched: usize,
    /// How many of those were second copies of a straggler.
    pub copies: usize,
    /// Attempts that ended with an error or a panic.
    pub failures: usize,
    /// Attempts whose time was up.
    pub overdue: usize,
    /// Deaths of workers, also of those that were killed because nobody waited for them any more.
    pub deaths: usize,
    /// Results that came when their task already had its outcome, and were dropped.
    pub discarded: usize,
    /// The most tasks that were waiting at a time.
    pub high_water: usize,
}

/// A master's account of its work so far.
///
/// # Examples
///
/// ```
/// use master_worker::Master;
///
/// let master = Master::new(2, |n: &u32| n + 1);
/// for n in 0..10 {
///     master.submit(n)?;
/// }
/// assert_eq!(master.collect().len(), 10);
/// let stats = master.stats();
/// assert_eq!(stats.counts.succeeded, 10);
/// assert_eq!((stats.waiting, stats.unfinished), (0, 0));
/// assert_eq!(stats.workers.iter().map(|worker| worker.attempts).sum::<usize>(), 10);
/// # Ok::<(), master_worker::SubmitError<u32>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// What was counted since the beginning.
    pub counts: Counts,
    /// Tasks that wait now.
    pub waiting: usize,
    /// Tasks that have no outcome yet.
    pub unfinished: usize,
    /// The workers that are there now, in the order in which they joined.
    pub workers: Vec<WorkerStats>,
}

/// What one worker has done so far.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerStats {
    /// The worker.
    pub worker: WorkerId,
    /// Its name.
    pub name: String,
    /// How many attempts at tasks it has ended, well or not.
    pub attempts: usize,
    /// How long it had tasks in its hands, the present one not included. Zero unless the master
    /// reads the clock: see [`MasterBuilder::measure_time`](crate::MasterBuilder::measure_time).
    pub busy: Duration,
    /// How long it had nothing to do, or started, likewise.
    pub idle: Duration,
}
