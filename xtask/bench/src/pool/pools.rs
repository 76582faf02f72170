//! One face for all pools, so that all of them are measured by the same code.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle, Thread};
use std::time::Duration;

use worker_pool::WorkerPool;

use crate::noise::cores;

/// A pool with a worker per core.
pub(super) trait Pool {
    /// Whether its waiting may end while the last tasks still run.
    const ENDS_EARLY: bool = false;

    fn new() -> Self;

    /// Submits so many tasks, one by one, and waits until all are done.
    fn run_all<F>(&self, tasks: usize, task: impl Fn(usize) -> F + Sync)
    where
        F: FnOnce() + Send + 'static;
}

/// Ours: [`WorkerPool`].
pub(super) struct Ours(pub(super) WorkerPool);

impl Ours {
    /// Makes one in which at most so many tasks wait.
    pub(super) fn bounded(capacity: usize) -> Self {
        let builder = WorkerPool::builder().workers(cores());
        Self(
            builder
                .queue_capacity(capacity)
                .build()
                .expect("threads can be started"),
        )
    }

    /// Submits all tasks in one call, and waits until all are done.
    pub(super) fn run_together<F>(&self, tasks: usize, task: impl Fn(usize) -> F + Sync)
    where
        F: FnOnce() + Send + 'static,
    {
        self.0.execute_many((0..tasks).map(task));
        self.0.join();
    }
}

impl Pool for Ours {
    fn new() -> Self {
        Self(WorkerPool::new(cores()))
    }

    fn run_all<F>(&self, tasks: usize, task: impl Fn(usize) -> F + Sync)
    where
        F: FnOnce() + Send + 'static,
    {
        for number in 0..tasks {
            self.0.execute(task(number));
        }
        self.0.join();
    }
}

/// `rayon`'s scope, whose body runs on a worker.
pub(super) struct Rayon(pub(super) rayon::ThreadPool);

impl Pool for Rayon {
    fn new() -> Self {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(cores());
        Self(builder.build().expect("threads can be started"))
    }

    fn run_all<F>(&self, tasks: usize, task: impl Fn(usize) -> F + Sync)
    where
        F: FnOnce() + Send + 'static,
    {
        self.0.scope(|scope| {
            for number in 0..tasks {
                let task = task(number);
                scope.spawn(|_| task());
            }
        });
    }
}

/// `rayon`'s scope with the body on the calling thread: tasks come from outside.
pub(super) struct RayonInPlace(rayon::ThreadPool);

impl Pool for RayonInPlace {
    fn new() -> Self {
        Self(Rayon::new().0)
    }

    fn run_all<F>(&self, tasks: usize, task: impl Fn(usize) -> F + Sync)
    where
        F: FnOnce() + Send + 'static,
    {
        self.0.in_place_scope(|scope| {
            for number in 0..tasks {
                let task = task(number);
                scope.spawn(|_| task());
            }
        });
    }
}

/// `threadpool`.
pub(super) struct ThreadPool(pub(super) threadpool::ThreadPool);

impl Pool for ThreadPool {
    fn new() -> Self {
        Self(threadpool::ThreadPool::new(cores()))
    }

    fn run_all<F>(&self, tasks: usize, task: impl Fn(usize) -> F + Sync)
    where
        F: FnOnce() + Send + 'static,
    {
        for number in 0..tasks {
            self.0.execute(task(number));
        }
        self.0.join();
    }
}

/// `rusty_pool`, with a fixed number of workers.
pub(super) struct RustyPool(pub(super) rusty_pool::ThreadPool);

impl Pool for RustyPool {
    // Seen here: its `join` returned with one task of 4,096 unfinished.
    const ENDS_EARLY: bool = true;

    fn new() -> Self {
        let pool = rusty_pool::ThreadPool::new(cores(), cores(), Duration::from_secs(60));
        pool.start_core_threads();
        Self(pool)
    }

    fn run_all<F>(&self, tasks: usize, task: impl Fn(usize) -> F + Sync)
    where
        F: FnOnce() + Send + 'static,
    {
        for number in 0..tasks {
            self.0.execute(task(number));
        }
        self.0.join();
    }
}

/// What one writes by hand: threads that take boxed closures from a `crossbeam-channel`.
pub(super) struct CrossbeamPool {
    sender: Option<crossbeam_channel::Sender<Task>>,
    threads: Vec<JoinHandle<()>>,
    unfinished: Arc<Unfinished>,
}

type Task = Box<dyn FnOnce() + Send>;

/// How many tasks are not done, and who wants to know when none is left.
struct Unfinished {
    count: AtomicUsize,
    waiting: Thread,
}

impl CrossbeamPool {
    pub(super) fn submit(&self, task: impl FnOnce() + Send + 'static) {
        let sender = self.sender.as_ref().expect("taken by drop alone");
        assert!(
            sender.send(Box::new(task)).is_ok(),
            "the workers live as long"
        );
    }
}

impl Pool for CrossbeamPool {
    fn new() -> Self {
        let (sender, receiver) = crossbeam_channel::unbounded::<Task>();
        let unfinished = Arc::new(Unfinished {
            count: AtomicUsize::new(0),
            waiting: thread::current(),
        });
        let threads = (0..cores()).map(|_| {
            let (receiver, unfinished) = (receiver.clone(), Arc::clone(&unfinished));
            thread::spawn(move || {
                for task in receiver {
                    task();
                    if unfinished.count.fetch_sub(1, Ordering::SeqCst) == 1 {
                        unfinished.waiting.unpark();
                    }
                }
            })
        });
        Self {
            threads: threads.collect(),
            sender: Some(sender),
            unfinished,
        }
    }

    fn run_all<F>(&self, tasks: usize, task: impl Fn(usize) -> F + Sync)
    where
        F: FnOnce() + Send + 'static,
    {
        self.unfinished.count.fetch_add(tasks, Ordering::SeqCst);
        for number in 0..tasks {
            self.submit(task(number));
        }
        while self.unfinished.count.load(Ordering::SeqCst) > 0 {
            thread::park();
        }
    }
}

impl Drop for CrossbeamPool {
    fn drop(&mut self) {
        drop(self.sender.take());
        for thread in self.threads.drain(..) {
            thread.join().expect("no task panics");
        }
    }
}
