//! How a pool is set up: how many workers, how long a queue, what the threads are called.

use std::fmt;

use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;

use crate::error::BuildError;
use crate::observer::{Observer, Watcher};
use crate::pool::WorkerPool;
use crate::shared::Shared;
use crate::worker::Worker;

/// Sets up a [`WorkerPool`].
///
/// # Examples
///
/// ```
/// use worker_pool::WorkerPool;
///
/// let pool = WorkerPool::builder()
///     .workers(3)
///     .queue_capacity(100) // then `submit` waits, and `try_submit` refuses
///     .thread_name("resize")
///     .build()
///     .unwrap();
/// let name = pool.submit(|| pattern_sync::thread::current().name().map(str::to_owned));
/// assert!(name.join().unwrap().unwrap().starts_with("resize-"));
/// ```
#[derive(Clone)]
#[must_use = "nothing is started before `build` is called"]
pub struct Builder {
    workers: Option<usize>,
    queue_capacity: usize,
    thread_name: String,
    stack_size: Option<usize>,
    observer: Option<Arc<dyn Observer>>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            workers: None,
            queue_capacity: usize::MAX,
            thread_name: "worker".to_owned(),
            stack_size: None,
            observer: None,
        }
    }

    /// Sets the number of workers, 1 or more. Without this there are as many as the machine can run
    /// at once, which is right for tasks that compute; tasks that mostly wait want more.
    ///
    /// # Panics
    ///
    /// Panics if `workers` is 0: no task would ever be run.
    pub fn workers(mut self, workers: usize) -> Self {
        assert!(workers > 0, "a pool without workers would never run a task");
        self.workers = Some(workers);
        self
    }

    /// Bounds the number of tasks that wait for a worker; without this, the memory does. It counts
    /// tasks submitted from outside that nobody has begun: neither those that run, nor those that
    /// tasks submit themselves.
    ///
    /// # Panics
    ///
    /// Panics if `capacity` is 0: no task could ever wait for a worker.
    pub fn queue_capacity(mut self, capacity: usize) -> Self {
        assert!(capacity > 0, "a queue needs a capacity of at least 1");
        self.queue_capacity = capacity;
        self
    }

    /// Sets what the threads are called: `name-0`, `name-1`… Without this, `worker-0`, `worker-1`…
    ///
    /// # Panics
    ///
    /// Panics if the name contains a zero byte, which no thread's name may.
    pub fn thread_name(mut self, name: impl Into<String>) -> Self {
        self.thread_name = name.into();
        assert!(
            !self.thread_name.contains('\0'),
            "the name of a thread may not contain a zero byte"
        );
        self
    }

    /// Sets the size of each worker's stack, in bytes: for tasks that wait for tasks that wait for
    /// tasks, very deep; see [`Handle::join`](crate::Handle::join). Without this, the size that the
    /// standard library chooses.
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = Some(bytes);
        self
    }

    /// Sets who is told what goes on in the pool, a [`Stats`](crate::Stats) for instance.
    pub fn observer(mut self, observer: Arc<impl Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Starts the workers.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if the operating system refuses to start a thread. Those that were started
    /// have ended then.
    pub fn build(self) -> Result<WorkerPool, BuildError> {
        let parallelism = thread::available_parallelism().map_or(1, Into::into);
        let workers = self.workers.unwrap_or(parallelism);
        let spins = parallelism > 1;
        let watcher = Watcher::new(self.observer);
        let (shared, desks) = Shared::new(workers, self.queue_capacity, spins, watcher);
        let pool = WorkerPool {
            shared: Arc::new(shared),
            threads: Mutex::new(Vec::with_capacity(workers)),
        };
        for (index, desk) in desks.into_iter().enumerate() {
            let name = format!("{}-{index}", self.thread_name);
            let mut thread = thread::Builder::new().name(name.clone());
            if let Some(bytes) = self.stack_size {
                thread = thread.stack_size(bytes);
            }
            let shared = Arc::clone(&pool.shared);
            match thread.spawn(move || Worker::live(shared, index, desk)) {
                Ok(handle) => pool.threads.lock().push(handle),
                // Dropping the pool ends those that were started.
                Err(source) => {
                    return Err(BuildError {
                        worker: name,
                        source,
                    });
                }
            }
        }
        Ok(pool)
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("workers", &self.workers)
            .field("queue_capacity", &self.queue_capacity)
            .field("thread_name", &self.thread_name)
            .finish_non_exhaustive()
    }
}
