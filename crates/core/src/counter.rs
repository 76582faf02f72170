//! A count that threads can wait on to reach zero: what `join`, `WaitGroup` and `Latch` share.

use std::fmt;

use crate::deadline::Deadline;
use crate::primitives::{Condvar, Mutex};

/// A count of what is outstanding; whoever waits for zero is woken when it gets there.
///
/// # Memory ordering
///
/// What a thread did before it lowered the count *happens before* what a waiter does after its wait
/// for the zero that this led to.
pub(crate) struct Counter {
    state: Mutex<State>,
    /// Waiters wait here for the count to reach zero.
    reached_zero: Condvar,
}

/// What the mutex guards.
struct State {
    /// What is outstanding.
    count: usize,
    /// How often the count came down to zero. A waiter that sees this change is released, even if
    /// the count went up again before it got the mutex back.
    zeros: u64,
}

/// The count would have gone below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BelowZero;

impl Counter {
    /// Makes a counter that starts at `count`.
    pub(crate) fn new(count: usize) -> Self {
        Self {
            state: Mutex::new(State { count, zeros: 0 }),
            reached_zero: Condvar::new(),
        }
    }

    /// Raises the count by `more`.
    pub(crate) fn add(&self, more: usize) {
        self.state.lock().count += more;
    }

    /// Lowers the count by `less`, and wakes the waiters if that makes it zero.
    ///
    /// Changes nothing and returns an error if there is less than `less` to take away.
    pub(crate) fn subtract(&self, less: usize) -> Result<(), BelowZero> {
        let mut state = self.state.lock();
        let rest = state.count.checked_sub(less).ok_or(BelowZero)?;
        let reached_zero = rest == 0 && less > 0;
        state.count = rest;
        state.zeros += u64::from(reached_zero);
        drop(state);
        if reached_zero {
            self.reached_zero.notify_all(); // all wait for the same thing
        }
        Ok(())
    }

    /// Waits until the count is zero, or `deadline`; returns whether it was zero at some moment
    /// during the call. A recording says that the wait was for `what`.
    pub(crate) fn wait_for_zero(&self, what: &str, deadline: Deadline) -> bool {
        let mut state = self.state.lock();
        let zeros = state.zeros;
        let mut passed = false;
        // Awaited: zero, now or at any time since this thread began to wait.
        while state.count > 0 && state.zeros == zeros {
            if passed {
                return false;
            }
            passed = deadline.wait(what, &self.reached_zero, &mut state);
        }
        true
    }

    /// Returns the count.
    pub(crate) fn get(&self) -> usize {
        self.state.lock().count
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
