//! Unusual: the queue holds orders, and the last order that a worker gets is to stop.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread::{self, JoinHandle};

use crate::handle::{self, Handle};

/// What a worker is told.
enum Order {
    Run(Box<dyn FnOnce() + Send>),
    Stop,
}

/// Runs tasks on a fixed number of threads.
pub struct WorkerPool {
    orders: Arc<Orders>,
    tasks: Arc<Tasks>,
    workers: Vec<Worker>,
}

/// A worker, until somebody has waited for it.
type Worker = Mutex<Option<JoinHandle<()>>>;

/// The orders that no worker has taken yet.
struct Orders {
    queue: Mutex<Queue>,
    added: Condvar,
}

struct Queue {
    orders: VecDeque<Order>,
    /// Whether the orders to stop are in the queue, or were.
    closed: bool,
}

/// Counts the tasks that are not done.
struct Tasks {
    unfinished: AtomicUsize,
    /// Held by whoever brings the count to 0, so that nobody in `join` is just about to sleep.
    changing: Mutex<()>,
    all_done: Condvar,
}

impl WorkerPool {
    /// Starts `workers` threads.
    pub fn new(workers: usize) -> Self {
        assert!(workers > 0, "a pool without workers never runs a task");
        let orders = Arc::new(Orders {
            queue: Mutex::new(Queue {
                orders: VecDeque::new(),
                closed: false,
            }),
            added: Condvar::new(),
        });
        let tasks = Arc::new(Tasks {
            unfinished: AtomicUsize::new(0),
            changing: Mutex::new(()),
            all_done: Condvar::new(),
        });
        let start = |number| {
            let (orders, tasks) = (Arc::clone(&orders), Arc::clone(&tasks));
            let worker = thread::Builder::new()
                .name(format!("worker-{number}"))
                .spawn(move || work(&orders, &tasks));
            Mutex::new(Some(worker.expect("the operating system starts a thread")))
        };
        let workers = (0..workers).map(start).collect();
        Self {
            orders,
            tasks,
            workers,
        }
    }

    /// Hands in `task`.
    pub fn execute<F>(&self, task: F)
    where
        F: FnOnce() + Send + 'static,
    {
        let mut queue = self.orders.queue.lock();
        if !queue.closed {
            self.tasks.unfinished.fetch_add(1, Ordering::SeqCst);
            queue.orders.push_back(Order::Run(Box::new(task)));
            self.orders.added.notify_one();
        }
    }

    /// Returns when every task is done.
    pub fn join(&self) {
        let mut changing = self.tasks.changing.lock();
        while self.tasks.unfinished.load(Ordering::SeqCst) > 0 {
            self.tasks.all_done.wait(&mut changing);
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
        self.stop(false);
    }

    /// Ends the pool at once; returns how many tasks were discarded.
    pub fn shutdown_now(&self) -> usize {
        self.stop(true)
    }

    fn stop(&self, now: bool) -> usize {
        let mut queue = self.orders.queue.lock();
        let mut discarded = VecDeque::new();
        if now {
            let is_task = |order: &Order| matches!(order, Order::Run(_));
            let (tasks, stops) = queue.orders.drain(..).partition(is_task);
            discarded = tasks;
            queue.orders = stops;
        }
        if !queue.closed {
            queue.closed = true;
            for _ in &self.workers {
                queue.orders.push_back(Order::Stop);
                self.orders.added.notify_one();
            }
        }
        drop(queue);
        let count = discarded.len();
        for task in discarded {
            drop(task);
            self.tasks.done();
        }
        for worker in &self.workers {
            // Locked during the wait: whoever comes second waits as well.
            let mut worker = worker.lock();
            if let Some(thread) = worker.take() {
                thread.join().expect("no worker panics");
            }
        }
        count
    }
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl Tasks {
    fn done(&self) {
        if self.unfinished.fetch_sub(1, Ordering::SeqCst) == 1 {
            let _changing = self.changing.lock();
            self.all_done.notify_all();
        }
    }
}

fn work(orders: &Orders, tasks: &Tasks) {
    loop {
        let mut queue = orders.queue.lock();
        orders
            .added
            .wait_while(&mut queue, |queue| queue.orders.is_empty());
        let order = queue.orders.pop_front();
        drop(queue);
        match order.expect("the wait ends when there is an order") {
            Order::Run(task) => {
                let _ = catch_unwind(AssertUnwindSafe(task));
                tasks.done();
            }
            Order::Stop => return,
        }
    }
}
