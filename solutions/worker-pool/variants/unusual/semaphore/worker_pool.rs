//! Unusual: a semaphore counts what the workers may take, and another lock guards the queue.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Arc, Condvar, Mutex, RwLock};
use pattern_sync::thread::{self, JoinHandle};

use crate::handle::{self, Handle};

type Task = Box<dyn FnOnce() + Send>;

/// Runs tasks on a fixed number of threads.
pub struct WorkerPool {
    shared: Arc<Shared>,
    /// Whether tasks are accepted. Read while one goes in, written by whoever shuts down.
    open: RwLock<bool>,
    workers: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    queue: Mutex<VecDeque<Task>>,
    /// One permit for each task, and at the end one for each worker, which then finds no task.
    permits: Semaphore,
    unfinished: WaitGroup,
}

impl WorkerPool {
    /// Starts `workers` threads.
    pub fn new(workers: usize) -> Self {
        assert_ne!(workers, 0, "a pool without workers never runs a task");
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            permits: Semaphore::default(),
            unfinished: WaitGroup::default(),
        });
        let mut threads = Vec::with_capacity(workers);
        for number in 0..workers {
            let shared = Arc::clone(&shared);
            let name = format!("worker-{number}");
            let worker = thread::Builder::new().name(name);
            threads.push(
                worker
                    .spawn(move || work(&shared))
                    .expect("a thread starts"),
            );
        }
        Self {
            shared,
            open: RwLock::new(true),
            workers: Mutex::new(threads),
        }
    }

    /// Hands in `task`.
    pub fn execute<F>(&self, task: F)
    where
        F: FnOnce() + Send + 'static,
    {
        let open = self.open.read();
        if *open {
            self.shared.unfinished.add();
            self.shared.queue.lock().push_back(Box::new(task));
            self.shared.permits.release(1);
        }
    }

    /// Returns when every task is done.
    pub fn join(&self) {
        self.shared.unfinished.wait();
    }

    /// Hands in `task`, and returns its handle.
    pub fn submit<F, R>(&self, task: F) -> Handle<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        let (handle, promise) = handle::pair();
        self.execute(move || promise.run(task));
        handle
    }

    /// Ends the pool in good order.
    pub fn shutdown(&self) {
        self.close();
        self.wait_for_workers();
    }

    /// Ends the pool at once; returns how many tasks were discarded.
    pub fn shutdown_now(&self) -> usize {
        self.close();
        let mut discarded = 0;
        // Their permits stay: a worker that gets one finds no task, and ends.
        while let Some(task) = self.shared.take() {
            drop(task);
            self.shared.unfinished.done();
            discarded += 1;
        }
        self.wait_for_workers();
        discarded
    }

    fn close(&self) {
        *self.open.write() = false;
    }

    fn wait_for_workers(&self) {
        let mut workers = self.workers.lock();
        self.shared.permits.release(workers.len());
        while let Some(worker) = workers.pop() {
            worker.join().expect("no worker panics");
        }
    }
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl Shared {
    fn take(&self) -> Option<Task> {
        self.queue.lock().pop_front()
    }
}

fn work(shared: &Shared) {
    loop {
        shared.permits.acquire();
        // A permit without a task is the sign to end.
        let Some(task) = shared.take() else { return };
        let _ = catch_unwind(AssertUnwindSafe(task));
        shared.unfinished.done();
    }
}

/// Hands out permits.
#[derive(Default)]
struct Semaphore {
    permits: Mutex<usize>,
    released: Condvar,
}

impl Semaphore {
    fn acquire(&self) {
        let mut permits = self.permits.lock();
        while *permits == 0 {
            self.released.wait(&mut permits);
        }
        *permits -= 1;
    }

    fn release(&self, count: usize) {
        *self.permits.lock() += count;
        for _ in 0..count {
            self.released.notify_one();
        }
    }
}

/// Counts what is not done.
#[derive(Default)]
struct WaitGroup {
    count: Mutex<usize>,
    zero: Condvar,
}

impl WaitGroup {
    fn add(&self) {
        *self.count.lock() += 1;
    }

    fn done(&self) {
        let mut count = self.count.lock();
        *count -= 1;
        if *count == 0 {
            self.zero.notify_all();
        }
    }

    fn wait(&self) {
        self.zero
            .wait_while(&mut self.count.lock(), |count| *count > 0);
    }
}
