//! Unusual: producers and consumers each have a lock of their own, and the length is an atomic.
//!
//! After Java's `LinkedBlockingQueue`: a push and a pop meet only in the slot of the item.

use std::error::Error;
use std::fmt;

use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
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
    /// A ring; each slot has a lock only because safe code cannot share it otherwise.
    slots: Box<[Mutex<Option<T>>]>,
    /// Filled slots; raised under `tail`, lowered under `head`.
    len: AtomicUsize,
    /// Set under `tail`, so that no push can be between its look and its item.
    closed: AtomicBool,
    /// Where the next pop takes; the lock of the consumers.
    head: Mutex<usize>,
    /// Where consumers sleep, with `head`.
    not_empty: Condvar,
    /// Where the next push adds; the lock of the producers.
    tail: Mutex<usize>,
    /// Where producers sleep, with `tail`.
    not_full: Condvar,
}

impl<T> BoundedQueue<T> {
    /// Creates an empty, open queue.
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a queue of capacity 0 can never hold an item");
        Self {
            slots: (0..capacity).map(|_| Mutex::new(None)).collect(),
            len: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
            head: Mutex::new(0),
            not_empty: Condvar::new(),
            tail: Mutex::new(0),
            not_full: Condvar::new(),
        }
    }

    /// Adds `item` behind all the others.
    pub fn push(&self, item: T) -> Result<(), PushError<T>> {
        let mut tail = self.tail.lock();
        while !self.is_closed() && self.len() == self.capacity() {
            self.not_full.wait(&mut tail);
        }
        if self.is_closed() {
            return Err(PushError(item));
        }
        *self.slots[*tail].lock() = Some(item);
        *tail = (*tail + 1) % self.capacity();
        self.len.fetch_add(1, SeqCst);
        // Never both locks at once: no order of locking to keep.
        drop(tail);
        // Under the lock of the consumers, so that none is between its look and its sleep.
        let _head = self.head.lock();
        self.not_empty.notify_one();
        Ok(())
    }

    /// Takes the oldest item; returns `None` once the queue is closed and nothing is left in it.
    pub fn pop(&self) -> Option<T> {
        let mut head = self.head.lock();
        loop {
            // The flag first: what is seen as empty after the close stays empty.
            let closed = self.is_closed();
            if self.len() > 0 {
                break;
            }
            if closed {
                return None;
            }
            self.not_empty.wait(&mut head);
        }
        let item = self.slots[*head].lock().take();
        *head = (*head + 1) % self.capacity();
        self.len.fetch_sub(1, SeqCst);
        drop(head);
        let _tail = self.tail.lock();
        self.not_full.notify_one();
        item
    }

    /// Closes the queue.
    pub fn close(&self) {
        let tail = self.tail.lock();
        self.closed.store(true, SeqCst);
        self.not_full.notify_all();
        drop(tail);
        let _head = self.head.lock();
        self.not_empty.notify_all();
    }

    /// Says whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.closed.load(SeqCst)
    }

    /// Returns the number of items that wait in the queue.
    pub fn len(&self) -> usize {
        self.len.load(SeqCst)
    }

    /// Says whether no item waits in the queue.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the most items that the queue holds at any time.
    pub fn capacity(&self) -> usize {
        self.slots.len()
    }
}
