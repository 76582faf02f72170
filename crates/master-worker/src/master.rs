//! The master: hands out tasks to whoever has nothing to do, and collects what they bring.

use std::fmt;
use std::io;

use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread::{Builder, JoinHandle, current};
use pattern_sync::time::{Duration, Instant};

use crate::builder::MasterBuilder;
use crate::driver::drive;
use crate::error::{SubmitError, TaskFailed, TimedOut};
use crate::hub::{Hub, Outcome};
use crate::scheduler::{Event, TaskId, WorkerId};
use crate::stats::Stats;
use crate::worker::{Calling, Worker};

/// Owns tasks, hands them out to workers on demand, and collects the results.
///
/// Tasks are of type `T`, results of type `R`. A worker is lent the task (`&T`); the master keeps
/// it until it has its outcome, so a task survives the worker that had it in its hands. Each task
/// has exactly one outcome, and each outcome is delivered to exactly one caller: its result, or
/// [`TaskFailed`].
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

/// The threads of a master.
#[derive(Default)]
struct Crew {
    /// Watches the clock; there is none before it is needed.
    timekeeper: Option<JoinHandle<()>>,
    workers: Vec<JoinHandle<()>>,
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

    pub(crate) fn start(
        hub: Hub<T, R>,
        deadline: Option<Duration>,
        thread_name: String,
        keeps_time: bool,
    ) -> io::Result<Self> {
        let master = Self {
            hub: Arc::new(hub),
            crew: Mutex::default(),
            deadline,
            thread_name,
        };
        if keeps_time || deadline.is_some() {
            master.keep_time()?;
        }
        Ok(master)
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

    /// Takes on a worker, at any time, and returns its name.
    ///
    /// # Errors
    ///
    /// What the system says if it cannot start a thread for the worker.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::{Master, Worker, WorkerError};
    ///
    /// struct Late;
    /// impl Worker<u32, u32> for Late {
    ///     fn perform(&mut self, task: &u32) -> Result<u32, WorkerError> {
    ///         Ok(task + 1)
    ///     }
    /// }
    ///
    /// let master = Master::builder().build(); // nobody is there yet
    /// let task = master.submit(1)?;
    /// let late = master.add_worker(Late)?;
    /// assert_eq!(master.next_completed(), Some((task, Ok(2))));
    /// assert!(master.retire(late)); // and so it goes
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_worker(&self, worker: impl Worker<T, R> + 'static) -> io::Result<WorkerId> {
        let stopper = worker.stopper();
        if stopper.is_some() {
            self.keep_time()?; // it might never start
        }
        let (id, name) = self.hub.join(&self.thread_name, stopper);
        let hub = Arc::clone(&self.hub);
        let started = Builder::new()
            .name(name)
            .spawn(move || drive(&hub, id, worker));
        match started {
            Ok(thread) => {
                let mut crew = self.crew.lock();
                // Those who have gone need not be waited for at the end.
                crew.workers.retain(|thread| !thread.is_finished());
                crew.workers.push(thread);
                Ok(id)
            }
            Err(error) => {
                let why = error.to_string();
                self.hub.report(Event::Left { worker: id, why }, None);
                Err(error)
            }
        }
    }

    /// Takes on a worker that calls a closure, on a thread of its own, as
    /// [`add_worker`](Self::add_worker) does.
    ///
    /// # Errors
    ///
    /// What the system says if it cannot start the thread.
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(1, |n: &u32| n + 1);
    /// let second = master.add_thread(|n| n + 1)?;
    /// assert_eq!(master.stats().workers[1].worker, second);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn add_thread<F>(&self, work: F) -> io::Result<WorkerId>
    where
        F: Fn(&T) -> R + Send + 'static,
    {
        self.add_worker(Calling(work))
    }

    /// Lets a worker go as soon as it has done what is in its hands; tells whether it was there,
    /// and had not been told before. No task is lost.
    ///
    /// # Blocking
    ///
    /// Does not wait for the worker to go.
    pub fn retire(&self, worker: WorkerId) -> bool {
        self.hub.retire(worker)
    }

    /// Returns the next outcome, in the order in which they come; `None` if all were delivered.
    ///
    /// # Blocking
    ///
    /// Waits while no outcome is at hand and some task has none yet: as long as the workers take,
    /// and if there is none, until one joins. (A master whose last worker was *lost* does not wait:
    /// then the tasks fail, with [`GivenUp::NoWorkerLeft`](crate::GivenUp::NoWorkerLeft).)
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(4, |n: &u32| 2 * n);
    /// let task = master.submit(21)?;
    /// assert_eq!(master.next_completed(), Some((task, Ok(42))));
    /// assert_eq!(master.next_completed(), None);
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn next_completed(&self) -> Option<Outcome<R>> {
        let next = self.hub.next_completed(None);
        next.expect("without a deadline the time is never up")
    }

    /// Returns an outcome if one is at hand.
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(1, |n: &u32| n + 1);
    /// assert_eq!(master.try_next_completed(), None);
    /// ```
    pub fn try_next_completed(&self) -> Option<Outcome<R>> {
        self.hub.try_next_completed()
    }

    /// Returns the next outcome as [`next_completed`](Self::next_completed) does, and waits no
    /// longer than `timeout`.
    ///
    /// # Errors
    ///
    /// If the time is up. The task whose outcome was missing is still being worked on.
    ///
    /// # Blocking
    ///
    /// As [`next_completed`](Self::next_completed), for at most `timeout`.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::{Master, TimedOut};
    /// use pattern_sync::time::Duration;
    ///
    /// let master = Master::<u32, u32>::builder().build(); // without workers
    /// master.submit(1)?;
    /// assert_eq!(master.next_completed_timeout(Duration::from_millis(1)), Err(TimedOut));
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn next_completed_timeout(
        &self,
        timeout: Duration,
    ) -> Result<Option<Outcome<R>>, TimedOut> {
        self.hub.next_completed(Instant::now().checked_add(timeout))
    }

    /// Iterates over the outcomes as they come, until all are delivered: calls
    /// [`next_completed`](Self::next_completed) again and again.
    ///
    /// # Blocking
    ///
    /// As [`next_completed`](Self::next_completed), before each outcome.
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(3, |n: &u32| 2 * n);
    /// for n in 1..=4 {
    ///     master.submit(n)?;
    /// }
    /// let sum: u32 = master.completed().filter_map(|(_, result)| result.ok()).sum();
    /// assert_eq!(sum, 20);
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn completed(&self) -> impl Iterator<Item = Outcome<R>> + '_ {
        std::iter::from_fn(|| self.next_completed())
    }

    /// Returns all outcomes that have not been delivered yet, in the order of submission.
    ///
    /// # Blocking
    ///
    /// Waits until every task that was submitted has its outcome, as
    /// [`next_completed`](Self::next_completed) waits for one.
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(3, |word: &&str| word.len());
    /// for word in ["one", "three"] {
    ///     master.submit(word)?;
    /// }
    /// assert_eq!(master.collect(), [Ok(3), Ok(5)]);
    /// assert_eq!(master.collect(), []);
    /// # Ok::<(), master_worker::SubmitError<&str>>(())
    /// ```
    pub fn collect(&self) -> Vec<Result<R, TaskFailed>> {
        let outcomes = self.hub.collect().into_iter();
        outcomes.map(|(_, outcome)| outcome).collect()
    }

    /// Waits until every task that was submitted has its outcome, but no longer than `timeout`;
    /// tells whether they have. Delivers none of them.
    ///
    /// # Blocking
    ///
    /// As [`collect`](Self::collect), for at most `timeout`.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::time::Duration;
    ///
    /// let master = master_worker::Master::new(1, |n: &u32| n + 1);
    /// master.submit(1)?;
    /// while !master.wait(Duration::from_secs(1)) {
    ///     println!("{} tasks to go", master.stats().unfinished);
    /// }
    /// assert!(master.try_next_completed().is_some());
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    #[must_use = "the time may have been up"]
    pub fn wait(&self, timeout: Duration) -> bool {
        self.hub.wait(Instant::now().checked_add(timeout))
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

    /// Starts the thread that watches the clock, unless it is there.
    fn keep_time(&self) -> io::Result<()> {
        let mut crew = self.crew.lock();
        if crew.timekeeper.is_none() {
            self.hub.read_clock();
            let hub = Arc::clone(&self.hub);
            let timekeeper = Builder::new().name(format!("{}timekeeper", self.thread_name));
            crew.timekeeper = Some(timekeeper.spawn(move || hub.keep_time())?);
        }
        Ok(())
    }
}

impl<T, R> Drop for Master<T, R> {
    fn drop(&mut self) {
        self.hub.end();
        let crew = std::mem::take(self.crew.get_mut());
        for thread in crew.workers.into_iter().chain(crew.timekeeper) {
            if thread.thread().id() == current().id() {
                continue; // a task has dropped its own master: it ends right after
            }
            // A worker's thread panics only where dropping a task or a worker does. Its task has
            // its outcome all the same, and the panic hook has told of it when it happened.
            let _ = thread.join();
        }
    }
}

impl<T, R> fmt::Debug for Master<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Master")
            .field("stats", &self.hub.stats())
            .finish_non_exhaustive()
    }
}
