//! Unusual: producers and consumers sleep on one condvar, and every notify wakes them all.

use std::error::Error;
use std::fmt;

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Condvar, Mutex};

/// Says that a push was refused because the queue is closed, and hands the item back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PushError<T>(pub T);

impl<T> fmt::Display for PushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the queue is closed")
    }
}

impl<T: fmt::Debug> Error for PushError<T> {}

/// Holds at most `capacity` items, first in first out, between any number of threads.
pub struct BoundedQueue<T> {
    capacity: usize,
    /// The waiting items, and whether the queue is closed.
    state: Mutex<(VecDeque<T>, bool)>,
    /// Signalled at every change; each sleeper looks whether the change was for it.
    changed: Condvar,
}

impl<T> BoundedQueue<T> {
    /// Creates an empty, open queue.
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a queue of capacity 0 can never hold an item");
        Self {
            capacity,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Adds `item` behind all the others.
    pub fn push(&self, item: T) -> Result<(), PushError<T>> {
        let mut state = self.state.lock();
        self.changed.wait_while(&mut state, |(items, closed)| {
            items.len() >= self.capacity && !*closed
        });
        let (items, closed) = &mut *state;
        if *closed {
            return Err(PushError(item));
        }
        items.push_back(item);
        drop(state);
        // After the unlock: those who wake find the lock free.
        self.changed.notify_all();
        Ok(())
    }

    /// Takes the oldest item; returns `None` once the queue is closed and nothing is left in it.
    pub fn pop(&self) -> Option<T> {
        let mut state = self.state.lock();
        self.changed
            .wait_while(&mut state, |(items, closed)| items.is_empty() && !*closed);
        let item = state.0.pop_front();
        drop(state);
        self.changed.notify_all();
        item
    }

    /// Closes the queue.
    pub fn close(&self) {
        self.state.lock().1 = true;
        self.changed.notify_all();
    }

    /// Says whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.state.lock().1
    }

    /// Returns the number of items that wait in the queue.
    pub fn len(&self) -> usize {
        self.state.lock().0.len()
    }

    /// Says whether no item waits in the queue.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the most items that the queue holds at any time.
    pub fn capacity(&self) -> usize {
        self.capacity
    }
}
