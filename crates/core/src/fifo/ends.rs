//! The two ends of the ring: what each lock guards, and how what was done there is published.
#![allow(
    unsafe_code,
    reason = "that a slot is one's own follows from the numbers, which no compiler follows"
)]

use pattern_sync::sync::atomic::Ordering::Acquire;
use std::mem;

use super::Fifo;
use crate::primitives::{BriefMutexGuard, publication};
use crate::ring::Ring;
use crate::sleepers::Asleep;

/// What the lock of the back guards: everything of pushing.
pub(super) struct Back<T> {
    /// Items pushed ever, with those about to be published.
    pushed: usize,
    /// Items popped ever, as last seen: there may be more room than that, never less.
    popped_seen: usize,
    /// The most items that there have been at a time. The ring has room for as many.
    pub(super) high_water: usize,
    /// Poppers that wait for an item, or for the end of the queue.
    pub(super) poppers: Asleep,
    ring: Ring<T>,
}

/// What the lock of the front guards: everything of popping.
pub(super) struct Front<T> {
    /// Items popped ever, with those whose room is about to be published.
    popped: usize,
    /// Items pushed ever, as last seen: there may be more of them, never fewer.
    pushed_seen: usize,
    /// Pushers that wait for room, or for the end of the queue.
    pub(super) pushers: Asleep,
    ring: Ring<T>,
}

impl<T> Back<T> {
    pub(super) fn new(start: usize, ring: Ring<T>) -> Self {
        Self {
            pushed: start,
            popped_seen: start,
            high_water: 0,
            poppers: Asleep::default(),
            ring,
        }
    }

    /// Puts `item` behind the last one; it is published later. The caller has found room for it.
    #[inline]
    pub(super) fn put(&mut self, item: T) {
        let used = self.pushed.wrapping_sub(self.popped_seen);
        assert!(used < self.ring.room(), "an item needs a slot");
        // SAFETY: `&mut` keeps other pushers out, and the number is not published, hence no popper
        // touches its slot. The slot is empty: less than a round of the ring lies between the number
        // and `popped_seen`, so what was in the slot was popped, and that was acquired.
        unsafe { self.ring.write(self.pushed, item) };
        self.pushed = self.pushed.wrapping_add(1);
    }

    /// Returns how many items were pushed ever.
    pub(super) fn pushed(&self) -> usize {
        self.pushed
    }
}

impl<T> Front<T> {
    pub(super) fn new(start: usize, ring: Ring<T>) -> Self {
        Self {
            popped: start,
            pushed_seen: start,
            pushers: Asleep::default(),
            ring,
        }
    }

    /// Takes out the first item, of those that were looked for; the room is published later.
    #[inline]
    pub(super) fn take(&mut self) -> Option<T> {
        if self.popped == self.pushed_seen {
            return None;
        }
        // SAFETY: `&mut` keeps other poppers out. The number is below `pushed`, which was acquired,
        // hence its item is in its slot; and it goes up below, hence the item is taken once. No
        // pusher touches the slot before the room is published.
        let item = unsafe { self.ring.read(self.popped) };
        self.popped = self.popped.wrapping_add(1);
        Some(item)
    }

    /// Returns how many items were popped ever.
    pub(super) fn popped(&self) -> usize {
        self.popped
    }
}

impl<T> Fifo<T> {
    /// Returns whether there is room for `more` items, in the ring as in the queue.
    #[inline]
    pub(super) fn has_room(&self, back: &mut Back<T>, more: usize) -> bool {
        // Up to the high-water mark nothing is to be seen to: neither the limit, nor the ring, nor
        // the mark itself.
        let used = back.pushed.wrapping_sub(back.popped_seen);
        used + more <= back.high_water || self.room_for(back, more) == more
    }

    /// Finds room for up to `wanted` items, and returns for how many there is.
    ///
    /// The high-water mark counts them at once: a pop that comes while they are put in comes too
    /// late for it.
    #[cold]
    pub(super) fn room_for(&self, back: &mut Back<T>, wanted: usize) -> usize {
        // Acquire: partner of `publish_pop`. The slots before it are empty.
        back.popped_seen = self.popped.load(Acquire);
        let used = back.pushed.wrapping_sub(back.popped_seen);
        let more = wanted.min(self.capacity - used);
        if used + more > back.ring.room() {
            self.grow(back, used + more);
        }
        back.high_water = back.high_water.max(used + more);
        more
    }

    /// Returns how many items there are, up to `wanted`.
    #[inline]
    pub(super) fn items_up_to(&self, front: &mut Front<T>, wanted: usize) -> usize {
        if front.pushed_seen.wrapping_sub(front.popped) < wanted {
            // Acquire: partner of `publish_push`. The items before it are in their slots.
            front.pushed_seen = self.pushed.load(Acquire);
        }
        front.pushed_seen.wrapping_sub(front.popped).min(wanted)
    }

    /// Moves the items into a ring with room for `needed`, and for twice as many as before.
    fn grow(&self, back: &mut Back<T>, needed: usize) {
        let larger = Ring::with_room(needed.max(2 * back.ring.room()));
        // The one place where a thread holds both locks: the back's, then the front's.
        let mut front = self.front.lock();
        let mut number = front.popped;
        while number != back.pushed {
            // SAFETY: with both locks nobody else touches a slot. The numbers from `popped` to
            // `pushed` are those of the items; in the larger ring all slots are empty, and as there
            // are more slots than items, no two of these share one.
            unsafe { larger.write(number, back.ring.read(number)) };
            number = number.wrapping_add(1);
        }
        back.ring = larger.clone();
        let smaller = mem::replace(&mut front.ring, larger);
        drop(front); // first: freeing the old slots is nobody else's concern
        drop(smaller);
    }

    /// Publishes the `count` items that were put in, and wakes a popper.
    #[inline]
    pub(super) fn publish_push(&self, mut back: BriefMutexGuard<'_, Back<T>>, count: usize) {
        // Release: partner of the acquire in `items_up_to`.
        self.pushed.store(back.pushed, publication());
        let woken = back.poppers.wake_one(count);
        drop(back); // first, so that those who are woken do not run into the lock
        self.poppers.wake(woken);
    }

    /// Publishes the room of the `count` items that were taken out, and wakes a pusher.
    #[inline]
    pub(super) fn publish_pop(&self, mut front: BriefMutexGuard<'_, Front<T>>, count: usize) {
        // Release: partner of the acquire in `room_for`.
        self.popped.store(front.popped, publication());
        let woken = front.pushers.wake_one(count);
        drop(front); // first, so that those who are woken do not run into the lock
        self.pushers.wake(woken);
    }
}
