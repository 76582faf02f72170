//! Steps 1 and 2: a bounded queue that makes threads wait, and that can be closed.

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
///
/// # Examples
///
/// ```
/// use producer_consumer::BoundedQueue;
///
/// let queue = BoundedQueue::new(2);
/// queue.push("first")?;
/// queue.push("second")?;
/// assert_eq!(queue.pop(), Some("first"));
/// # Ok::<(), producer_consumer::PushError<&str>>(())
/// ```
pub struct BoundedQueue<T> {
    /// The most items that the queue holds at any time; at least 1.
    capacity: usize,
    /// Everything that changes. Whoever looks at it or changes it holds this lock.
    state: Mutex<State<T>>,
    // Step 1: where does a thread sleep that finds the queue full, or empty? Add it here.
}

/// The part of a [`BoundedQueue`] that its lock guards.
struct State<T> {
    /// The waiting items, the oldest in front; never more than `capacity`.
    items: VecDeque<T>,
    // Step 2: what must the queue remember once it is closed? Add it here.
}

impl<T> BoundedQueue<T> {
    /// Creates an empty, open queue.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0: such a queue could never hold an item.
    pub fn new(capacity: usize) -> Self {
        todo!("step 1: refuse a capacity of 0, then build the empty queue")
    }

    /// Adds `item` behind all the others.
    ///
    /// # Errors
    ///
    /// If the queue is closed, be it while this call waits: the error holds `item`.
    ///
    /// # Blocking
    ///
    /// Waits while the queue is full. A pop that makes room ends the wait, and so does closing.
    pub fn push(&self, item: T) -> Result<(), PushError<T>> {
        todo!("step 1: wait for room, add the item at the back, wake a consumer")
    }

    /// Takes the oldest item; returns `None` once the queue is closed and nothing is left in it.
    ///
    /// # Blocking
    ///
    /// Waits while the queue is empty and open. A push ends the wait, and so does closing.
    pub fn pop(&self) -> Option<T> {
        todo!("step 1: wait for an item, take it from the front, wake a producer")
    }

    /// Closes the queue: from now on pushes are refused, and pops empty it and then return `None`.
    ///
    /// Closing a closed queue changes nothing.
    ///
    /// # Blocking
    ///
    /// Does not wait for anything but the lock, and ends every wait in [`push`](Self::push) and
    /// [`pop`](Self::pop).
    pub fn close(&self) {
        todo!("step 2: remember that the queue is closed, wake every thread that waits")
    }

    /// Says whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        todo!("step 2: say whether the queue is closed")
    }

    /// Returns the number of items that wait in the queue; other threads may change it at once.
    pub fn len(&self) -> usize {
        todo!("step 1: count the items")
    }

    /// Says whether no item waits in the queue; other threads may change that at once.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the most items that the queue holds at any time.
    pub fn capacity(&self) -> usize {
        self.capacity
    }
}
