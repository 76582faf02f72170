//! The mechanism behind both queues: a buffer, a mutex, and two condition variables.

use std::fmt;

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Condvar, Mutex, MutexGuard};

use crate::deadline::Deadline;
use crate::{PopTimeoutError, PushManyError, PushTimeoutError};

/// Room allocated at the start; beyond it the buffer grows with use, so that a huge capacity costs
/// nothing until it is needed.
const PREALLOCATED_ITEMS: usize = 256;

/// A closable first-in-first-out buffer of bounded capacity that threads can wait on.
///
/// The queues are thin faces of it. Each operation exists once, with a [`Deadline`] that makes it
/// `try_x`, `x_timeout` or `x`.
pub(crate) struct Fifo<T> {
    state: Mutex<State<T>>,
    /// Poppers wait here for an item, or for the end of the queue.
    not_empty: Condvar,
    /// Pushers wait here for room, or for the end of the queue.
    not_full: Condvar,
    /// The most items that the buffer may hold: 1 or more.
    capacity: usize,
}

/// What the mutex guards.
struct State<T> {
    /// The front is the oldest item. Never more than `capacity` items.
    items: VecDeque<T>,
    /// Whether `close` was called. Never goes back to `false`.
    closed: bool,
    /// The most items that there have been at a time.
    high_water: usize,
    /// Threads that wait on `not_empty`, with those that were woken and have yet to get the mutex.
    waiting_pops: usize,
    /// Threads that wait on `not_full`, counted likewise.
    waiting_pushes: usize,
}

impl<T> Fifo<T> {
    /// Makes an empty buffer; panics if `capacity` is 0.
    pub(crate) fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a queue needs a capacity of at least 1");
        Self {
            state: Mutex::new(State {
                items: VecDeque::with_capacity(capacity.min(PREALLOCATED_ITEMS)),
                closed: false,
                high_water: 0,
                waiting_pops: 0,
                waiting_pushes: 0,
            }),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            capacity,
        }
    }

    /// Pushes `item`, waiting for room until `deadline`.
    ///
    /// Calls `accepted` once it is certain that the item goes in, and before anyone can pop it. It
    /// runs under the lock.
    pub(crate) fn push(
        &self,
        item: T,
        deadline: Deadline,
        accepted: impl FnOnce(),
    ) -> Result<(), PushTimeoutError<T>> {
        let mut state = self.state.lock();
        self.wait_for_room(&mut state, deadline);
        if state.closed {
            return Err(PushTimeoutError::Closed(item));
        }
        if state.items.len() == self.capacity {
            return Err(PushTimeoutError::Timeout(item));
        }
        accepted();
        state.items.push_back(item);
        self.unlock_after_push(state, 1);
        Ok(())
    }

    /// Pushes `items` in as few batches as there is room for, waiting as long as it takes.
    ///
    /// Calls `accepted` as [`push`](Self::push) does, with the length of each batch.
    pub(crate) fn push_many(
        &self,
        items: impl IntoIterator<Item = T>,
        accepted: impl Fn(usize),
    ) -> Result<(), PushManyError<T>> {
        // Collected before locking: the iterator is the caller's code, which may panic, take long,
        // or use this very queue.
        let mut rest = items.into_iter().collect::<Vec<_>>().into_iter();
        while rest.len() > 0 {
            let mut state = self.state.lock();
            self.wait_for_room(&mut state, Deadline::Never);
            if state.closed {
                return Err(PushManyError(rest.collect()));
            }
            let batch = rest.len().min(self.capacity - state.items.len());
            accepted(batch);
            state.items.extend(rest.by_ref().take(batch));
            self.unlock_after_push(state, batch);
        }
        Ok(())
    }

    /// Pops an item, waiting for one until `deadline`.
    pub(crate) fn pop(&self, deadline: Deadline) -> Result<T, PopTimeoutError> {
        let mut state = self.state.lock();
        self.wait_for_item(&mut state, deadline);
        match state.items.pop_front() {
            Some(item) => {
                self.unlock_after_pop(state, 1);
                Ok(item)
            }
            None if state.closed => Err(PopTimeoutError::Closed),
            None => Err(PopTimeoutError::Timeout),
        }
    }

    /// Pops 1 to `max` items, waiting for the first as long as it takes; `None` at the end of the
    /// queue.
    pub(crate) fn pop_many(&self, max: usize) -> Option<Vec<T>> {
        assert!(max > 0, "a batch needs room for at least 1 item");
        let mut state = self.state.lock();
        self.wait_for_item(&mut state, Deadline::Never);
        let batch = self.take_batch(state, max);
        // Who waits without a deadline finds an item, or the end of the queue.
        (!batch.is_empty()).then_some(batch)
    }

    /// Pops all items that are there, without waiting.
    pub(crate) fn drain(&self) -> Vec<T> {
        let state = self.state.lock();
        self.take_batch(state, usize::MAX)
    }

    /// Refuses pushes from now on, lets pops end once the items are out, and wakes everybody.
    pub(crate) fn close(&self) {
        {
            let mut state = self.state.lock();
            if state.closed {
                return; // whoever waited is woken by the first call
            }
            state.closed = true;
        }
        // All, since each can go on now: pushers to be refused, poppers to drain or to end.
        self.not_empty.notify_all();
        self.not_full.notify_all();
    }

    /// Returns whether `close` was called.
    pub(crate) fn is_closed(&self) -> bool {
        self.state.lock().closed
    }

    /// Returns how many items are there.
    pub(crate) fn len(&self) -> usize {
        self.state.lock().items.len()
    }

    /// Returns the most items that there have been at a time.
    pub(crate) fn high_water(&self) -> usize {
        self.state.lock().high_water
    }

    /// Returns the most items that may be there.
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Writes what the `Debug` of a queue called `name` shows. The items are not required to have
    /// one.
    pub(crate) fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (len, closed) = {
            let state = self.state.lock();
            (state.items.len(), state.closed)
        };
        f.debug_struct(name)
            .field("len", &len)
            .field("capacity", &self.capacity)
            .field("closed", &closed)
            .finish_non_exhaustive()
    }

    /// Takes out up to `max` items, without waiting.
    fn take_batch(&self, mut state: MutexGuard<'_, State<T>>, max: usize) -> Vec<T> {
        let count = state.items.len().min(max);
        let batch = state.items.drain(..count).collect();
        self.unlock_after_pop(state, count);
        batch
    }

    /// Waits while the buffer is full and open, until `deadline`.
    fn wait_for_room(&self, state: &mut MutexGuard<'_, State<T>>, deadline: Deadline) {
        // Awaited: room, or the end of the queue.
        while state.items.len() == self.capacity && !state.closed {
            state.waiting_pushes += 1;
            let passed = deadline.wait(&self.not_full, state);
            state.waiting_pushes -= 1;
            if passed {
                return; // the caller looks whether there is room all the same
            }
        }
    }

    /// Waits while the buffer is empty and open, until `deadline`.
    fn wait_for_item(&self, state: &mut MutexGuard<'_, State<T>>, deadline: Deadline) {
        // Awaited: an item, or the end of the queue.
        while state.items.is_empty() && !state.closed {
            state.waiting_pops += 1;
            let passed = deadline.wait(&self.not_empty, state);
            state.waiting_pops -= 1;
            if passed {
                return; // the caller looks whether there is an item all the same
            }
        }
    }

    /// Notes the high-water mark, unlocks, and wakes as many poppers as the `pushed` items can serve.
    fn unlock_after_push(&self, mut state: MutexGuard<'_, State<T>>, pushed: usize) {
        state.high_water = state.high_water.max(state.items.len());
        let waiting = state.waiting_pops;
        drop(state); // first, so that those who are woken do not run into the lock
        wake(&self.not_empty, waiting, pushed);
    }

    /// Unlocks, and wakes as many pushers as find room where the `popped` items were.
    fn unlock_after_pop(&self, state: MutexGuard<'_, State<T>>, popped: usize) {
        let waiting = state.waiting_pushes;
        drop(state); // first, so that those who are woken do not run into the lock
        wake(&self.not_full, waiting, popped);
    }
}

/// Wakes one of `waiting` threads for each of the `places`: items to pop, or room to push.
///
/// With fewer, a thread would sleep beside an item that it could have. That no wake-up is lost
/// rests on every woken thread looking at the buffer before it leaves, also the one whose time is
/// up.
fn wake(condvar: &Condvar, waiting: usize, places: usize) {
    if places < waiting {
        for _ in 0..places {
            condvar.notify_one();
        }
    } else if waiting > 0 {
        condvar.notify_all(); // there is a place for each
    }
}
