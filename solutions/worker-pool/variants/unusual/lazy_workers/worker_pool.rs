//! Unusual: workers are started when they are needed, up to the number asked for.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread::{self, JoinHandle};

use crate::handle::{self, Handle};

type Task = Box<dyn FnOnce() + Send>;

/// Runs tasks on at most a given number of threads.
pub struct WorkerPool {
    shared: Arc<Shared>,
    /// The most workers that are ever started.
    limit: usize,
    /// The workers that nobody has waited for yet. Locked after `state`, and by `join_workers` only
    /// once the pool is shut down, when nobody starts workers any more.
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    state: Mutex<State>,
    /// Where idle workers sleep.
    task_added: Condvar,
    /// Where threads sleep in `join`.
    all_done: Condvar,
}

struct State {
    queue: VecDeque<Task>,
    unfinished: usize,
    /// How many workers were started.
    started: usize,
    shut_down: bool,
}

impl WorkerPool {
    /// Makes a pool that will start up to `workers` threads.
    pub fn new(workers: usize) -> Self {
        assert!(workers > 0, "a pool without workers never runs a task");
        let state = State {
            queue: VecDeque::new(),
            unfinished: 0,
            started: 0,
            shut_down: false,
        };
        Self {
            shared: Arc::new(Shared {
                state: Mutex::new(state),
                task_added: Condvar::new(),
                all_done: Condvar::new(),
            }),
            limit: workers,
            threads: Mutex::new(Vec::new()),
        }
    }

    /// Hands in `task`.
    pub fn execute<F>(&self, task: F)
    where
        F: FnOnce() + Send + 'static,
    {
        let mut state = self.shared.state.lock();
        if state.shut_down {
            drop(state);
            return;
        }
        state.queue.push_back(Box::new(task));
        state.unfinished += 1;
        // Fewer workers than tasks that are not done: somebody may be missing.
        if state.started < self.limit && state.started < state.unfinished {
            let shared = Arc::clone(&self.shared);
            let worker = thread::Builder::new()
                .name(format!("worker-{}", state.started))
                .spawn(move || shared.work())
                .expect("the operating system starts a thread");
            state.started += 1;
            self.threads.lock().push(worker);
        }
        self.shared.task_added.notify_one();
    }

    /// Returns when every task is done.
    pub fn join(&self) {
        let mut state = self.shared.state.lock();
        while state.unfinished > 0 {
            self.shared.all_done.wait(&mut state);
        }
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
        self.shared.state.lock().shut_down = true;
        self.join_workers();
    }

    /// Ends the pool at once; returns how many tasks were discarded.
    pub fn shutdown_now(&self) -> usize {
        let mut state = self.shared.state.lock();
        state.shut_down = true;
        let discarded = mem::take(&mut state.queue);
        state.unfinished -= discarded.len();
        if state.unfinished == 0 {
            self.shared.all_done.notify_all();
        }
        drop(state);
        let count = discarded.len();
        drop(discarded);
        self.join_workers();
        count
    }

    fn join_workers(&self) {
        self.shared.task_added.notify_all();
        let mut threads = self.threads.lock();
        while let Some(thread) = threads.pop() {
            thread.join().expect("no worker panics");
        }
    }
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl Shared {
    fn work(&self) {
        let mut state = self.state.lock();
        loop {
            if let Some(task) = state.queue.pop_front() {
                drop(state);
                let _ = catch_unwind(AssertUnwindSafe(task));
                state = self.state.lock();
                state.unfinished -= 1;
                if state.unfinished == 0 {
                    self.all_done.notify_all();
                }
            } else if state.shut_down {
                return;
            } else {
                self.task_added.wait(&mut state);
            }
        }
    }
}
