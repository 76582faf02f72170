//! What `submit` returns: the way to a task's result.

use std::fmt;

use pattern_sync::sync::Arc;
use pattern_sync::time::{Duration, Instant};

use crate::current;
use crate::error::{JoinTimeoutError, TaskError};
use crate::shared::Shared;
use crate::task::{Job, Offer, Origin, Promise, Task};

/// The way to the result of a submitted task.
///
/// Dropping the handle does not cancel the task: it is run all the same, and its result dropped.
/// Who wants it not to be run calls [`cancel`](Self::cancel); who wants no result calls
/// [`execute`](crate::WorkerPool::execute) instead.
///
/// # Examples
///
/// ```
/// let pool = worker_pool::WorkerPool::new(2);
/// let handle = pool.submit(|| (1..=10).product::<u32>());
/// assert_eq!(handle.join().unwrap(), 3_628_800);
/// ```
#[must_use = "without its handle, a task's result and its panic are lost: see `execute`"]
pub struct Handle<R> {
    task: Arc<dyn Promise<R>>,
    shared: Arc<Shared>,
}

impl<R: Send + 'static> Handle<R> {
    pub(crate) fn new(task: Arc<dyn Promise<R>>, shared: Arc<Shared>) -> Self {
        Self { task, shared }
    }

    /// Submits a task, waiting for room; if it is refused, its handle says so.
    pub(crate) fn submit(shared: &Arc<Shared>, task: impl FnOnce() -> R + Send + 'static) -> Self {
        // Made here rather than by `wrap`, which is called under the lock.
        let handle = Self::waiting(shared, task, shared.origin_of_caller());
        let offer = Offer::Task(handle.as_job());
        if let Err((_refusal, offer)) = shared.submit(offer, true, |offer, _origin| offer) {
            offer.refuse();
        }
        handle
    }

    /// Makes a task that waits to be begun, with its handle.
    pub(crate) fn waiting(
        shared: &Arc<Shared>,
        task: impl FnOnce() -> R + Send + 'static,
        origin: Origin,
    ) -> Self {
        let task = Arc::new(Task::new(task, origin));
        Self::new(task, Arc::clone(shared))
    }

    /// Waits for the task to end, and returns its result.
    ///
    /// # Errors
    ///
    /// [`TaskError::Panicked`] if the task panicked, [`TaskError::Cancelled`] if it was never
    /// begun: [`cancel`](Self::cancel)led, submitted to a pool that was shut down, or still waiting
    /// when the pool was shut down at once.
    ///
    /// # Blocking
    ///
    /// Waits for the end of the task, which wakes it. It always comes, unless the task itself never
    /// returns: a panic, a cancellation and the pool's shutdown are ends too.
    ///
    /// A worker that calls this for a task of its own pool *helps*: if nobody has begun the task, it
    /// runs it itself; otherwise it runs tasks that were submitted below the one that waits, as long
    /// as there are any. So tasks may submit tasks and wait for them, whatever the number of
    /// workers. Each help stands on the worker's stack on top of the task that waits: as deep as
    /// tasks wait for tasks ([`Builder::stack_size`] sets the limit). Do not hold a lock meanwhile
    /// that the tasks below may want. Tasks that wait for each other in a circle wait for ever.
    ///
    /// # Panics
    ///
    /// Panics in a task that asks for its own end, or for that of a task of which it is a help: see
    /// above. (It takes a handle that came through a channel, or the like, to do that.)
    ///
    /// # Memory ordering
    ///
    /// Everything that the task did *happens before* `join` returns.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::sync::Arc;
    /// use worker_pool::WorkerPool;
    ///
    /// /// Adds up a range, each half as a task of its own: on one worker or on many.
    /// fn sum(pool: &Arc<WorkerPool>, from: u64, to: u64) -> u64 {
    ///     if to - from <= 100 {
    ///         return (from..to).sum();
    ///     }
    ///     let middle = from + (to - from) / 2;
    ///     let left = pool.submit({
    ///         let pool = Arc::clone(pool);
    ///         move || sum(&pool, from, middle)
    ///     });
    ///     let right = sum(pool, middle, to);
    ///     left.join().unwrap() + right
    /// }
    ///
    /// let pool = Arc::new(WorkerPool::new(1));
    /// let whole = pool.submit({
    ///     let pool = Arc::clone(&pool);
    ///     move || sum(&pool, 0, 10_000)
    /// });
    /// assert_eq!(whole.join().unwrap(), 49_995_000);
    /// ```
    ///
    /// [`Builder::stack_size`]: crate::Builder::stack_size
    pub fn join(self) -> Result<R, TaskError> {
        let ended = self.wait(None);
        debug_assert!(ended, "a wait without a deadline ends with the task");
        self.task.take()
    }

    /// Waits for the task to end, but no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// [`JoinTimeoutError::Timeout`] with the handle if the task has not ended by then;
    /// [`JoinTimeoutError::Failed`] with what [`join`](Self::join) would have said.
    ///
    /// # Blocking
    ///
    /// As [`join`](Self::join), for `timeout` at most. A worker that helps looks at the clock
    /// between tasks: what it has begun it runs to the end, so it may return late.
    pub fn join_timeout(self, timeout: Duration) -> Result<R, JoinTimeoutError<R>> {
        // A moment too far away for the clock never comes.
        let deadline = Instant::now().checked_add(timeout);
        if self.wait(deadline) {
            self.task.take().map_err(JoinTimeoutError::Failed)
        } else {
            Err(JoinTimeoutError::Timeout(self))
        }
    }

    /// Returns whether the task has ended, in whatever way: `join` would not block.
    ///
    /// # Examples
    ///
    /// ```
    /// let pool = worker_pool::WorkerPool::new(1);
    /// let handle = pool.submit(|| 1);
    /// pool.join();
    /// assert!(handle.is_finished());
    /// ```
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.task.is_finished()
    }

    /// Drops the task if no worker has begun it; returns whether it was so.
    ///
    /// `true` says that the task has not run and will not: what it owned has been dropped, its place
    /// in the queue is free, and [`join`](Self::join) says [`TaskError::Cancelled`]. `false` says
    /// that it runs or has ended; a running task cannot be stopped from outside (give it a
    /// [`pattern_core::StopToken`] to look at).
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::Latch;
    /// use pattern_sync::sync::Arc;
    /// use worker_pool::WorkerPool;
    ///
    /// let pool = WorkerPool::new(1);
    /// let gate = Arc::new(Latch::new(1));
    /// pool.execute({
    ///     let gate = Arc::clone(&gate);
    ///     move || gate.wait()
    /// });
    /// let waiting = pool.submit(|| unreachable!("the only worker waits at the gate"));
    /// assert!(waiting.cancel());
    /// assert!(waiting.join().unwrap_err().is_cancelled());
    /// gate.count_down();
    /// ```
    pub fn cancel(&self) -> bool {
        self.shared.cancel(self.as_job())
    }

    /// Returns the task for those who may begin it out of turn.
    pub(crate) fn as_job(&self) -> Arc<dyn Job> {
        Arc::<dyn Promise<R>>::clone(&self.task)
    }

    /// Waits until the task has ended, helping if this is a worker; returns whether it has.
    fn wait(&self, deadline: Option<Instant>) -> bool {
        let task = &*self.task;
        let is_finished = || task.is_finished();
        let block = || self.shared.rest.spin(is_finished) || task.wait(deadline);
        current::with(
            |worker| match worker.filter(|worker| worker.is_of(&self.shared)) {
                Some(worker) => worker.wait_for(self.as_job(), deadline, is_finished, block),
                None => block(),
            },
        )
    }
}

impl<R> Drop for Handle<R> {
    fn drop(&mut self) {
        // The result, if it is there, is dropped here: on the thread of whoever did not want it.
        drop(self.task.detach());
    }
}

impl<R> fmt::Debug for Handle<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("finished", &self.task.is_finished())
            .finish_non_exhaustive()
    }
}
