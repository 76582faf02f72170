//! A group of named threads that is always joined, and whose panics are never lost.

use std::error::Error;
use std::fmt;
use std::io;
use std::mem;

use pattern_sync::thread::{self, Builder, JoinHandle};

use crate::{WorkerPanic, WorkerPanics};

/// A group of named worker threads, each of which ends with a result of type `R`.
///
/// A thread that panics ends alone, and what it died of is known to whoever joins it: all too often
/// nobody. The group joins every worker, at the latest when it is dropped, and reports each panic
/// with the name of the worker.
///
/// It does not end the workers: tell them first, by closing the queue they pop from or by a
/// [`StopSource`](crate::StopSource).
///
/// # Dropping
///
/// Dropping the group waits for the workers as [`join`](Self::join) does. If some panicked it
/// panics itself, like [`scope`](pattern_sync::thread::scope), unless the dropping thread is
/// panicking. Where a group may be dropped by a panic, whatever ends the workers should be dropped
/// before it, that is, declared after it.
///
/// # Memory ordering
///
/// What the spawning thread did before [`spawn`](Self::spawn) *happens before* what the worker
/// does; what the worker did, before what a thread does after it joined the group.
///
/// # Examples
///
/// ```
/// use pattern_core::{BoundedQueue, WorkerGroup};
/// use pattern_sync::sync::Arc;
///
/// let queue = Arc::new(BoundedQueue::new(4));
/// let mut group = WorkerGroup::new();
/// for number in 1..=2 {
///     let queue = Arc::clone(&queue);
///     group.spawn(format!("adder-{number}"), move || queue.iter().sum::<u32>());
/// }
/// queue.push_many(1..=10).unwrap();
/// queue.close();
/// let sums = group.join().unwrap();
/// assert_eq!(sums.iter().sum::<u32>(), 55);
/// ```
#[must_use = "dropping the group waits for its workers"]
pub struct WorkerGroup<R = ()> {
    /// In the order in which they were spawned.
    workers: Vec<Worker<R>>,
}

/// A thread of the group, and the name that it is reported by.
struct Worker<R> {
    name: String,
    handle: JoinHandle<R>,
}

/// The operating system refused to start a worker: returned by [`WorkerGroup::try_spawn`].
#[derive(Debug)]
pub struct SpawnError {
    worker: String,
    source: io::Error,
}

impl<R> WorkerGroup<R> {
    /// Makes a group without workers.
    ///
    /// # Examples
    ///
    /// ```
    /// let group = pattern_core::WorkerGroup::<u8>::new();
    /// assert!(group.is_empty());
    /// assert_eq!(group.join().unwrap(), []);
    /// ```
    pub fn new() -> Self {
        Self {
            workers: Vec::new(),
        }
    }

    /// Starts a worker: a thread that is called `name` and does `work`.
    ///
    /// # Panics
    ///
    /// Panics if the operating system cannot start the thread, or if `name` contains a NUL byte.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::thread;
    ///
    /// let mut group = pattern_core::WorkerGroup::new();
    /// group.spawn("greeter", || thread::current().name().map(str::to_owned));
    /// assert_eq!(group.join().unwrap(), [Some("greeter".to_owned())]);
    /// ```
    pub fn spawn<W>(&mut self, name: impl Into<String>, work: W)
    where
        W: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        if let Err(error) = self.try_spawn(name, work) {
            panic!("{error}: {}", error.source);
        }
    }

    /// Starts a worker as [`spawn`](Self::spawn) does, or says why it cannot.
    ///
    /// # Errors
    ///
    /// Returns what the operating system says if it cannot start the thread. The work is dropped;
    /// the workers that run already go on.
    ///
    /// # Panics
    ///
    /// Panics if `name` contains a NUL byte.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut group = pattern_core::WorkerGroup::new();
    /// group.try_spawn("adder", || 2 + 2)?;
    /// assert_eq!(group.join().unwrap(), [4]);
    /// # Ok::<(), pattern_core::SpawnError>(())
    /// ```
    pub fn try_spawn<W>(&mut self, name: impl Into<String>, work: W) -> Result<(), SpawnError>
    where
        W: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        let name = name.into();
        match Builder::new().name(name.clone()).spawn(work) {
            Ok(handle) => {
                self.workers.push(Worker { name, handle });
                Ok(())
            }
            Err(source) => Err(SpawnError {
                worker: name,
                source,
            }),
        }
    }

    /// Waits for all workers; returns their results in the order in which they were spawned.
    ///
    /// # Errors
    ///
    /// If workers panicked, returns who and why, once all workers have ended. The results of the
    /// others are dropped; [`join_each`](Self::join_each) keeps them.
    ///
    /// # Blocking
    ///
    /// Waits until every worker has ended, as long as it takes.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut group = pattern_core::WorkerGroup::new();
    /// for number in 1..=3 {
    ///     group.spawn(format!("squarer-{number}"), move || number * number);
    /// }
    /// assert_eq!(group.join().unwrap(), [1, 4, 9]);
    /// ```
    pub fn join(self) -> Result<Vec<R>, WorkerPanics> {
        let mut results = Vec::with_capacity(self.len());
        let mut panics = Vec::new();
        for outcome in self.join_each() {
            match outcome {
                Ok(result) => results.push(result),
                Err(panic) => panics.push(panic),
            }
        }
        WorkerPanics::new(panics).map(|()| results)
    }

    /// Waits for all workers; returns what became of each, in the order in which they were spawned.
    ///
    /// # Blocking
    ///
    /// As [`join`](Self::join).
    ///
    /// # Examples
    ///
    /// ```
    /// let mut group = pattern_core::WorkerGroup::new();
    /// group.spawn("good", || 7);
    /// group.spawn("bad", || panic!("no luck"));
    /// let outcomes = group.join_each();
    /// assert_eq!(outcomes[0].as_ref().unwrap(), &7);
    /// assert_eq!(outcomes[1].as_ref().unwrap_err().message(), "no luck");
    /// ```
    pub fn join_each(mut self) -> Vec<Result<R, WorkerPanic>> {
        self.join_workers()
    }

    /// Returns how many workers were spawned, including those that have ended.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut group = pattern_core::WorkerGroup::new();
    /// group.spawn("only one", || ());
    /// assert_eq!(group.len(), 1);
    /// ```
    pub fn len(&self) -> usize {
        self.workers.len()
    }

    /// Returns whether no worker was spawned.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(pattern_core::WorkerGroup::<()>::new().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.workers.is_empty()
    }

    /// Returns the workers' names, in the order in which they were spawned.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut group = pattern_core::WorkerGroup::new();
    /// group.spawn("a", || ());
    /// group.spawn("b", || ());
    /// assert!(group.names().eq(["a", "b"]));
    /// ```
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.workers.iter().map(|worker| worker.name.as_str())
    }

    /// Joins every worker and leaves none, so that the drop finds nothing to do.
    fn join_workers(&mut self) -> Vec<Result<R, WorkerPanic>> {
        mem::take(&mut self.workers)
            .into_iter()
            .map(Worker::join)
            .collect()
    }
}

impl<R> Worker<R> {
    fn join(self) -> Result<R, WorkerPanic> {
        let Self { name, handle } = self;
        handle
            .join()
            .map_err(|payload| WorkerPanic::new(name, payload))
    }
}

impl<R> Default for WorkerGroup<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R> Drop for WorkerGroup<R> {
    fn drop(&mut self) {
        let outcomes = self.join_workers();
        let panics = outcomes.into_iter().filter_map(Result::err).collect();
        if let Err(panics) = WorkerPanics::new(panics) {
            // To panic while unwinding would end the process. Nothing is lost: the panic hook has
            // told of every panic when it happened.
            assert!(thread::panicking(), "{panics}");
        }
    }
}

impl<R> fmt::Debug for WorkerGroup<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.names().collect();
        f.debug_tuple("WorkerGroup").field(&names).finish()
    }
}

impl SpawnError {
    /// Returns the name of the worker that was not started.
    pub fn worker(&self) -> &str {
        &self.worker
    }
}

impl fmt::Display for SpawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot start a thread for worker '{}'", self.worker)
    }
}

impl Error for SpawnError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}
