//! What a run says about itself: how much went through, who did it, and how far it has come.

use std::fmt;

use pattern_sync::collections::BTreeMap;
use pattern_sync::time::Duration;

use crate::bad_records::BadRecord;

/// What a run gives when it went well.
#[derive(Debug)]
#[non_exhaustive]
pub struct Completed<T> {
    /// What `reduce` made of each key.
    pub output: T,
    /// The account of the run.
    pub report: Report,
}

/// The account of a run.
///
/// # Examples
///
/// ```
/// use map_reduce::MapReduce;
///
/// let done = MapReduce::map(|n: &u32, out| out.emit(*n % 3, 1))
///     .combine(|total, more| *total += more)
///     .reduce(|_rest, totals| totals.sum::<u32>())
///     .workers(2)
///     .run(0..100)?;
/// let report = done.report;
/// assert_eq!((report.records, report.emitted, report.keys), (100, 100, 3));
/// // Each worker kept one total per key: at most six pairs were shuffled in place of a hundred.
/// assert!((3..=6).contains(&report.shuffled));
/// assert_eq!(report.workers.iter().map(|worker| worker.records).sum::<u64>(), 100);
/// assert!(report.to_string().contains("100 records, 100 pairs"));
/// # Ok::<(), map_reduce::RunError>(())
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// One entry per worker.
    pub workers: Vec<WorkerReport>,
    /// Records that `map` was called with, bad ones included.
    pub records: u64,
    /// Records that were refused.
    pub bad_records: u64,
    /// The first bad records in the order of the input, ten at most.
    pub first_bad: Vec<BadRecord>,
    /// Pairs that `map` emitted.
    pub emitted: u64,
    /// Pairs that went from the map workers to the reduce workers. Combining makes it less than
    /// `emitted`.
    pub shuffled: u64,
    /// Keys that were reduced.
    pub keys: u64,
    /// What the map function counted, by [`Emitter::count`](crate::Emitter::count).
    pub counters: BTreeMap<&'static str, u64>,
    /// How many times a worker wrote its pairs to disk, since the memory budget was used up.
    pub spills: u64,
    /// How many bytes were written to disk for it, those of merging included.
    pub spilled_bytes: u64,
    /// How long the map phase took.
    pub map_time: Duration,
    /// How long the reduce phase took.
    pub reduce_time: Duration,
    /// How long everything took, up to the last output.
    pub elapsed: Duration,
}

/// The account of one worker, over both phases.
///
/// The clock is read at the start and at the end of each phase, never in between.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerReport {
    /// The name of its threads.
    pub name: String,
    /// Splits that it mapped.
    pub splits: u64,
    /// Records that it mapped.
    pub records: u64,
    /// Pairs that it emitted.
    pub emitted: u64,
    /// Partitions that it reduced.
    pub partitions: u64,
    /// How long it worked, waiting for the input included.
    pub busy: Duration,
    /// How long it had nothing to do because others were not done yet.
    pub idle: Duration,
}

/// Prints a small table, one line per worker.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .workers
            .iter()
            .map(|worker| worker.name.len())
            .max()
            .unwrap_or(0);
        for WorkerReport {
            name,
            splits,
            records,
            emitted,
            partitions,
            busy,
            idle,
        } in &self.workers
        {
            writeln!(
                f,
                "{name:width$}  {splits} splits, {records} records, {emitted} pairs, \
                 {partitions} partitions, busy {busy:.1?}, idle {idle:.1?}"
            )?;
        }
        for (name, count) in &self.counters {
            writeln!(f, "{name}: {count}")?;
        }
        if self.bad_records > 0 {
            writeln!(f, "bad records: {}", self.bad_records)?;
        }
        if self.spills > 0 {
            writeln!(f, "spills: {}, {} bytes", self.spills, self.spilled_bytes)?;
        }
        let Self {
            records,
            emitted,
            shuffled,
            keys,
            map_time,
            reduce_time,
            elapsed,
            ..
        } = self;
        write!(
            f,
            "{records} records, {emitted} pairs, {shuffled} shuffled, {keys} keys; \
             map {map_time:.1?}, reduce {reduce_time:.1?}, {elapsed:.1?} in all"
        )
    }
}

/// The phases of a run, in their order.
///
/// # Examples
///
/// ```
/// use map_reduce::Phase;
///
/// assert!(Phase::Map < Phase::Reduce);
/// assert_eq!(Phase::Reduce.to_string(), "reduce");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Records become pairs.
    #[default]
    Map,
    /// The values of each key become one output. Begins when every record has been mapped.
    Reduce,
    /// The outputs are handed to the caller, in order.
    Output,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Map => "map",
            Self::Reduce => "reduce",
            Self::Output => "output",
        })
    }
}

/// How far a run has come: passed to [`MapReduce::on_progress`](crate::MapReduce::on_progress).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// [`Phase::Map`] or [`Phase::Reduce`].
    pub phase: Phase,
    /// How much of the phase is done: map, in the unit of the input (bytes of files, items of an
    /// iterator); reduce, in partitions.
    pub done: u64,
    /// How much there is in all, if that is known.
    pub total: Option<u64>,
}
