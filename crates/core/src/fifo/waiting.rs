//! Waiting at an end of the ring: a moment busily, then asleep.

use pattern_sync::sync::atomic::Ordering::{Acquire, Relaxed};

use super::Fifo;
use super::ends::{Back, Front};
use crate::deadline::Deadline;
use crate::patience::{look, offer_turns};
use crate::primitives::{BriefMutexGuard, may_spin};

impl<T> Fifo<T> {
    /// Waits for an item, or for the end of the queue.
    #[cold]
    pub(super) fn wait_for_item<'a>(
        &'a self,
        front: BriefMutexGuard<'a, Front<T>>,
    ) -> BriefMutexGuard<'a, Front<T>> {
        if self.is_closed() {
            return front;
        }
        let popped = front.popped();
        drop(front);
        if may_spin() && !self.look_for_items(popped) {
            offer_turns(|| self.items_hint(popped) > 0 || self.is_closed());
        }
        self.sleep_for_item(Deadline::Never)
    }

    /// Looks for room for a moment, where that is of use; returns whether there was any.
    ///
    /// It waits for half of the queue, so that the next look lasts for a while. This is a guess, made
    /// before sleeping: whoever was asleep goes on with what there is.
    pub(super) fn look_for_room(&self, pushed: usize) -> bool {
        // Relaxed, without a partner: experience, right or wrong.
        !self.offers.shares_the_core.load(Relaxed)
            && look(self.capacity.div_ceil(2), || self.room_hint(pushed))
    }

    /// Looks for items for a moment, where that is of use; returns whether there were any.
    pub(super) fn look_for_items(&self, popped: usize) -> bool {
        // Relaxed, without a partner: experience, right or wrong.
        !self.requests.shares_the_core.load(Relaxed)
            && look(self.capacity.div_ceil(2), || self.items_hint(popped))
    }

    /// Returns how much room there seems to be behind item number `pushed`.
    #[inline]
    pub(super) fn room_hint(&self, pushed: usize) -> usize {
        // Relaxed, without a partner: a hint where to look under the lock.
        let used = pushed.wrapping_sub(self.popped.load(Relaxed));
        self.capacity.saturating_sub(used)
    }

    /// Returns how many items there seem to be from number `popped`.
    #[inline]
    pub(super) fn items_hint(&self, popped: usize) -> usize {
        // Relaxed, without a partner: a hint where to look under the lock.
        self.pushed.load(Relaxed).wrapping_sub(popped)
    }

    /// Sleeps until there is room, or the end of the queue, or until `deadline`.
    ///
    /// The caller looks once more, whatever this returned for: a thread whose time is up may find
    /// room all the same.
    pub(super) fn sleep_for_room(&self, deadline: Deadline) -> BriefMutexGuard<'_, Back<T>> {
        loop {
            let mut back = self.back.lock();
            // Awaited: room, or the end of the queue.
            if self.has_room(&mut back, 1) || self.is_closed() {
                return back;
            }
            drop(back);
            if self.sleep_until_room(deadline) {
                return self.back.lock();
            }
        }
    }

    /// Sleeps until there is an item, or the end of the queue, or until `deadline`.
    ///
    /// The caller looks once more, whatever this returned for: a thread whose time is up may find
    /// an item all the same.
    pub(super) fn sleep_for_item(&self, deadline: Deadline) -> BriefMutexGuard<'_, Front<T>> {
        loop {
            let mut front = self.front.lock();
            // Awaited: an item, or the end of the queue.
            if self.items_up_to(&mut front, 1) > 0 || self.is_closed() {
                return front;
            }
            drop(front);
            if self.sleep_until_item(deadline) {
                return self.front.lock();
            }
        }
    }

    /// Sleeps until a pop may have made room; returns whether the deadline has passed.
    fn sleep_until_room(&self, deadline: Deadline) -> bool {
        let mut front = self.front.lock();
        // Under the lock of those who make the room: either it is seen here, or whoever makes it
        // sees that this thread sleeps.
        if self.room_behind(&front) > 0 || self.is_closed() {
            return false;
        }
        front.pushers.enter();
        drop(front);
        let woken = self.pushers.sleep(deadline);
        if !woken {
            if self.front.lock().pushers.leave() {
                return true;
            }
            self.pushers.sleep(Deadline::Never); // its wake-up is on the way, and nobody else's
        }
        let mut front = self.front.lock();
        let room = self.room_behind(&front);
        let next = front.pushers.arrive(room);
        drop(front);
        self.pushers.wake(next);
        !woken
    }

    /// Sleeps until a push may have brought an item; returns whether the deadline has passed.
    fn sleep_until_item(&self, deadline: Deadline) -> bool {
        let mut back = self.back.lock();
        // Under the lock of those who bring items, as above.
        if self.items_before(&back) > 0 || self.is_closed() {
            return false;
        }
        back.poppers.enter();
        drop(back);
        let woken = self.poppers.sleep(deadline);
        if !woken {
            if self.back.lock().poppers.leave() {
                return true;
            }
            self.poppers.sleep(Deadline::Never); // its wake-up is on the way, and nobody else's
        }
        let mut back = self.back.lock();
        let items = self.items_before(&back);
        let next = back.poppers.arrive(items);
        drop(back);
        self.poppers.wake(next);
        !woken
    }

    /// Returns how much room there is, as whoever holds the front sees it: no less than that.
    pub(super) fn room_behind(&self, front: &Front<T>) -> usize {
        // Acquire: partner of `publish_push`, though no slot is touched on the strength of it.
        self.capacity - self.pushed.load(Acquire).wrapping_sub(front.popped())
    }

    /// Returns how many items there are, as whoever holds the back sees it: no fewer than that.
    pub(super) fn items_before(&self, back: &Back<T>) -> usize {
        // Acquire: partner of `publish_pop`, though no slot is touched on the strength of it.
        back.pushed().wrapping_sub(self.popped.load(Acquire))
    }
}
