//! Unusual: idle workers stand in line, parked, and a task is put into the hands of the first.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread::{self, JoinHandle, Thread};

use crate::handle::{self, Handle};

type Task = Box<dyn FnOnce() + Send>;

/// Runs tasks on a fixed number of threads.
pub struct WorkerPool {
    state: Arc<Mutex<State>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct State {
    /// Tasks that came while no worker was idle.
    queue: VecDeque<Task>,
    /// What is in the hands of each worker.
    hands: Vec<Hand>,
    /// The idle workers, in the order in which they became so.
    line: VecDeque<(usize, Thread)>,
    /// The threads that are in `join`.
    joining: Vec<Thread>,
    shut_down: bool,
}

enum Hand {
    /// The worker runs a task, or is on its way to the next.
    Busy,
    /// It waits for a task, or for the end.
    Idle,
    /// It was given a task, and has not begun.
    Given(Task),
    /// It was told to end.
    Dismissed,
}

impl WorkerPool {
    /// Starts `workers` threads.
    pub fn new(workers: usize) -> Self {
        assert!(workers > 0, "a pool without workers never runs a task");
        let state = Arc::new(Mutex::new(State {
            queue: VecDeque::new(),
            hands: (0..workers).map(|_| Hand::Busy).collect(),
            line: VecDeque::new(),
            joining: Vec::new(),
            shut_down: false,
        }));
        let start = |number| {
            let state = Arc::clone(&state);
            let worker = thread::Builder::new().name(format!("worker-{number}"));
            let worker = worker.spawn(move || work(&state, number));
            worker.expect("the operating system starts a thread")
        };
        Self {
            threads: Mutex::new((0..workers).map(start).collect()),
            state,
        }
    }

    /// Hands in `task`.
    pub fn execute<F>(&self, task: F)
    where
        F: FnOnce() + Send + 'static,
    {
        let mut state = self.state.lock();
        if state.shut_down {
            return;
        }
        match state.line.pop_front() {
            Some((number, worker)) => {
                state.hands[number] = Hand::Given(Box::new(task));
                worker.unpark();
            }
            None => state.queue.push_back(Box::new(task)),
        }
    }

    /// Returns when every task is done: when all workers are idle, or gone.
    pub fn join(&self) {
        let mut state = self.state.lock();
        while !state.is_quiet() {
            state.joining.push(thread::current());
            drop(state);
            thread::park();
            state = self.state.lock();
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
        self.end(VecDeque::new);
    }

    /// Ends the pool at once; returns how many tasks were discarded.
    pub fn shutdown_now(&self) -> usize {
        let mut state = self.state.lock();
        state.shut_down = true;
        let mut discarded = std::mem::take(&mut state.queue);
        let State { hands, .. } = &mut *state;
        for hand in hands {
            // Given is not begun: it goes back to the others.
            if matches!(hand, Hand::Given(_))
                && let Hand::Given(task) = std::mem::replace(hand, Hand::Dismissed)
            {
                discarded.push_back(task);
            }
        }
        state.tell_if_quiet();
        drop(state);
        let count = discarded.len();
        self.end(|| discarded);
        count
    }

    /// Dismisses the idle workers, drops what there is to drop, and waits for the threads.
    fn end(&self, discarded: impl FnOnce() -> VecDeque<Task>) {
        let mut state = self.state.lock();
        state.shut_down = true;
        while let Some((number, worker)) = state.line.pop_front() {
            state.hands[number] = Hand::Dismissed;
            worker.unpark();
        }
        drop(state);
        drop(discarded());
        let mut threads = self.threads.lock();
        for thread in threads.drain(..) {
            thread.join().expect("no worker panics");
        }
    }
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl State {
    /// Says whether no task is queued, given or running.
    fn is_quiet(&self) -> bool {
        let quiet = |hand: &Hand| matches!(hand, Hand::Idle | Hand::Dismissed);
        self.queue.is_empty() && self.hands.iter().all(quiet)
    }

    fn tell_if_quiet(&mut self) {
        if self.is_quiet() {
            self.joining.drain(..).for_each(|thread| thread.unpark());
        }
    }
}

/// Gets the next task for worker `number`, from the queue or out of its own hands.
fn next_task(state: &Mutex<State>, number: usize) -> Option<Task> {
    let mut state_now = state.lock();
    if let Some(task) = state_now.queue.pop_front() {
        state_now.hands[number] = Hand::Busy;
        return Some(task);
    }
    if state_now.shut_down {
        state_now.hands[number] = Hand::Dismissed;
        state_now.tell_if_quiet();
        return None;
    }
    state_now.hands[number] = Hand::Idle;
    state_now.line.push_back((number, thread::current()));
    state_now.tell_if_quiet();
    while matches!(state_now.hands[number], Hand::Idle) {
        drop(state_now);
        thread::park();
        state_now = state.lock();
    }
    match std::mem::replace(&mut state_now.hands[number], Hand::Busy) {
        Hand::Given(task) => Some(task),
        other => {
            state_now.hands[number] = other;
            None
        }
    }
}

fn work(state: &Mutex<State>, number: usize) {
    while let Some(task) = next_task(state, number) {
        let _ = catch_unwind(AssertUnwindSafe(task));
    }
}
