//! The master: hands out tasks to whoever has nothing to do, and collects what they bring.

mod crew;
mod outcomes;

use std::fmt;

use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::time::Duration;

use crate::builder::MasterBuilder;
use crate::error::SubmitError;
use crate::hub::Hub;
use crate::scheduler::TaskId;
use crate::stats::Stats;
use crew::Crew;

/// Owns tasks, hands them out to workers on demand, and collects the results.
///
/// Tasks are of type `T`, results of type `R`. A worker is lent the task (`&T`); the master keeps
/// it until it has its outcome, so a task survives the worker that had it in its hands. Each task
/// has exactly one outcome, and each outcome is delivered to exactly one caller: its result, or
/// [`TaskFailed`](crate::TaskFailed).
///
/// Threads may share a master, to submit, to collect and to let workers join and leave, all at the
/// same time. For tasks and closures that borrow from the caller there is [`run`](crate::run()).
///
/// # Dropping
///
/// Tasks that nobody has begun with are dropped, processes are killed, and threads are waited for:
/// each ends after the task in its hands. (Nobody can stop a thread from outside. A task that never
/// returns keeps its master from being dropped. And one that drops the last handle to its own
/// master is not waited for.)
///
/// # Memory ordering
///
/// What a thread did before it submitted a task *happens before* what a worker does with it; what
/// the worker did, before its outcome is delivered.
///
/// # Examples
///
/// ```
/// use master_worker::Master;
///
/// let master = Master::new(2, |word: &&str| word.len());
/// let one = master.submit("one")?;
/// let three = master.submit("three")?;
/// for (task, result) in master.completed() {
///     assert_eq!(result, Ok(if task == one { 3 } else { 5 }));
///     assert!(task == one || task == three);
/// }
/// # Ok::<(), master_worker::SubmitError<&str>>(())
/// ```
pub struct Master<T, R> {
    hub: Arc<Hub<T, R>>,
    crew: Mutex<Crew>,
    /// How long an attempt may take, unless something else is said at submission.
    deadline: Option<Duration>,
    /// What the names of the workers' threads begin with.
    thread_name: String,
}

impl<T, R> Master<T, R>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
{
    /// Starts a master whose workers are so many threads that call `work`. More can be said with a
    /// [`builder`](Self::builder).
    ///
    /// # Panics
    ///
    /// Panics if the system cannot start the threads.
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(2, |n: &u32| n * n);
    /// master.submit(12)?;
    /// assert_eq!(master.collect(), [Ok(144)]);
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn new<F>(workers: usize, work: F) -> Self
    where
        F: Fn(&T) -> R + Clone + Send + 'static,
    {
        Self::builder().workers(workers, work).build()
    }

    /// Begins to describe a master.
    pub fn builder() -> MasterBuilder<T, R> {
        MasterBuilder::new()
    }

    /// Adds a task behind all those that wait, and returns its name.
    ///
    /// # Errors
    ///
    /// If the master is shut down: the error holds the task.
    ///
    /// # Blocking
    ///
    /// Waits for nothing but the lock. The queue is as long as the memory allows: who submits
    /// faster than the workers work, for long, should look at [`wait`](Self::wait) or
    /// [`Stats::waiting`] now and then.
    pub fn submit(&self, task: T) -> Result<TaskId, SubmitError<T>> {
        self.hub.submit(task, self.deadline)
    }

    /// Adds a task, as [`submit`](Self::submit) does, with a deadline of its own: how long each
    /// attempt at it may take. See [`MasterBuilder::deadline`].
    ///
    /// # Errors
    ///
    /// If the master is shut down: the error holds the task.
    ///
    /// # Panics
    ///
    /// Panics if this is the first deadline, and the system cannot start the thread that watches
    /// the clock.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::Master;
    /// use pattern_sync::time::Duration;
    ///
    /// let master = Master::new(1, |n: &u32| n + 1);
    /// master.submit_with_deadline(1, Duration::from_secs(60))?;
    /// assert_eq!(master.collect(), [Ok(2)]);
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn submit_with_deadline(
        &self,
        task: T,
        deadline: Duration,
    ) -> Result<TaskId, SubmitError<T>> {
        if let Err(error) = self.keep_time() {
            panic!("the system cannot start the thread that watches the clock: {error}");
        }
        self.hub.submit(task, Some(deadline))
    }

    /// Ends it all: from now on tasks are refused; workers go home when every task is done.
    ///
    /// What was submitted before is still worked on, and can still be collected. Shutting down
    /// again changes nothing.
    ///
    /// # Blocking
    ///
    /// Waits for nothing but the lock.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::SubmitError;
    ///
    /// let master = master_worker::Master::new(1, |n: &u32| n + 1);
    /// master.submit(1)?;
    /// master.shutdown();
    /// assert_eq!(master.submit(2), Err(SubmitError(2)));
    /// assert_eq!(master.collect(), [Ok(2)]);
    /// # Ok::<(), SubmitError<u32>>(())
    /// ```
    pub fn shutdown(&self) {
        self.hub.shut_down();
    }

    /// Ends it all without delay: hands back the tasks that nobody has in their hands, in the order
    /// of submission. They have no other outcome.
    ///
    /// The attempts under way go on, and can be collected; there will be no further ones. A task in
    /// an `Arc` alone can be taken out of it; it is not alone in the rare case that a worker whose
    /// time was up still has it in its hands.
    ///
    /// # Blocking
    ///
    /// Waits for nothing but the lock.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::Master;
    ///
    /// let master = Master::<u32, u32>::builder().build(); // without workers
    /// let task = master.submit(7)?;
    /// let back = master.shutdown_now();
    /// assert_eq!((back[0].0, *back[0].1), (task, 7));
    /// assert_eq!(master.next_completed(), None);
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn shutdown_now(&self) -> Vec<(TaskId, Arc<T>)> {
        let mut tasks = self.hub.shut_down_now();
        tasks.sort_unstable_by_key(|(task, _)| *task);
        tasks
    }

    /// Returns an account of the work so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.hub.stats()
    }
}

impl<T, R> fmt::Debug for Master<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Master")
            .field("stats", &self.hub.stats())
            .finish_non_exhaustive()
    }
}
