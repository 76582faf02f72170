//! Steps 1 to 5: a master that hands out tasks on demand and delivers each result exactly once.

use std::iter;

use pattern_sync::collections::{BTreeMap, VecDeque};
use pattern_sync::sync::{Condvar, Mutex};

use crate::{SubmitError, TaskFailed, TaskId, WorkerId};

/// Hands out tasks to workers that ask for them, and collects the results.
///
/// A worker has at most one task in its hands: it brings the result, or dies, before it asks again.
///
/// # Examples
///
/// ```
/// use master_worker::Master;
///
/// let master = Master::new(3);
/// let shout = master.submit("hello")?;
/// let worker = master.register();
/// let (id, text) = master.next_task(worker).expect("a task is waiting");
/// assert_eq!(id, shout);
/// master.complete(id, text.to_uppercase());
/// assert_eq!(master.collect(), [Ok("HELLO".to_owned())]);
/// # Ok::<(), master_worker::SubmitError<&str>>(())
/// ```
pub struct Master<T, R> {
    /// How many times a task may be handed out; at least 1.
    max_attempts: usize,
    /// Everything that changes. Whoever looks at it or changes it holds this lock.
    state: Mutex<State<T, R>>,
    // Step 1: where does a worker sleep that finds no task? Step 2: where, who waits for results?
}

/// The books of a [`Master`], which its lock guards.
struct State<T, R> {
    /// How many workers have registered.
    registered: usize,
    /// How many tasks have been submitted.
    submitted: usize,
    /// The tasks that have no outcome yet, whether they wait or are in the hands of workers.
    unfinished: BTreeMap<TaskId, Task<T>>,
    /// Which tasks wait to be handed out, the next in front.
    queue: VecDeque<TaskId>,
    /// The outcomes that nobody has been given yet, in the order in which they came.
    finished: VecDeque<(TaskId, Result<R, TaskFailed>)>,
    // Step 3: in whose hands is which task? Step 5: is the master shut down? Add it here.
}

/// A task that has no outcome yet.
struct Task<T> {
    /// What to work on; each worker is given a clone.
    task: T,
    /// How many times it has been handed out; never more than `max_attempts`.
    attempts: usize,
}

impl<T: Clone, R> Master<T, R> {
    /// Creates a master without tasks, which hands out each task at most `max_attempts` times.
    ///
    /// # Panics
    ///
    /// If `max_attempts` is 0: nothing could ever be handed out.
    pub fn new(max_attempts: usize) -> Self {
        todo!("step 1: refuse 0 attempts, then build a master with empty books")
    }

    /// Takes on a worker, at any time, and returns its name.
    pub fn register(&self) -> WorkerId {
        todo!("step 1: number the workers from 0")
    }

    /// Adds a task behind all those that wait, and returns its name.
    ///
    /// # Errors
    ///
    /// If the master is shut down: the error holds `task`.
    pub fn submit(&self, task: T) -> Result<TaskId, SubmitError<T>> {
        todo!("step 1: number the task, enter it into the books, wake workers that sleep")
    }

    /// Hands out a task to `worker`: the first that waits or, if none does, a copy of a running one.
    ///
    /// A copy is handed out of the task that has been running longest, of those that are in the
    /// hands of only one worker. No task is handed out more than `max_attempts` times, copies
    /// included. Returns `None` once the master is shut down and every task has its outcome.
    ///
    /// # Blocking
    ///
    /// Waits while there is nothing to hand out and more may come: from a submission, or from a
    /// worker that dies.
    pub fn next_task(&self, worker: WorkerId) -> Option<(TaskId, T)> {
        todo!("step 1: wait for a task and hand it out; in step 4 a copy, in step 5 an end")
    }

    /// Brings the result of a task; returns whether it counts.
    ///
    /// The first result of a task counts, whoever brings it: also one whose worker was believed
    /// dead. A result for a task that has its outcome already is dropped.
    pub fn complete(&self, id: TaskId, result: R) -> bool {
        todo!("step 1: strike the task off, keep its result; wake who waits; drop a second one")
    }

    /// Takes note that `worker` is gone. If it had a task in its hands, that one is not lost.
    ///
    /// A task that no other worker has in its hands waits to be handed out again; or, if that has
    /// been done `max_attempts` times, it is given up: its outcome is [`TaskFailed`].
    pub fn worker_died(&self, worker: WorkerId) {
        todo!("step 3: find its task; let it wait again, or give it up")
    }

    /// Returns the next outcome, in the order in which they come; `None` if all were delivered.
    ///
    /// # Blocking
    ///
    /// Waits while no outcome is at hand and some task has none yet.
    pub fn next_completed(&self) -> Option<(TaskId, Result<R, TaskFailed>)> {
        todo!("step 2: wait for an outcome, or for the end of the last task")
    }

    /// Returns all outcomes that have not been delivered yet, in the order of submission.
    ///
    /// # Blocking
    ///
    /// Waits until every task that was submitted has its outcome.
    pub fn collect(&self) -> Vec<Result<R, TaskFailed>> {
        todo!("step 2: wait until nothing is missing, then sort what there is")
    }

    /// Ends it all: from now on tasks are refused; workers are sent home when every task is done.
    ///
    /// What was submitted before is still worked on, and can still be collected. Shutting down
    /// again changes nothing.
    pub fn shutdown(&self) {
        todo!("step 5: remember it, and wake every worker that sleeps")
    }
}
