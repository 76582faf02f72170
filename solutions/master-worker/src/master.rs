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
    // <solution>
    /// Where workers sleep while there is nothing to hand out.
    work: Condvar,
    /// Where threads sleep that wait for results.
    results: Condvar,
    // <stub>
    // // Step 1: where does a worker sleep that finds no task? Step 2: where, who waits for results?
    // </stub>
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
    // <solution>
    /// Which unfinished task is in whose hands, the one handed out first in front. A task that is
    /// in two hands is here twice.
    running: Vec<(TaskId, WorkerId)>,
    /// Whether [`Master::shutdown`] was called; never goes back to `false`.
    shut_down: bool,
    // <stub>
    // // Step 3: in whose hands is which task? Step 5: is the master shut down? Add it here.
    // </stub>
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
        // <solution>
        assert!(max_attempts > 0, "with 0 attempts no task is ever tried");
        Self {
            max_attempts,
            state: Mutex::new(State {
                registered: 0,
                submitted: 0,
                unfinished: BTreeMap::new(),
                queue: VecDeque::new(),
                finished: VecDeque::new(),
                running: Vec::new(),
                shut_down: false,
            }),
            work: Condvar::new(),
            results: Condvar::new(),
        }
        // <stub>
        // todo!("step 1: refuse 0 attempts, then build a master with empty books")
        // </stub>
    }

    /// Takes on a worker, at any time, and returns its name.
    pub fn register(&self) -> WorkerId {
        // <solution>
        let mut state = self.state.lock();
        state.registered += 1;
        WorkerId(state.registered - 1)
        // <stub>
        // todo!("step 1: number the workers from 0")
        // </stub>
    }

    /// Adds a task behind all those that wait, and returns its name.
    ///
    /// # Errors
    ///
    /// If the master is shut down: the error holds `task`.
    pub fn submit(&self, task: T) -> Result<TaskId, SubmitError<T>> {
        // <solution>
        let mut state = self.state.lock();
        if state.shut_down {
            return Err(SubmitError(task));
        }
        let id = TaskId(state.submitted);
        state.submitted += 1;
        state.unfinished.insert(id, Task { task, attempts: 0 });
        state.queue.push_back(id);
        // All, not one: the first to come takes the task, and the next one a copy of it.
        self.work.notify_all();
        Ok(id)
        // <stub>
        // todo!("step 1: number the task, enter it into the books, wake workers that sleep")
        // </stub>
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
        // <solution>
        let mut state = self.state.lock();
        // Until there is something to work on, or nothing will ever come. Looked at again after
        // every wake-up: another worker may have been faster.
        loop {
            let found = state.waiting();
            if let Some(id) = found.or_else(|| state.straggler(self.max_attempts)) {
                state.running.push((id, worker));
                let task = state.unfinished.get_mut(&id)?;
                task.attempts += 1;
                return Some((id, task.task.clone()));
            }
            // Not before: as long as a task is in somebody's hands, it may come back.
            if state.shut_down && state.unfinished.is_empty() {
                return None;
            }
            self.work.wait(&mut state);
        }
        // <stub>
        // todo!("step 1: wait for a task and hand it out; in step 4 a copy, in step 5 an end")
        // </stub>
    }

    /// Brings the result of a task; returns whether it counts.
    ///
    /// The first result of a task counts, whoever brings it: also one whose worker was believed
    /// dead. A result for a task that has its outcome already is dropped.
    pub fn complete(&self, id: TaskId, result: R) -> bool {
        // <solution>
        let mut state = self.state.lock();
        let first = state.unfinished.contains_key(&id);
        if first {
            self.finish(&mut state, id, Ok(result));
        }
        first
        // <stub>
        // todo!("step 1: strike the task off, keep its result; wake who waits; drop a second one")
        // </stub>
    }

    /// Takes note that `worker` is gone. If it had a task in its hands, that one is not lost.
    ///
    /// A task that no other worker has in its hands waits to be handed out again; or, if that has
    /// been done `max_attempts` times, it is given up: its outcome is [`TaskFailed`].
    pub fn worker_died(&self, worker: WorkerId) {
        // <solution>
        let mut state = self.state.lock();
        let Some(at) = state.running.iter().position(|(_, who)| *who == worker) else {
            return;
        };
        let (id, _) = state.running.remove(at);
        let attempts = state.unfinished[&id].attempts;
        // If the other worker that was given it goes on, nothing is lost.
        if !state.running.iter().any(|(other, _)| *other == id) {
            if attempts < self.max_attempts {
                state.queue.push_front(id);
            } else {
                self.finish(&mut state, id, Err(TaskFailed { attempts }));
            }
        }
        // One: nobody sleeps beside a task that could be copied, so this is work for one worker
        // more, be it the task itself or a copy.
        self.work.notify_one();
        // <stub>
        // todo!("step 3: find its task; let it wait again, or give it up")
        // </stub>
    }

    /// Returns the next outcome, in the order in which they come; `None` if all were delivered.
    ///
    /// # Blocking
    ///
    /// Waits while no outcome is at hand and some task has none yet.
    pub fn next_completed(&self) -> Option<(TaskId, Result<R, TaskFailed>)> {
        // <solution>
        let mut state = self.state.lock();
        // Until there is an outcome, or none is missing any more.
        while state.finished.is_empty() && !state.unfinished.is_empty() {
            self.results.wait(&mut state);
        }
        state.finished.pop_front()
        // <stub>
        // todo!("step 2: wait for an outcome, or for the end of the last task")
        // </stub>
    }

    /// Returns all outcomes that have not been delivered yet, in the order of submission.
    ///
    /// # Blocking
    ///
    /// Waits until every task that was submitted has its outcome.
    pub fn collect(&self) -> Vec<Result<R, TaskFailed>> {
        // <solution>
        let mut state = self.state.lock();
        // Until nothing is missing.
        while !state.unfinished.is_empty() {
            self.results.wait(&mut state);
        }
        let mut outcomes: Vec<_> = state.finished.drain(..).collect();
        outcomes.sort_unstable_by_key(|(id, _)| *id);
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
        // <stub>
        // todo!("step 2: wait until nothing is missing, then sort what there is")
        // </stub>
    }

    /// Ends it all: from now on tasks are refused; workers are sent home when every task is done.
    ///
    /// What was submitted before is still worked on, and can still be collected. Shutting down
    /// again changes nothing.
    pub fn shutdown(&self) {
        // <solution>
        self.state.lock().shut_down = true;
        // All: each worker that sleeps is to go home, if nothing is left to do.
        self.work.notify_all();
        // <stub>
        // todo!("step 5: remember it, and wake every worker that sleeps")
        // </stub>
    }
    // <solution>

    /// Enters the outcome of an unfinished task, and wakes whom it concerns.
    fn finish(&self, state: &mut State<T, R>, id: TaskId, outcome: Result<R, TaskFailed>) {
        state.unfinished.remove(&id);
        // Whoever still has a copy works in vain: its result will be dropped.
        state.running.retain(|(other, _)| *other != id);
        state.finished.push_back((id, outcome));
        // All: one outcome ends the wait of one `next_completed`, the last one that of everybody.
        self.results.notify_all();
        if state.shut_down && state.unfinished.is_empty() {
            // All: nobody will find anything to do any more.
            self.work.notify_all();
        }
    }
    // <stub>
    // </stub>
}
// <solution>

impl<T, R> State<T, R> {
    /// Takes the task that waits in front.
    fn waiting(&mut self) -> Option<TaskId> {
        let mut waiting = iter::from_fn(|| self.queue.pop_front());
        // A task may have got its outcome while it waited: from a worker that was believed dead.
        waiting.find(|id| self.unfinished.contains_key(id))
    }

    /// Finds the task to copy: the one handed out first of those in one pair of hands only.
    fn straggler(&self, max_attempts: usize) -> Option<TaskId> {
        let hands = |id| {
            self.running
                .iter()
                .filter(|(other, _)| *other == id)
                .count()
        };
        let mut running = self.running.iter().map(|(id, _)| *id);
        running.find(|id| hands(*id) == 1 && self.unfinished[id].attempts < max_attempts)
    }
}
// <stub>
// </stub>
