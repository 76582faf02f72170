//! The builder: which workers, how many attempts, how much patience.

use std::fmt;
use std::io;

use pattern_sync::channel::Sender;
use pattern_sync::time::Duration;

use crate::hub::Hub;
use crate::master::Master;
use crate::observe::Step;
use crate::process::{Message, Process};
use crate::scheduler::{Policy, Speculation};
use crate::worker::{Calling, Trying, Worker};

/// Describes a [`Master`] before it starts.
///
/// # Examples
///
/// ```
/// use master_worker::MasterBuilder;
///
/// let master = MasterBuilder::new()
///     .workers(2, |n: &i32| 100 / n)
///     .max_attempts(2)
///     .build();
/// for n in [5, 0] {
///     master.submit(n)?;
/// }
/// let results = master.collect();
/// assert_eq!(results[0], Ok(20));
/// assert_eq!(results[1].as_ref().unwrap_err().attempts, 2); // a division by zero panics
/// # Ok::<(), master_worker::SubmitError<i32>>(())
/// ```
#[must_use = "nothing happens before `build` is called"]
pub struct MasterBuilder<T, R> {
    policy: Policy,
    deadline: Option<Duration>,
    thread_name: String,
    measure_time: bool,
    observer: Option<Sender<Step>>,
    workers: Vec<Box<dyn Worker<T, R>>>,
}

impl<T, R> MasterBuilder<T, R>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
{
    /// Begins with a master without workers, and with three attempts for each task.
    pub fn new() -> Self {
        Self {
            policy: Policy::default(),
            deadline: None,
            thread_name: "worker-".to_owned(),
            measure_time: false,
            observer: None,
            workers: Vec::new(),
        }
    }

    /// Adds so many workers: threads that call a clone of `work`. A panic is a failed attempt, and
    /// does not end the worker.
    pub fn workers<F>(self, count: usize, work: F) -> Self
    where
        F: Fn(&T) -> R + Clone + Send + 'static,
    {
        (0..count).fold(self, |all, _| all.worker(Calling(work.clone())))
    }

    /// Adds so many workers: threads that call a clone of `work`, which may fail. An error is a
    /// failed attempt, as a panic is.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::{Failure, MasterBuilder};
    ///
    /// let master = MasterBuilder::new()
    ///     .fallible_workers(2, |text: &&str| text.parse::<u32>())
    ///     .max_attempts(1)
    ///     .build();
    /// master.submit("12")?;
    /// master.submit("douze")?;
    /// let results = master.collect();
    /// assert_eq!(results[0], Ok(12));
    /// let failure = &results[1].as_ref().unwrap_err().failures[0].failure;
    /// assert_eq!(*failure, Failure::Error("invalid digit found in string".to_owned()));
    /// # Ok::<(), master_worker::SubmitError<&str>>(())
    /// ```
    pub fn fallible_workers<E, F>(self, count: usize, work: F) -> Self
    where
        E: fmt::Display + 'static,
        F: Fn(&T) -> Result<R, E> + Clone + Send + 'static,
    {
        (0..count).fold(self, |all, _| all.worker(Trying(work.clone())))
    }

    /// Adds so many workers that are processes: this program, started once more for each. See
    /// [`process`](crate::process).
    pub fn processes(self, count: usize, kind: &str) -> Self
    where
        T: Message,
        R: Message,
    {
        (0..count).fold(self, |all, _| all.worker(Process::new(kind)))
    }

    /// Adds workers behind a stream of NATS `JetStream`: whoever serves `queue`, on whatever machine.
    /// So many tasks at a time are in the stream or in their hands. See [`nats`](crate::nats).
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::{GivenUp, Master, nats};
    /// use pattern_sync::time::Duration;
    ///
    /// // Nobody listens there, which is told and not waited for.
    /// let queue = nats::Queue::new("squares")
    ///     .server("nats://127.0.0.1:1")
    ///     .patience(Duration::from_millis(10));
    /// let master = Master::<u64, u64>::builder().remote(8, &queue).build();
    /// master.submit(7)?;
    /// let failed = master.next_completed().unwrap().1.unwrap_err();
    /// assert_eq!(failed.why, GivenUp::NoWorkerLeft);
    /// assert!(failed.to_string().contains("cannot reach nats://127.0.0.1:1"));
    /// # Ok::<(), master_worker::SubmitError<u64>>(())
    /// ```
    #[cfg(feature = "nats")]
    pub fn remote(self, window: usize, queue: &crate::nats::Queue) -> Self
    where
        T: Message,
        R: Message,
    {
        let remotes = crate::nats::Remote::several(window, queue);
        remotes.into_iter().fold(self, Self::worker)
    }

    /// Adds a worker of any kind.
    pub fn worker(mut self, worker: impl Worker<T, R> + 'static) -> Self {
        self.workers.push(Box::new(worker));
        self
    }

    /// Sets how many times a task may be handed out, second copies included, before it is given up.
    ///
    /// # Panics
    ///
    /// Panics if that is 0: no task would ever be tried.
    pub fn max_attempts(mut self, max_attempts: usize) -> Self {
        assert!(max_attempts > 0, "with 0 attempts no task is ever tried");
        self.policy.max_attempts = max_attempts;
        self
    }

    /// Sets how long an attempt at a task may take.
    ///
    /// When the time is up the attempt has failed, and the task is handed out again, to whoever has
    /// nothing to do. A process is killed and started anew. A thread cannot be killed: it goes on
    /// with what it is doing, is given nothing else before it has ended, and if it brings a result
    /// while the task still has no outcome, that one counts.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::{Failure, Master};
    /// use pattern_sync::sync::{Arc, Barrier};
    /// use pattern_sync::time::Duration;
    ///
    /// let stuck = Arc::new(Barrier::new(2)); // nobody passes before two are there
    /// let deadline = Duration::from_millis(1);
    /// let master = Master::builder()
    ///     .workers(1, { let stuck = Arc::clone(&stuck); move |_: &u32| drop(stuck.wait()) })
    ///     .deadline(deadline)
    ///     .max_attempts(1)
    ///     .build();
    /// master.submit(7)?;
    /// let failed = master.next_completed().unwrap().1.unwrap_err();
    /// assert_eq!(failed.failures[0].failure, Failure::Overdue(deadline));
    /// stuck.wait(); // lets the thread go on, so that the master can be dropped
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Lets workers that have nothing to do take second copies of stragglers.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::{Master, Speculation};
    /// use pattern_sync::sync::{Arc, Barrier};
    /// use pattern_sync::time::Duration;
    ///
    /// let both = Arc::new(Barrier::new(2)); // nobody passes before two are there
    /// let master = Master::builder()
    ///     .workers(2, move |task: &u32| {
    ///         both.wait();
    ///         *task
    ///     })
    ///     .speculate(Speculation::after(Duration::from_millis(1)))
    ///     .build();
    /// master.submit(7)?; // one task, but two workers
    /// assert_eq!(master.collect(), [Ok(7)]); // and one result
    /// assert_eq!(master.stats().counts.copies, 1);
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn speculate(mut self, speculation: Speculation) -> Self {
        self.policy.speculation = Some(speculation);
        self
    }

    /// Sets how long a worker that can be stopped, such as a process, may take to start; 30 s
    /// unless this is called.
    pub fn start_timeout(mut self, timeout: Duration) -> Self {
        self.policy.start_timeout = timeout;
        self
    }

    /// Sets how many times in a row a worker may die before it has begun with a task; 5 unless this
    /// is called. Then it is sent home, since it would die again: a program that cannot be started,
    /// for example. If it was the last, the tasks fail.
    ///
    /// # Panics
    ///
    /// Panics if that is 0: a worker must be allowed to be alive.
    pub fn max_false_starts(mut self, max_false_starts: usize) -> Self {
        assert!(max_false_starts > 0, "after 0 deaths everybody would go");
        self.policy.max_false_starts = max_false_starts;
        self
    }

    /// Sets what the names of the workers' threads begin with; the number of the worker follows.
    ///
    /// # Panics
    ///
    /// Panics if it contains a zero byte, which no thread's name may.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::thread;
    ///
    /// let master = master_worker::Master::builder()
    ///     .thread_name("cook-")
    ///     .workers(1, |_: &()| thread::current().name().map(str::to_owned))
    ///     .build();
    /// master.submit(())?;
    /// assert_eq!(master.collect(), [Ok(Some("cook-0".to_owned()))]);
    /// # Ok::<(), master_worker::SubmitError<()>>(())
    /// ```
    pub fn thread_name(mut self, prefix: impl Into<String>) -> Self {
        self.thread_name = prefix.into();
        assert!(
            !self.thread_name.contains('\0'),
            "the name of a thread may not contain a zero byte"
        );
        self
    }

    /// Lets the master read the clock, so that [`stats`](Master::stats) has busy and idle times. It
    /// does so anyhow if there are deadlines, second copies or an observer; otherwise it never
    /// does.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::Master;
    /// use pattern_sync::time::Duration;
    ///
    /// let master = Master::builder().workers(1, |n: &u64| n + 1).measure_time().build();
    /// master.submit(1)?;
    /// master.collect();
    /// assert!(master.stats().workers[0].busy > Duration::ZERO);
    /// # Ok::<(), master_worker::SubmitError<u64>>(())
    /// ```
    pub fn measure_time(mut self) -> Self {
        self.measure_time = true;
        self
    }

    /// Sends every step of the master to a channel. The master never waits for the observer: steps
    /// for which a bounded channel has no room are not observed.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::Master;
    /// use master_worker::scheduler::Command;
    /// use pattern_sync::channel::unbounded;
    ///
    /// let (sender, steps) = unbounded();
    /// let master = Master::builder().workers(1, |n: &u32| n + 1).observe(sender).build();
    /// let task = master.submit(1)?;
    /// master.collect();
    /// drop(master);
    /// let delivered = |command: &Command| matches!(command, Command::Deliver { task: t, .. } if *t == task);
    /// assert!(steps.iter().any(|step| step.commands.iter().any(delivered)));
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn observe(mut self, observer: Sender<Step>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Starts the master and its workers.
    ///
    /// # Panics
    ///
    /// Panics if the system cannot start a thread. [`try_build`](Self::try_build) says so instead.
    pub fn build(self) -> Master<T, R> {
        match self.try_build() {
            Ok(master) => master,
            Err(error) => panic!("the system cannot start the master's threads: {error}"),
        }
    }

    /// Starts the master and its workers, or says why it cannot.
    ///
    /// # Errors
    ///
    /// What the system says if it cannot start a thread; those that were started have ended then.
    pub fn try_build(self) -> io::Result<Master<T, R>> {
        let speculates = self.policy.speculation.is_some();
        let hub = Hub::new(self.policy, self.measure_time, self.observer);
        let master = Master::start(hub, self.deadline, self.thread_name, speculates)?;
        for worker in self.workers {
            master.add_worker(worker)?;
        }
        Ok(master)
    }
}

impl<T, R> Default for MasterBuilder<T, R>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
{
    fn default() -> Self {
        Self::new()
    }
}
