//! Unusual: the items lie in a ring of fixed size, with an index and a length, under one lock.

use std::error::Error;
use std::fmt;

use pattern_sync::sync::{Condvar, Mutex, MutexGuard};

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
    ring: Mutex<Ring<T>>,
    not_empty: Condvar,
    not_full: Condvar,
    capacity: usize,
}

struct Ring<T> {
    slots: Vec<Option<T>>,
    /// The slot of the oldest item.
    oldest: usize,
    /// How many slots are filled, from `oldest` on and around the end.
    len: usize,
    open: bool,
}

impl<T> BoundedQueue<T> {
    /// Creates an empty, open queue.
    pub fn new(capacity: usize) -> Self {
        if capacity == 0 {
            panic!("a queue of capacity 0 can never hold an item");
        }
        let slots = (0..capacity).map(|_| None).collect();
        Self {
            ring: Mutex::new(Ring {
                slots,
                oldest: 0,
                len: 0,
                open: true,
            }),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            capacity,
        }
    }

    /// Adds `item` behind all the others.
    pub fn push(&self, item: T) -> Result<(), PushError<T>> {
        let mut ring = self.wait(&self.not_full, |ring| ring.len < self.capacity);
        if !ring.open {
            return Err(PushError(item));
        }
        let free = (ring.oldest + ring.len) % self.capacity;
        ring.slots[free] = Some(item);
        ring.len += 1;
        self.not_empty.notify_one();
        Ok(())
    }

    /// Takes the oldest item; returns `None` once the queue is closed and nothing is left in it.
    pub fn pop(&self) -> Option<T> {
        let mut ring = self.wait(&self.not_empty, |ring| ring.len > 0);
        if ring.len == 0 {
            return None;
        }
        let oldest = ring.oldest;
        ring.oldest = (oldest + 1) % self.capacity;
        ring.len -= 1;
        self.not_full.notify_one();
        ring.slots[oldest].take()
    }

    /// Sleeps on `condvar` until `ready` holds or the queue is closed.
    fn wait(&self, condvar: &Condvar, ready: impl Fn(&Ring<T>) -> bool) -> MutexGuard<'_, Ring<T>> {
        let mut ring = self.ring.lock();
        loop {
            if ready(&ring) || !ring.open {
                return ring;
            }
            condvar.wait(&mut ring);
        }
    }

    /// Closes the queue.
    pub fn close(&self) {
        let mut ring = self.ring.lock();
        if ring.open {
            ring.open = false;
            self.not_empty.notify_all();
            self.not_full.notify_all();
        }
    }

    /// Says whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        !self.ring.lock().open
    }

    /// Returns the number of items that wait in the queue.
    pub fn len(&self) -> usize {
        self.ring.lock().len
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
