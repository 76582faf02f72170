//! The mechanism behind both queues: a ring of slots, and a lock for each of its two ends.

mod ends;
#[cfg(all(test, not(loom)))]
mod tests;
mod waiting;

use pattern_sync::sync::atomic::Ordering::{Acquire, Release};
use std::fmt;

use crate::deadline::Deadline;
use crate::padded::Padded;
use crate::primitives::{AtomicBool, AtomicUsize, BriefMutex, BriefMutexGuard};
use crate::ring::Ring;
use crate::sleepers::Sleepers;
use crate::{PopTimeoutError, PushManyError, PushTimeoutError};

use ends::{Back, Front};

/// Room allocated at the start; beyond it the ring grows with use, so that a huge capacity costs
/// nothing until it is needed.
const PREALLOCATED_ITEMS: usize = 256;

/// A closable first-in-first-out buffer of bounded capacity that threads can wait on.
///
/// The queues are thin faces of it. Each operation exists once, with a [`Deadline`] that makes it
/// `try_x`, `x_timeout` or `x`.
///
/// # How it works
///
/// Items are numbered as they are pushed. `pushed` and `popped` say how many were, ever; between the
/// two lie the items of the queue, each in the slot of its number. A pusher holds the lock of the
/// *back*, puts items into slots and publishes them by raising `pushed`; a popper holds the lock of
/// the *front*, takes them out and publishes the room by raising `popped`. So the two do not wait
/// for each other, and a batch is one turn of the lock and one publication. Each end remembers what
/// it last saw of the other, and looks again only when that does not suffice: as long as there is
/// much in the queue and much room, neither touches the cache lines of the other.
///
/// Who finds nothing to pop waits for a change of `pushed`, which the lock of the back guards:
/// there it looks once more and enters itself as asleep. A pusher publishes under that lock, hence
/// either the item is seen or the sleeper is, and none sleeps beside an item. It costs a pusher
/// nothing to look, since the entry lies beside its own data. Pushers wait for room in the same way,
/// at the front.
pub(crate) struct Fifo<T> {
    back: Padded<BriefMutex<Back<T>>>,
    front: Padded<BriefMutex<Front<T>>>,
    /// Items pushed ever, wrapping around. Raised under the lock of the back; releases what is in
    /// the slots before it to whoever acquires it.
    pushed: Padded<AtomicUsize>,
    /// Items popped ever, wrapping around. Raised under the lock of the front; releases the empty
    /// slots before it.
    popped: Padded<AtomicUsize>,
    /// Poppers that wait for an item, or for the end of the queue.
    poppers: Padded<Sleepers>,
    /// Pushers that wait for room, or for the end of the queue.
    pushers: Padded<Sleepers>,
    /// Whether `close` was called. Set under the lock of the back; never goes back to `false`.
    closed: AtomicBool,
    /// The most items that may be there: 1 or more.
    capacity: usize,
}

impl<T> Fifo<T> {
    /// Makes an empty buffer; panics if `capacity` is 0.
    pub(crate) fn new(capacity: usize) -> Self {
        Self::growing_from(PREALLOCATED_ITEMS, 0, capacity)
    }

    /// Makes an empty buffer whose ring has room for `room` items at first, and whose first item has
    /// the number `start`: tests let the ring grow soon, and the numbers wrap around.
    pub(crate) fn growing_from(room: usize, start: usize, capacity: usize) -> Self {
        assert!(capacity > 0, "a queue needs a capacity of at least 1");
        let ring = Ring::with_room(room.min(capacity));
        Self {
            back: Padded(BriefMutex::new(Back::new(start, ring.clone()))),
            front: Padded(BriefMutex::new(Front::new(start, ring))),
            pushed: Padded(AtomicUsize::new(start)),
            popped: Padded(AtomicUsize::new(start)),
            poppers: Padded(Sleepers::new()),
            pushers: Padded(Sleepers::new()),
            closed: AtomicBool::new(false),
            capacity,
        }
    }

    /// Pushes `item`, waiting for room until `deadline`.
    #[inline]
    pub(crate) fn push(&self, item: T, deadline: Deadline) -> Result<(), PushTimeoutError<T>> {
        let mut back = self.back.lock();
        if !self.has_room(&mut back, 1) {
            back = self.wait_for_room(back, deadline);
        }
        if self.is_closed() {
            return Err(PushTimeoutError::Closed(item));
        }
        if !self.has_room(&mut back, 1) {
            return Err(PushTimeoutError::Timeout(item));
        }
        back.put(item);
        self.publish_push(back, 1);
        Ok(())
    }

    /// Pushes `items` in as few batches as there is room for, waiting as long as it takes.
    pub(crate) fn push_many(
        &self,
        items: impl IntoIterator<Item = T>,
    ) -> Result<(), PushManyError<T>> {
        // Collected before locking: the iterator is the caller's code, which may panic, take long,
        // or use this very queue.
        let mut rest = items.into_iter().collect::<Vec<_>>().into_iter();
        while rest.len() > 0 {
            let mut back = self.back.lock();
            if !self.has_room(&mut back, 1) {
                back = self.wait_for_room(back, Deadline::Never);
            }
            if self.is_closed() {
                return Err(PushManyError(rest.collect()));
            }
            // Who waits without a deadline finds room, or the end of the queue.
            let batch = self.room_for(&mut back, rest.len());
            rest.by_ref().take(batch).for_each(|item| back.put(item));
            self.publish_push(back, batch);
        }
        Ok(())
    }

    /// Pops an item, waiting for one until `deadline`.
    #[inline]
    pub(crate) fn pop(&self, deadline: Deadline) -> Result<T, PopTimeoutError> {
        let mut front = self.front.lock();
        let mut closed = false;
        if self.items_up_to(&mut front, 1) == 0 {
            front = self.wait_for_item(front, deadline);
            // The flag first: once it is set nothing is pushed, and the look that follows is final.
            closed = self.is_closed();
            self.items_up_to(&mut front, 1);
        }
        match front.take() {
            Some(item) => {
                self.publish_pop(front, 1);
                Ok(item)
            }
            None if closed => Err(PopTimeoutError::Closed),
            None => Err(PopTimeoutError::Timeout),
        }
    }

    /// Pops 1 to `max` items, waiting for the first as long as it takes; `None` at the end of the
    /// queue.
    pub(crate) fn pop_many(&self, max: usize) -> Option<Vec<T>> {
        assert!(max > 0, "a batch needs room for at least 1 item");
        let mut front = self.front.lock();
        if self.items_up_to(&mut front, 1) == 0 {
            front = self.wait_for_item(front, Deadline::Never);
        }
        let batch = self.take_batch(front, max);
        // Who waits without a deadline finds an item, or the end of the queue.
        (!batch.is_empty()).then_some(batch)
    }

    /// Pops all items that are there, without waiting.
    pub(crate) fn drain(&self) -> Vec<T> {
        let front = self.front.lock();
        self.take_batch(front, usize::MAX)
    }

    /// Refuses pushes from now on, lets pops end once the items are out, and wakes everybody.
    pub(crate) fn close(&self) {
        let poppers = {
            let mut back = self.back.lock();
            // Release: partner of the acquire in `is_closed`.
            self.closed.store(true, Release);
            back.poppers.wake_all()
        };
        // Only now: a pusher that looked at the flag before is entered by the time of this lock.
        let pushers = self.front.lock().pushers.wake_all();
        // All, since each can go on now: poppers to drain or to end, pushers to be refused.
        self.poppers.wake(poppers);
        self.pushers.wake(pushers);
    }

    /// Returns whether `close` was called.
    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        // Acquire: partner of the release in `close`. What was pushed before the end is visible to
        // whoever is told of the end.
        self.closed.load(Acquire)
    }

    /// Returns how many items are there.
    pub(crate) fn len(&self) -> usize {
        // Under the lock, lest items be popped between the two looks.
        let front = self.front.lock();
        self.pushed.load(Acquire).wrapping_sub(front.popped())
    }

    /// Returns the most items that there have been at a time.
    pub(crate) fn high_water(&self) -> usize {
        self.back.lock().high_water
    }

    /// Returns the most items that may be there.
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Returns where the number of items pushed ever can be read.
    pub(crate) fn pushed(&self) -> &AtomicUsize {
        &self.pushed
    }

    /// Writes what the `Debug` of a queue called `name` shows. The items are not required to have
    /// one.
    pub(crate) fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("len", &self.len())
            .field("capacity", &self.capacity)
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }

    /// Takes out up to `max` items, without waiting.
    fn take_batch(&self, mut front: BriefMutexGuard<'_, Front<T>>, max: usize) -> Vec<T> {
        let count = self.items_up_to(&mut front, max);
        let mut batch = Vec::with_capacity(count);
        batch.extend((0..count).map_while(|_| front.take()));
        self.publish_pop(front, count);
        batch
    }
}

impl<T> Drop for Fifo<T> {
    fn drop(&mut self) {
        // The ring forgets what is in it. If the drop of an item panics, the vector goes on with
        // the others.
        drop(self.drain());
    }
}
