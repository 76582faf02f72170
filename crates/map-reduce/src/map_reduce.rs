//! The face of the crate: a job, and how it is to be run.

use std::path::PathBuf;

use pattern_core::StopToken;
use pattern_sync::sync::Mutex;
use pattern_sync::thread;

use crate::bad_records::BadRecords;
use crate::job::Job;
use crate::report::Progress;
use crate::shared::OnProgress;
use crate::spill::Codec;
use crate::wire::Wire;

/// A [`Job`] and how it is to be run.
///
/// Made of closures by [`MapReduce::map`], or of a type by [`MapReduce::new`]. It can be run any
/// number of times, also by several threads at the same time. `'env` is what the closure of
/// [`on_progress`](Self::on_progress) may borrow; the job may borrow what it likes, too.
///
/// # Examples
///
/// ```
/// use map_reduce::MapReduce;
///
/// let index = MapReduce::map(|&(page, text): &(u32, &str), out| {
///         text.split(' ').for_each(|word| out.emit(word.to_owned(), page));
///     })
///     .reduce(|_word, pages| pages.collect::<Vec<_>>())
///     .workers(3);
///
/// let of_two_pages = index.run([(1, "dog bites man"), (2, "man bites back")])?;
/// assert_eq!(of_two_pages.output[2], ("dog".to_owned(), vec![1]));
/// assert_eq!(of_two_pages.output[1], ("bites".to_owned(), vec![1, 2]));
/// # Ok::<(), map_reduce::RunError>(())
/// ```
#[must_use = "nothing happens before `run` is called"]
pub struct MapReduce<'env, J: Job> {
    pub(crate) job: J,
    pub(crate) workers: usize,
    /// `None`: as many as workers.
    pub(crate) partitions: Option<usize>,
    pub(crate) bad_records: BadRecords,
    pub(crate) budget: Option<Budget<J::Key, J::Value, J::Output>>,
    pub(crate) temporary: Option<PathBuf>,
    pub(crate) cancel: Option<StopToken>,
    pub(crate) on_progress: Option<OnProgress<'env>>,
}

/// How much memory the pairs may take, and how they are written to disk.
pub(crate) struct Budget<K, V, O> {
    pub(crate) bytes: usize,
    pub(crate) key: Codec<K>,
    pub(crate) value: Codec<V>,
    pub(crate) output: Codec<O>,
}

impl<'env, J: Job> MapReduce<'env, J> {
    /// Takes a job, to be run with as many workers as there are processors. See [`Job`] for an
    /// example; [`map`](MapReduce::map) makes a job of closures.
    pub fn new(job: J) -> Self {
        Self {
            job,
            workers: thread::available_parallelism().map_or(1, std::num::NonZero::get),
            partitions: None,
            bad_records: BadRecords::default(),
            budget: None,
            temporary: None,
            cancel: None,
            on_progress: None,
        }
    }

    /// Sets how many threads map, and then reduce; unless set, as many as there are processors.
    ///
    /// # Panics
    ///
    /// Panics if `workers` is 0: nobody would do the work.
    pub fn workers(mut self, workers: usize) -> Self {
        assert!(workers > 0, "without a worker nobody would do the work");
        self.workers = workers;
        self
    }

    /// Sets into how many partitions the keys are divided; unless set, as many as workers. Each is
    /// reduced by one worker. The result of [`run`](Self::run) does not depend on it.
    ///
    /// # Panics
    ///
    /// Panics if `partitions` is 0: no key would have a place.
    pub fn partitions(mut self, partitions: usize) -> Self {
        assert!(
            partitions > 0,
            "without a partition no key would have a place"
        );
        self.partitions = Some(partitions);
        self
    }

    /// Says what to do about bad records; unless said, the first one ends the job.
    pub fn bad_records(mut self, policy: BadRecords) -> Self {
        self.bad_records = policy;
        self
    }

    /// Limits the memory that the pairs take, in bytes, over all workers.
    ///
    /// A worker whose share is used up sorts its pairs, writes them to a file, and begins anew; the
    /// reduce phase merges the files. So inputs larger than the memory work, and with
    /// [`run_each`](Self::run_each) results larger than the memory, too. The result is the same.
    ///
    /// The budget is kept by estimate, and does not count what a worker needs besides its pairs:
    /// about a quarter of a megabyte for reading and writing, and the one record and the one value
    /// in its hands. Any budget works; a small one means many small files.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::MapReduce;
    ///
    /// let squares = MapReduce::map(|n: &u64, out| out.emit(*n, n * n))
    ///     .reduce(|_n, squares| squares.sum::<u64>())
    ///     .memory_budget(10_000) // for a thousand pairs
    ///     .temporary_directory(std::env::temp_dir())
    ///     .run(0..1_000)?;
    /// assert_eq!(squares.output[999], (999, 998_001));
    /// assert!(squares.report.spills > 0);
    /// # Ok::<(), map_reduce::RunError>(())
    /// ```
    pub fn memory_budget(mut self, bytes: usize) -> Self
    where
        J::Key: Wire,
        J::Value: Wire,
        J::Output: Wire,
    {
        self.budget = Some(Budget {
            bytes,
            key: Codec::new(),
            value: Codec::new(),
            output: Codec::new(),
        });
        self
    }

    /// Sets in which directory a job with a [memory budget](Self::memory_budget) makes its own directory, which is gone
    /// when the run ends; unless set, that of the system for temporary files. (Which is in memory
    /// on some systems.)
    pub fn temporary_directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.temporary = Some(directory.into());
        self
    }

    /// Lets whoever has the token's source stop the job: it then fails with
    /// [`Cause::Cancelled`](crate::Cause::Cancelled). The token is looked at before each record and
    /// each key.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::{Cause, MapReduce, StopSource};
    ///
    /// let source = StopSource::new();
    /// let error = MapReduce::map(|n: &u64, _: &mut map_reduce::Emitter<'_, (), ()>| {
    ///         if *n == 1_000 {
    ///             source.request_stop(); // as a user who has seen enough would
    ///         }
    ///     })
    ///     .reduce(|_, _| ())
    ///     .cancel_on(source.token())
    ///     .run(0_u64..) // endless
    ///     .unwrap_err();
    /// assert!(matches!(error.failures()[0].cause, Cause::Cancelled));
    /// ```
    pub fn cancel_on(mut self, token: StopToken) -> Self {
        self.cancel = Some(token);
        self
    }

    /// Sets a closure that is told how far the run has come: after each split, and after each
    /// partition. It is called by the workers, one at a time, with numbers that ascend; while it
    /// runs, a worker that has something to tell waits for it.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::{MapReduce, Phase};
    ///
    /// let mut last = (0, None);
    /// MapReduce::map(|n: &u32, out| out.emit(n % 7, ()))
    ///     .reduce(|_rest, values| values.count())
    ///     .on_progress(|progress| {
    ///         if progress.phase == Phase::Map {
    ///             last = (progress.done, progress.total);
    ///         }
    ///     })
    ///     .run(0..500)?;
    /// assert_eq!(last, (500, Some(500)));
    /// # Ok::<(), map_reduce::RunError>(())
    /// ```
    pub fn on_progress(mut self, tell: impl FnMut(Progress) + Send + 'env) -> Self {
        self.on_progress = Some(Mutex::new(Box::new(tell)));
        self
    }

    /// Gives the job.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::{Job, MapReduce};
    ///
    /// let count = MapReduce::map(|word: &str, out| out.emit(word.len(), 1))
    ///     .reduce(|_length, ones| ones.sum::<u32>());
    /// assert!(count.job().partition(&7, 3) < 3);
    /// ```
    pub fn job(&self) -> &J {
        &self.job
    }
}
