//! Unusual: items and count live under one lock, without the [`BoundedQueue`](crate::BoundedQueue).

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Condvar, Mutex};

use crate::PushError;

/// Hands out items, and lets threads wait until every one of them is done.
pub struct JoinableQueue<T> {
    capacity: usize,
    state: Mutex<State<T>>,
    not_empty: Condvar,
    not_full: Condvar,
    all_done: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    /// How many of the items that were taken are not done yet.
    in_work: usize,
    closed: bool,
}

impl<T> JoinableQueue<T> {
    /// Creates an empty, open queue.
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a queue of capacity 0 can never hold an item");
        Self {
            capacity,
            state: Mutex::new(State {
                items: VecDeque::new(),
                in_work: 0,
                closed: false,
            }),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            all_done: Condvar::new(),
        }
    }

    /// Adds `item` behind all the others.
    pub fn push(&self, item: T) -> Result<(), PushError<T>> {
        let mut state = self.state.lock();
        while state.items.len() >= self.capacity && !state.closed {
            self.not_full.wait(&mut state);
        }
        if state.closed {
            return Err(PushError(item));
        }
        state.items.push_back(item);
        self.not_empty.notify_one();
        Ok(())
    }

    /// Takes the oldest item; returns `None` once the queue is closed and nothing is left in it.
    pub fn pop(&self) -> Option<T> {
        let mut state = self.state.lock();
        loop {
            if let Some(item) = state.items.pop_front() {
                state.in_work += 1;
                self.not_full.notify_one();
                return Some(item);
            }
            if state.closed {
                return None;
            }
            self.not_empty.wait(&mut state);
        }
    }

    /// Marks one taken item as done.
    pub fn task_done(&self) {
        let mut state = self.state.lock();
        let in_work = state.in_work.checked_sub(1);
        state.in_work = in_work.expect("task_done called more often than items were taken");
        // Too often, and harmless: whoever wakes looks again.
        self.all_done.notify_all();
    }

    /// Returns when every item that was pushed has been marked done.
    pub fn join(&self) {
        let mut state = self.state.lock();
        while !state.items.is_empty() || state.in_work > 0 {
            self.all_done.wait(&mut state);
        }
    }

    /// Closes the queue.
    pub fn close(&self) {
        self.state.lock().closed = true;
        self.not_empty.notify_all();
        self.not_full.notify_all();
    }
}
