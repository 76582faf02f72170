//! A pool of workers that run the tasks of one queue (steps 1 to 3), and how it ends (step 4).

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread::{self, JoinHandle};

use crate::handle::{self, Handle};

/// A closure in a box: tasks of every kind fit into one queue.
type Task = Box<dyn FnOnce() + Send>;

/// Runs tasks on a fixed number of threads, its workers, which are started once and used again.
///
/// Tasks wait in a queue, first in first out; a worker that is free takes the oldest.
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::Arc;
/// use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
/// use worker_pool::WorkerPool;
///
/// let letters = Arc::new(AtomicUsize::new(0));
/// let pool = WorkerPool::new(2);
/// for word in ["many", "small", "tasks"] {
///     let letters = Arc::clone(&letters);
///     pool.execute(move || {
///         letters.fetch_add(word.len(), Ordering::SeqCst);
///     });
/// }
/// pool.join();
/// assert_eq!(letters.load(Ordering::SeqCst), 14);
/// ```
pub struct WorkerPool {
    /// What the pool and its workers share.
    shared: Arc<Shared>,
    /// The workers that nobody has waited for yet. Behind a lock, since several threads may shut down.
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What the pool and its workers share.
struct Shared {
    /// Everything that changes. Whoever looks at it or changes it holds this lock.
    state: Mutex<State>,
    // <solution>
    /// Where workers sleep while there is no task, and more may come.
    task_added: Condvar,
    /// Where threads sleep in [`WorkerPool::join`] while a task is unfinished.
    all_done: Condvar,
    // <stub>
    // // Step 1: where does a worker sleep that finds no task? Add it here.
    // // Step 2: and where does a thread that waits for all tasks?
    // </stub>
}

/// The part of a pool that its lock guards.
struct State {
    /// The tasks that no worker has taken yet, the oldest in front.
    queue: VecDeque<Task>,
    // <solution>
    /// How many tasks are in the queue, or taken and not yet done.
    unfinished: usize,
    /// Whether no more tasks are accepted; never goes back to `false`.
    shut_down: bool,
    // <stub>
    // // Step 1: how does a worker learn that it may end? Add it here.
    // // Step 2: and what must be counted, so that `join` knows when all is done?
    // </stub>
}

impl WorkerPool {
    /// Starts a pool of `workers` threads, named `worker-0`, `worker-1`, and so on.
    ///
    /// # Panics
    ///
    /// If `workers` is 0: no task would ever run.
    pub fn new(workers: usize) -> Self {
        // <solution>
        assert!(workers > 0, "a pool without workers never runs a task");
        let state = State {
            queue: VecDeque::new(),
            unfinished: 0,
            shut_down: false,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            task_added: Condvar::new(),
            all_done: Condvar::new(),
        });
        let threads = (0..workers).map(|number| {
            let shared = Arc::clone(&shared);
            thread::Builder::new()
                .name(format!("worker-{number}"))
                .spawn(move || work(&shared))
                .expect("the operating system starts a thread")
        });
        Self {
            threads: Mutex::new(threads.collect()),
            shared,
        }
        // <stub>
        // todo!("step 1: refuse 0 workers, then start each on a thread that loops over the tasks")
        // </stub>
    }

    /// Hands in `task`, and does not wait for it; its result is dropped, and so is its panic.
    ///
    /// After a shutdown the task is dropped without having run.
    pub fn execute<F>(&self, task: F)
    where
        F: FnOnce() + Send + 'static,
    {
        // <solution>
        let task: Task = Box::new(task);
        let mut state = self.shared.state.lock();
        if state.shut_down {
            // First the lock is let go: what a task owns may use the pool when it is dropped.
            drop(state);
            drop(task);
            return;
        }
        // In one go with the push: a worker may be done with the task in the next moment.
        state.unfinished += 1;
        state.queue.push_back(task);
        // One task came, so one worker is enough, and only workers wait here.
        self.shared.task_added.notify_one();
        // <stub>
        // todo!("step 1: put the task into the queue, wake a worker")
        // </stub>
    }

    /// Returns when every task that was handed in is done; at once if there is none.
    ///
    /// Tasks that panic are done as well, and tasks that tasks hand in are waited for too.
    ///
    /// # Blocking
    ///
    /// Waits for the tasks in the queue and for those that run; called from a task of this pool, for
    /// ever.
    pub fn join(&self) {
        // <solution>
        let mut state = self.shared.state.lock();
        // Until all is done. Looked at again after every wake-up: more may have been handed in.
        while state.unfinished > 0 {
            self.shared.all_done.wait(&mut state);
        }
        // <stub>
        // todo!("step 2: wait until every task that was handed in is done")
        // </stub>
    }

    /// Hands in `task`, and returns the handle through which its result, or its panic, comes back.
    ///
    /// After a shutdown the task is dropped without having run, and the handle says
    /// [`TaskError::Cancelled`](crate::TaskError::Cancelled).
    ///
    /// # Examples
    ///
    /// ```
    /// use worker_pool::{TaskError, WorkerPool};
    ///
    /// let pool = WorkerPool::new(1);
    /// let good = pool.submit(|| "42".parse::<i32>().unwrap());
    /// assert_eq!(good.join(), Ok(42));
    /// let bad = pool.submit(|| "many".parse::<i32>().unwrap());
    /// assert!(matches!(bad.join(), Err(TaskError::Panicked(_))));
    /// ```
    pub fn submit<F, R>(&self, task: F) -> Handle<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        // <solution>
        let (handle, promise) = handle::pair();
        self.execute(move || promise.run(task));
        handle
        // <stub>
        // todo!("step 3: execute a closure that runs the task and keeps the handle's promise")
        // </stub>
    }

    /// Ends the pool in good order: no task is accepted any more, and those that were all run.
    ///
    /// Returns when the last of them is done and every worker has ended. Any number of threads may call.
    ///
    /// # Blocking
    ///
    /// Waits for the tasks in the queue, for those that run, and for the workers; called from a task
    /// of this pool, for ever.
    pub fn shutdown(&self) {
        // <solution>
        self.shared.state.lock().shut_down = true;
        // All: each worker has to learn that nothing will come any more.
        self.shared.task_added.notify_all();
        self.join_workers();
        // <stub>
        // todo!("step 4: refuse new tasks, let the workers run the rest, and wait for them to end")
        // </stub>
    }

    /// Ends the pool at once: no task is accepted any more, and those in the queue are discarded.
    ///
    /// Returns how many were discarded, when the tasks that were running are done and every worker
    /// has ended. The handles of the discarded ones say
    /// [`TaskError::Cancelled`](crate::TaskError::Cancelled) without waiting for that.
    ///
    /// # Blocking
    ///
    /// Waits for the tasks that run, and for the workers; called from a task of this pool, for ever.
    pub fn shutdown_now(&self) -> usize {
        // <solution>
        let mut state = self.shared.state.lock();
        state.shut_down = true;
        let discarded = mem::take(&mut state.queue);
        let count = discarded.len();
        // Nobody else will take them off the count, which threads in `join` wait for.
        state.finish(count, &self.shared.all_done);
        self.shared.task_added.notify_all();
        drop(state);
        // Before the wait for the workers, which is none of the handles' business; and without the
        // lock, as in `execute`.
        drop(discarded);
        self.join_workers();
        count
        // <stub>
        // todo!("step 4: refuse new tasks, discard those in the queue, wait for the workers to end")
        // </stub>
    }
    // <solution>

    /// Waits until every worker has ended.
    fn join_workers(&self) {
        // Locked until the last has ended: who comes second waits here, and then finds none left.
        let mut threads = self.threads.lock();
        for thread in threads.drain(..) {
            thread.join().expect("the panics of tasks end in `work`");
        }
    }
    // <stub>
    // </stub>
}

/// Ends the pool in good order, as a shutdown does.
impl Drop for WorkerPool {
    fn drop(&mut self) {
        // <solution>
        self.shutdown();
        // <stub>
        // if !thread::panicking() {
        //     todo!("step 1: without this `if`: let the workers run the queue, then wait for them");
        // }
        // </stub>
    }
}
// <solution>

impl State {
    /// Takes `count` tasks off those that are unfinished.
    fn finish(&mut self, count: usize, all_done: &Condvar) {
        self.unfinished -= count;
        if self.unfinished == 0 {
            // Several threads may be in `join`, and all of them wait for just this.
            all_done.notify_all();
        }
    }
}

impl Shared {
    /// Waits for a task and takes it; returns `None` once the pool is shut down and none is left.
    fn next_task(&self) -> Option<Task> {
        let mut state = self.state.lock();
        // Until there is a task, or none will ever come. Looked at again after every wake-up: another
        // worker may have been faster, or nobody called.
        while state.queue.is_empty() && !state.shut_down {
            self.task_added.wait(&mut state);
        }
        state.queue.pop_front()
    }
}

/// What a worker does all its life.
fn work(shared: &Shared) {
    while let Some(task) = shared.next_task() {
        // No lock is held here: the other workers run their tasks at the same time. And a panic ends
        // here, not the worker.
        let _ = catch_unwind(AssertUnwindSafe(task));
        shared.state.lock().finish(1, &shared.all_done);
    }
}
// <stub>
//
// /// What a worker does all its life.
// fn work(shared: &Shared) {
//     todo!("step 1: again and again, wait for a task and run it; return when the pool ends")
// }
// </stub>
