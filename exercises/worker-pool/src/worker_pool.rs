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
    // Step 1: where does a worker sleep that finds no task? Add it here.
    // Step 2: and where does a thread that waits for all tasks?
}

/// The part of a pool that its lock guards.
struct State {
    /// The tasks that no worker has taken yet, the oldest in front.
    queue: VecDeque<Task>,
    // Step 1: how does a worker learn that it may end? Add it here.
    // Step 2: and what must be counted, so that `join` knows when all is done?
}

impl WorkerPool {
    /// Starts a pool of `workers` threads, named `worker-0`, `worker-1`, and so on.
    ///
    /// # Panics
    ///
    /// If `workers` is 0: no task would ever run.
    pub fn new(workers: usize) -> Self {
        todo!("step 1: refuse 0 workers, then start each on a thread that loops over the tasks")
    }

    /// Hands in `task`, and does not wait for it; its result is dropped, and so is its panic.
    ///
    /// After a shutdown the task is dropped without having run.
    pub fn execute<F>(&self, task: F)
    where
        F: FnOnce() + Send + 'static,
    {
        todo!("step 1: put the task into the queue, wake a worker")
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
        todo!("step 2: wait until every task that was handed in is done")
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
        todo!("step 3: execute a closure that runs the task and keeps the handle's promise")
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
        todo!("step 4: refuse new tasks, let the workers run the rest, and wait for them to end")
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
        todo!("step 4: refuse new tasks, discard those in the queue, wait for the workers to end")
    }
}

/// Ends the pool in good order, as a shutdown does.
impl Drop for WorkerPool {
    fn drop(&mut self) {
        if !thread::panicking() {
            todo!("step 1: without this `if`: let the workers run the queue, then wait for them");
        }
    }
}

/// What a worker does all its life.
fn work(shared: &Shared) {
    todo!("step 1: again and again, wait for a task and run it; return when the pool ends")
}
