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
    // <solution>
    /// Where consumers sleep while the queue is empty and open.
    not_empty: Condvar,
    /// Where producers sleep while the queue is full and open.
    not_full: Condvar,
    // <stub>
    // // Step 1: where does a thread sleep that finds the queue full, or empty? Add it here.
    // </stub>
}

/// The part of a [`BoundedQueue`] that its lock guards.
struct State<T> {
    /// The waiting items, the oldest in front; never more than `capacity`.
    items: VecDeque<T>,
    // <solution>
    /// Whether [`BoundedQueue::close`] was called; never goes back to `false`.
    closed: bool,
    // <stub>
    // // Step 2: what must the queue remember once it is closed? Add it here.
    // </stub>
}

impl<T> BoundedQueue<T> {
    /// Creates an empty, open queue.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0: such a queue could never hold an item.
    pub fn new(capacity: usize) -> Self {
        // <solution>
        assert!(capacity > 0, "a queue of capacity 0 can never hold an item");
        Self {
            capacity,
            state: Mutex::new(State {
                items: VecDeque::with_capacity(capacity),
                closed: false,
            }),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
        }
        // <stub>
        // todo!("step 1: refuse a capacity of 0, then build the empty queue")
        // </stub>
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
        // <solution>
        let mut state = self.state.lock();
        // Until there is room, or nobody may come in any more. Looked at again after every wake-up:
        // another producer may have been faster, and a condvar may wake without any notify.
        while state.items.len() == self.capacity && !state.closed {
            self.not_full.wait(&mut state);
        }
        if state.closed {
            return Err(PushError(item));
        }
        state.items.push_back(item);
        // One item came, so one consumer is enough, and only consumers wait here.
        self.not_empty.notify_one();
        Ok(())
        // <stub>
        // todo!("step 1: wait for room, add the item at the back, wake a consumer")
        // </stub>
    }

    /// Takes the oldest item; returns `None` once the queue is closed and nothing is left in it.
    ///
    /// # Blocking
    ///
    /// Waits while the queue is empty and open. A push ends the wait, and so does closing.
    pub fn pop(&self) -> Option<T> {
        // <solution>
        let mut state = self.state.lock();
        // Until there is an item, or none will ever come.
        while state.items.is_empty() && !state.closed {
            self.not_empty.wait(&mut state);
        }
        // What was accepted before the queue closed is still handed out: `None` only when drained.
        let item = state.items.pop_front()?;
        // One place became free, so one producer is enough, and only producers wait here.
        self.not_full.notify_one();
        Some(item)
        // <stub>
        // todo!("step 1: wait for an item, take it from the front, wake a producer")
        // </stub>
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
        // <solution>
        self.state.lock().closed = true;
        // All, not one: each thread that sleeps here was waiting for something that may never come.

        self.not_full.notify_all();
        // <stub>
        // todo!("step 2: remember that the queue is closed, wake every thread that waits")
        // </stub>
    }

    /// Says whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        // <solution>
        self.state.lock().closed
        // <stub>
        // todo!("step 2: say whether the queue is closed")
        // </stub>
    }

    /// Returns the number of items that wait in the queue; other threads may change it at once.
    pub fn len(&self) -> usize {
        // <solution>
        self.state.lock().items.len()
        // <stub>
        // todo!("step 1: count the items")
        // </stub>
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
