//! The pool: submitting tasks, waiting for them, and shutting down.

use std::fmt;
use std::panic::resume_unwind;

use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread::{self, JoinHandle};
use pattern_sync::time::{Duration, Instant};

use crate::builder::Builder;
use crate::closure::Closure;
use crate::current;
use crate::error::{TaskError, TrySubmitError};
use crate::handle::Handle;
use crate::scope::{Scope, ScopedHandle, scope};
use crate::shared::{Refusal, Shared};
use crate::task::{Offer, Task};

/// A number of threads, the workers, that run the tasks submitted to them.
///
/// A task that panics ends alone: its handle says so, and its worker goes on with the next task.
///
/// # Dropping
///
/// Dropping the pool is an orderly [`shutdown`](Self::shutdown): everything that was accepted is
/// run, and no thread is left behind. Who wants it to be quick calls
/// [`shutdown_now`](Self::shutdown_now) first. If it is a worker of the pool itself that drops it
/// (the last clone of an `Arc` may be in a task), it cannot wait for itself: then the threads end by
/// themselves once everything is done.
///
/// Tasks that wait for something else, a channel to be closed for instance, need to get it all the
/// same: whatever ends them should be dropped before the pool, that is, declared after it.
///
/// # Memory ordering
///
/// What a thread did before it submitted a task *happens before* what the task does; what the task
/// did, before what a thread does after it joined the task or the pool.
///
/// # Examples
///
/// ```
/// use worker_pool::WorkerPool;
///
/// let pool = WorkerPool::new(4);
/// let squares: Vec<_> = (0..10).map(|n| pool.submit(move || n * n)).collect();
/// let sum: i32 = squares.into_iter().map(|square| square.join().unwrap()).sum();
/// assert_eq!(sum, 285);
/// ```
pub struct WorkerPool {
    pub(crate) shared: Arc<Shared>,
    /// Emptied by whoever shuts the pool down, who holds the lock until they have ended; others who
    /// do the same wait for that. No worker of the pool ever takes it.
    pub(crate) threads: Mutex<Vec<JoinHandle<()>>>,
}

impl WorkerPool {
    /// Starts a pool of so many workers, with a queue as long as the memory allows;
    /// [`builder`](Self::builder) does it in detail.
    ///
    /// # Panics
    ///
    /// Panics if `workers` is 0, or if the operating system refuses to start a thread.
    #[must_use = "dropping the pool ends its workers"]
    pub fn new(workers: usize) -> Self {
        match Self::builder().workers(workers).build() {
            Ok(pool) => pool,
            Err(error) => panic!("{error}: {}", error.source),
        }
    }

    /// Begins to set up a pool.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Submits a task, and returns the way to its result.
    ///
    /// A task submitted from outside is begun after those submitted before it, but for what busy
    /// workers take by the batch (see [order](crate#trade-offs)). A task that a worker
    /// of the pool submits goes on that worker's own deque: the worker itself takes the newest of
    /// them first, idle workers steal the oldest.
    ///
    /// After a shutdown no task is accepted from outside: it is dropped, and its handle says
    /// [`TaskError::Cancelled`]. Tasks that were accepted may go on submitting until they have
    /// ended, after a `shutdown`, not after a `shutdown_now`.
    ///
    /// # Blocking
    ///
    /// From outside: waits while the queue is full. A worker that begins a task wakes it, and so do
    /// a cancellation and a shutdown. A worker of the pool never waits here: with every worker
    /// waiting for room, nobody would make any.
    ///
    /// # Examples
    ///
    /// ```
    /// let pool = worker_pool::WorkerPool::new(2);
    /// let hello = pool.submit(|| String::from("hello"));
    /// let world = pool.submit(|| String::from("world"));
    /// assert_eq!(format!("{} {}", hello.join().unwrap(), world.join().unwrap()), "hello world");
    /// ```
    pub fn submit<F, R>(&self, task: F) -> Handle<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        Handle::submit(&self.shared, task)
    }

    /// Submits a task whose result nobody wants; otherwise as [`submit`](Self::submit).
    ///
    /// If it panics, the standard error tells of it, and the [`Observer`](crate::Observer) if there
    /// is one. After a shutdown it is dropped without a word.
    ///
    /// # Blocking
    ///
    /// As [`submit`](Self::submit).
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::sync::Arc;
    /// use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
    ///
    /// let pool = worker_pool::WorkerPool::new(2);
    /// let letters = Arc::new(AtomicUsize::new(0));
    /// for word in ["many", "small", "tasks"] {
    ///     let letters = Arc::clone(&letters);
    ///     pool.execute(move || {
    ///         letters.fetch_add(word.len(), Ordering::SeqCst);
    ///     });
    /// }
    /// pool.join();
    /// assert_eq!(letters.load(Ordering::SeqCst), 14);
    /// ```
    pub fn execute<F>(&self, task: F)
    where
        F: FnOnce() + Send + 'static,
    {
        let offer = Offer::Closure(Closure::new(task));
        // A task that is refused is dropped here, with no lock held.
        let _refused = self.shared.submit(offer, true, |offer, _origin| offer);
    }

    /// Submits a task if there is room for it now.
    ///
    /// # Errors
    ///
    /// [`TrySubmitError`] with the task: `Full`, or `ShutDown`. A worker of the pool is never
    /// refused for want of room.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::Latch;
    /// use pattern_sync::sync::Arc;
    /// use worker_pool::WorkerPool;
    ///
    /// let pool = WorkerPool::builder().workers(1).queue_capacity(2).build().unwrap();
    /// let (busy, gate) = (Arc::new(Latch::new(1)), Arc::new(Latch::new(1)));
    /// pool.execute({
    ///     let (busy, gate) = (Arc::clone(&busy), Arc::clone(&gate));
    ///     move || {
    ///         busy.count_down();
    ///         gate.wait();
    ///     }
    /// });
    /// busy.wait(); // the only worker has begun: the queue is empty
    /// let _first = pool.try_submit(|| 1).unwrap();
    /// let _second = pool.try_submit(|| 2).unwrap();
    /// let refused = pool.try_submit(|| 3).unwrap_err();
    /// assert!(refused.is_full());
    /// assert_eq!(refused.into_task()(), 3); // the caller runs it: back-pressure of another kind
    /// gate.count_down();
    /// ```
    pub fn try_submit<F, R>(&self, task: F) -> Result<Handle<R>, TrySubmitError<F>>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        let mut accepted = None;
        let wrap = |task, origin| {
            let task = Arc::new(Task::new(task, origin));
            accepted = Some(Arc::clone(&task));
            Offer::Task(task)
        };
        match self.shared.submit(task, false, wrap) {
            Ok(()) => {
                let task = accepted.expect("accepted, so an offer was made of it");
                Ok(Handle::new(task, Arc::clone(&self.shared)))
            }
            Err((Refusal::Full, task)) => Err(TrySubmitError::Full(task)),
            Err((Refusal::Closed, task)) => Err(TrySubmitError::ShutDown(task)),
        }
    }

    /// Applies `function` to every item, one task each, and returns the results in the order of the
    /// items. Both may borrow.
    ///
    /// The iterator runs on the calling thread, and no further ahead than the queue has room (in a
    /// task of the pool: at once to its end, since a worker never waits for room). For items that
    /// take less than some microseconds, make tasks of many: `map(items.chunks(1_000), …)`.
    ///
    /// # Errors
    ///
    /// The [`TaskError`] of the first item, in their order, that has no result; by then all tasks
    /// have ended.
    ///
    /// # Panics
    ///
    /// If the iterator does, once the tasks submitted so far have ended.
    ///
    /// # Blocking
    ///
    /// Waits for all tasks; a worker of the pool helps meanwhile, as in [`Handle::join`].
    ///
    /// # Examples
    ///
    /// ```
    /// let pool = worker_pool::WorkerPool::new(4);
    /// let words = ["one", "two", "three"];
    /// let lengths = pool.map(&words, |word| word.len()).unwrap();
    /// assert_eq!(lengths, [3, 3, 5]);
    /// ```
    pub fn map<I, F, R>(&self, items: I, function: F) -> Result<Vec<R>, TaskError>
    where
        I: IntoIterator,
        I::Item: Send,
        F: Fn(I::Item) -> R + Sync,
        R: Send,
    {
        let function = &function;
        self.scope(|s| {
            let submit = |item| s.submit(move || function(item));
            let handles: Vec<_> = items.into_iter().map(submit).collect();
            // All are joined, also behind one that failed: none of the panics goes unnoticed.
            let results: Vec<_> = handles.into_iter().map(ScopedHandle::join).collect();
            results.into_iter().collect()
        })
    }

    /// Opens a scope for tasks that borrow, and returns what `body` returns once all of them have
    /// ended.
    ///
    /// # Panics
    ///
    /// If `body` does, or if a task panicked whose handle nobody joined; in either case after all
    /// tasks have ended.
    ///
    /// # Blocking
    ///
    /// Waits for all tasks of the scope, also those that such tasks submit. A worker of the pool
    /// helps meanwhile, as in [`Handle::join`]: it runs every task of the scope itself that nobody
    /// has begun.
    ///
    /// # Examples
    ///
    /// ```
    /// let pool = worker_pool::WorkerPool::new(2);
    /// let mut squares = [1, 2, 3, 4];
    /// pool.scope(|s| {
    ///     for n in &mut squares {
    ///         s.submit(|| *n *= *n);
    ///     }
    /// });
    /// assert_eq!(squares, [1, 4, 9, 16]);
    /// ```
    pub fn scope<'env, F, T>(&self, body: F) -> T
    where
        F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
    {
        scope(&self.shared, body)
    }

    /// Waits until every task that has been submitted so far has ended; the pool goes on accepting.
    ///
    /// To be exact: until there is a moment, from the call on, in which no task is unfinished. While
    /// others keep submitting, that may be later than the last task submitted before the call.
    ///
    /// # Panics
    ///
    /// Panics in a task of the pool: it would wait for its own end. (Tasks join handles, or use a
    /// [`scope`](Self::scope).)
    ///
    /// # Blocking
    ///
    /// Waits for the end of the last task, which wakes it.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::sync::Arc;
    /// use pattern_sync::sync::atomic::{AtomicU32, Ordering};
    ///
    /// let pool = worker_pool::WorkerPool::new(4);
    /// let done = Arc::new(AtomicU32::new(0));
    /// for _ in 0..10 {
    ///     let done = Arc::clone(&done);
    ///     pool.execute(move || {
    ///         done.fetch_add(1, Ordering::SeqCst);
    ///     });
    /// }
    /// pool.join();
    /// assert_eq!(done.load(Ordering::SeqCst), 10);
    /// ```
    pub fn join(&self) {
        let quiet = self.wait_until_quiet(None);
        debug_assert!(quiet, "a wait without a deadline ends with the last task");
    }

    /// Waits as [`join`](Self::join) does, but no longer than `timeout`; returns whether every task
    /// has ended.
    ///
    /// # Panics
    ///
    /// Panics in a task of the pool.
    ///
    /// # Blocking
    ///
    /// As [`join`](Self::join), for `timeout` at most.
    #[must_use = "it may have timed out"]
    pub fn join_timeout(&self, timeout: Duration) -> bool {
        // A moment too far away for the clock never comes.
        self.wait_until_quiet(Instant::now().checked_add(timeout))
    }

    /// Accepts no more tasks from outside, runs those that were accepted, and ends the workers.
    /// Calling it again does no harm.
    ///
    /// What tasks submit until they have ended is accepted and run too: it belongs to them. A task
    /// that submits another for ever keeps the pool from ending, until
    /// [`shutdown_now`](Self::shutdown_now).
    ///
    /// # Blocking
    ///
    /// Waits for the end of every task and every worker. Called by a task of the pool, it does not
    /// wait: the pool ends after it.
    ///
    /// # Examples
    ///
    /// ```
    /// let pool = worker_pool::WorkerPool::new(1);
    /// let accepted = pool.submit(|| 1);
    /// pool.shutdown();
    /// assert!(accepted.is_finished());
    /// assert!(pool.submit(|| 2).join().unwrap_err().is_cancelled());
    /// assert_eq!(accepted.join().unwrap(), 1);
    /// ```
    pub fn shutdown(&self) {
        self.shared.close();
        self.join_threads();
    }

    /// Accepts no more tasks at all, drops those that have not begun, and ends the workers once the
    /// tasks that run have ended. Returns how many tasks were dropped: by this call and by earlier
    /// ones.
    ///
    /// The handles of dropped tasks say [`TaskError::Cancelled`]. A running task cannot be stopped
    /// from outside; one that may take long should look at a [`pattern_core::StopToken`].
    ///
    /// # Blocking
    ///
    /// Waits for the end of the running tasks and of every worker. Called by a task of the pool, it
    /// does not wait.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::Latch;
    /// use pattern_sync::sync::Arc;
    ///
    /// let pool = worker_pool::WorkerPool::new(1);
    /// let busy = Arc::new(Latch::new(1));
    /// let running = pool.submit({
    ///     let busy = Arc::clone(&busy);
    ///     move || busy.count_down()
    /// });
    /// busy.wait(); // the task runs, or has ended
    /// let others: Vec<_> = (0..100).map(|n| pool.submit(move || n)).collect();
    ///
    /// let dropped = pool.shutdown_now();
    /// assert!(running.join().is_ok());
    /// let results = others.into_iter().map(|handle| handle.join());
    /// assert_eq!(results.filter(|result| result.is_err()).count(), dropped);
    /// ```
    pub fn shutdown_now(&self) -> usize {
        self.shared.stop();
        self.join_threads();
        self.shared.dropped()
    }

    /// Returns how many workers there are.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.shared.seats.len()
    }

    /// Returns how many tasks from outside wait for a worker. It may be out of date when it arrives.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.shared.queued()
    }

    /// Returns how many tasks have been accepted and have not ended, likewise, and as far as the
    /// workers have reported: each does when it comes for more, or has nothing left to do.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        self.shared.unfinished()
    }

    /// Returns whether the pool has been told to shut down: it refuses tasks from outside.
    #[must_use]
    pub fn is_shut_down(&self) -> bool {
        self.shared.is_closing()
    }

    fn wait_until_quiet(&self, deadline: Option<Instant>) -> bool {
        assert!(
            !self.is_inside(),
            "a task cannot wait for all tasks of its own pool: it is one of them"
        );
        self.shared.wait_until_quiet(deadline)
    }

    /// Returns whether the calling thread is one of the pool's workers.
    fn is_inside(&self) -> bool {
        current::with(|worker| worker.is_some_and(|worker| worker.is_of(&self.shared)))
    }

    /// Waits for the workers to end, unless this is one of them.
    fn join_threads(&self) {
        if self.is_inside() {
            return;
        }
        for thread in self.threads.lock().drain(..) {
            // The panics of tasks and observers have been caught; any other would be ours.
            if let Err(panic) = thread.join()
                && !thread::panicking()
            {
                resume_unwind(panic);
            }
        }
    }
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl fmt::Debug for WorkerPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerPool")
            .field("workers", &self.workers())
            .field("queued", &self.queued())
            .field("unfinished", &self.unfinished())
            .field("shut_down", &self.is_shut_down())
            .finish()
    }
}
