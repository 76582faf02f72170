//! Unusual: two counting semaphores, built by hand, count the free places and the items.

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

/// Holds permits that threads take one by one, and that can be switched to "no more waiting".
struct Semaphore {
    /// How many permits there are, and whether nobody waits any more.
    state: Mutex<(usize, bool)>,
    /// Where threads sleep until there is a permit.
    free: Condvar,
}

impl Semaphore {
    fn new(permits: usize) -> Self {
        Self {
            state: Mutex::new((permits, false)),
            free: Condvar::new(),
        }
    }

    /// Takes a permit, sleeps while there is none; comes back without one after `stop_waiting`.
    fn acquire(&self) {
        let mut state = self.state.lock();
        while state.0 == 0 && !state.1 {
            self.free.wait(&mut state);
        }
        state.0 = state.0.saturating_sub(1);
    }

    /// Gives one permit back.
    fn release(&self) {
        self.state.lock().0 += 1;
        self.free.notify_one();
    }

    /// Lets everyone through, now and later.
    fn stop_waiting(&self) {
        self.state.lock().1 = true;
        self.free.notify_all();
    }
}

/// Holds at most `capacity` items, first in first out, between any number of threads.
pub struct BoundedQueue<T> {
    capacity: usize,
    /// One permit per free place.
    places: Semaphore,
    /// One permit per item.
    filled: Semaphore,
    /// The items, and whether the queue is closed: both under one lock, so that nothing is accepted
    /// after somebody was told that nothing will come.
    state: Mutex<(VecDeque<T>, bool)>,
}

impl<T> BoundedQueue<T> {
    /// Creates an empty, open queue.
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a queue of capacity 0 can never hold an item");
        Self {
            capacity,
            places: Semaphore::new(capacity),
            filled: Semaphore::new(0),
            state: Mutex::default(),
        }
    }

    /// Adds `item` behind all the others.
    pub fn push(&self, item: T) -> Result<(), PushError<T>> {
        self.places.acquire();
        {
            let (items, closed) = &mut *self.state.lock();
            if *closed {
                return Err(PushError(item));
            }
            items.push_back(item);
        }
        self.filled.release();
        Ok(())
    }

    /// Takes the oldest item; returns `None` once the queue is closed and nothing is left in it.
    pub fn pop(&self) -> Option<T> {
        self.filled.acquire();
        let item = self.state.lock().0.pop_front()?;
        self.places.release();
        Some(item)
    }

    /// Closes the queue.
    pub fn close(&self) {
        self.state.lock().1 = true;
        self.places.stop_waiting();
        self.filled.stop_waiting();
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
