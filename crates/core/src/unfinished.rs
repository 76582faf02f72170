//! How many items of a `JoinableQueue` are unfinished: those pushed ever, less those marked done.

use pattern_sync::sync::atomic::Ordering::Acquire;

use crate::counter::BelowZero;
use crate::deadline::Deadline;
use crate::labels::END_OF_ITEMS;
use crate::primitives::{AtomicUsize, Condvar, Mutex};

/// The items of a queue that were marked done.
///
/// Items that were pushed need no count of their own: the queue numbers them. So a push costs
/// nothing here, and an item is unfinished from the very moment at which it can be popped.
pub(crate) struct Done {
    state: Mutex<State>,
    /// Joiners wait here for everything to be done.
    all_done: Condvar,
}

/// What the mutex guards.
struct State {
    /// Items marked done ever, wrapping around as their numbers do.
    count: usize,
    /// How often everything came to be done. A joiner that sees this change is released, even if
    /// more was pushed before it got the mutex back.
    times_all_done: u64,
}

/// What is unfinished of one queue: its items, against those marked done.
#[derive(Clone, Copy)]
pub(crate) struct Unfinished<'a> {
    pub(crate) pushed: &'a AtomicUsize,
    pub(crate) done: &'a Done,
}

impl Done {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::new(State {
                count: 0,
                times_all_done: 0,
            }),
            all_done: Condvar::new(),
        }
    }
}

impl Unfinished<'_> {
    /// Marks `count` items done, and wakes the joiners if nothing is left.
    ///
    /// Changes nothing and returns an error if there are fewer than that.
    pub(crate) fn mark_done(self, count: usize) -> Result<(), BelowZero> {
        let mut state = self.done.state.lock();
        let rest = self.beyond(&state).checked_sub(count).ok_or(BelowZero)?;
        let all_done = rest == 0 && count > 0;
        state.count = state.count.wrapping_add(count);
        state.times_all_done += u64::from(all_done);
        drop(state);
        if all_done {
            self.done.all_done.notify_all(); // all wait for the same thing
        }
        Ok(())
    }

    /// Waits until nothing is unfinished, or `deadline`; returns whether that was so at some moment
    /// during the call.
    pub(crate) fn wait_for_none(self, deadline: Deadline) -> bool {
        let mut state = self.done.state.lock();
        let times_all_done = state.times_all_done;
        let mut passed = false;
        // Awaited: nothing unfinished, now or at any time since this thread began to wait.
        while self.beyond(&state) > 0 && state.times_all_done == times_all_done {
            if passed {
                return false;
            }
            passed = deadline.wait(END_OF_ITEMS, &self.done.all_done, &mut state);
        }
        true
    }

    /// Returns how many items are unfinished.
    pub(crate) fn get(self) -> usize {
        let state = self.done.state.lock();
        self.beyond(&state)
    }

    /// Returns how many items were pushed beyond those that were marked done.
    fn beyond(self, state: &State) -> usize {
        // Acquire: partner of the queue's publication. Whoever popped an item sees it counted, and
        // so does whoever waits for what it pushed itself.
        self.pushed.load(Acquire).wrapping_sub(state.count)
    }
}
