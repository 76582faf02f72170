//! Unusual: each thread that waits has a condvar of its own and stands in line; who came first is
//! woken first, and goes first.

use std::error::Error;
use std::fmt;

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Arc, Condvar, Mutex, MutexGuard};

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
    state: Mutex<State<T>>,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
    /// Producers and consumers, each in the order in which they came.
    producers: Line,
    consumers: Line,
}

/// Threads in the order in which they came, each with the condvar on which it alone sleeps.
type Line = VecDeque<Arc<Condvar>>;

impl<T> BoundedQueue<T> {
    /// Creates an empty, open queue.
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a queue of capacity 0 can never hold an item");
        let state = State {
            items: VecDeque::new(),
            closed: false,
            producers: Line::new(),
            consumers: Line::new(),
        };
        Self {
            capacity,
            state: Mutex::new(state),
        }
    }

    /// Adds `item` behind all the others.
    pub fn push(&self, item: T) -> Result<(), PushError<T>> {
        let mut state = self.wait_in_line(
            |state| &mut state.producers,
            |state| state.items.len() < self.capacity,
        );
        if state.closed {
            return Err(PushError(item));
        }
        state.items.push_back(item);
        self.wake_first_in_line(&state);
        Ok(())
    }

    /// Takes the oldest item; returns `None` once the queue is closed and nothing is left in it.
    pub fn pop(&self) -> Option<T> {
        let mut state = self.wait_in_line(
            |state| &mut state.consumers,
            |state| !state.items.is_empty(),
        );
        let item = state.items.pop_front()?;
        self.wake_first_in_line(&state);
        Some(item)
    }

    /// Queues up in `line`, and comes back when it is first and `ready` holds, or upon closing.
    fn wait_in_line(
        &self,
        line: impl Fn(&mut State<T>) -> &mut Line,
        ready: impl Fn(&State<T>) -> bool,
    ) -> MutexGuard<'_, State<T>> {
        let mut state = self.state.lock();
        if (line(&mut state).is_empty() && ready(&state)) || state.closed {
            return state;
        }
        let me = Arc::new(Condvar::new());
        line(&mut state).push_back(Arc::clone(&me));
        loop {
            me.wait(&mut state);
            let first = line(&mut state)
                .front()
                .is_some_and(|first| Arc::ptr_eq(first, &me));
            if (first && ready(&state)) || state.closed {
                line(&mut state).retain(|waiter| !Arc::ptr_eq(waiter, &me));
                return state;
            }
        }
    }

    /// Wakes the first of each line that can go on now.
    fn wake_first_in_line(&self, state: &State<T>) {
        if let (false, Some(consumer)) = (state.items.is_empty(), state.consumers.front()) {
            consumer.notify_one();
        }
        if let (true, Some(producer)) = (state.items.len() < self.capacity, state.producers.front())
        {
            producer.notify_one();
        }
    }

    /// Closes the queue.
    pub fn close(&self) {
        let mut state = self.state.lock();
        state.closed = true;
        for waiter in state.producers.iter().chain(&state.consumers) {
            waiter.notify_one();
        }
    }

    /// Says whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.state.lock().closed
    }

    /// Returns the number of items that wait in the queue.
    pub fn len(&self) -> usize {
        self.state.lock().items.len()
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
