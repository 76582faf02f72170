//! Waiting at an end of the ring: a moment busily, then asleep.

use pattern_sync::sync::atomic::Ordering::{Acquire, Relaxed};

use super::Fifo;
use super::ends::{Back, Front};
use crate::deadline::Deadline;
use crate::labels::{ITEM, ROOM};
use crate::patience::wait_a_moment;
use crate::primitives::BriefMutexGuard;

impl<T> Fifo<T> {
    /// Waits for room, or for the end of the queue, until `deadline`.
    ///
    /// The caller looks once more, whatever this returned for: a thread whose time is up may find
    /// room all the same.
    #[cold]
    pub(super) fn wait_for_room<'a>(
        &'a self,
        back: BriefMutexGuard<'a, Back<T>>,
        deadline: Deadline,
    ) -> BriefMutexGuard<'a, Back<T>> {
        if deadline.is_now() || self.is_closed() {
            return back;
        }
        let pushed = back.pushed();
        drop(back);
        // Half of the queue, so that the next look lasts for a while. This is a guess, made before
        // sleeping: whoever was asleep goes on with what there is.
        wait_a_moment(self.capacity.div_ceil(2), || {
            // Relaxed, without a partner: a hint where to look under the lock.
            let used = pushed.wrapping_sub(self.popped.load(Relaxed));
            self.capacity.saturating_sub(used)
        });
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

    /// Waits for an item, or for the end of the queue, until `deadline`.
    ///
    /// The caller looks once more, whatever this returned for: a thread whose time is up may find
    /// an item all the same.
    #[cold]
    pub(super) fn wait_for_item<'a>(
        &'a self,
        front: BriefMutexGuard<'a, Front<T>>,
        deadline: Deadline,
    ) -> BriefMutexGuard<'a, Front<T>> {
        if deadline.is_now() || self.is_closed() {
            return front;
        }
        let popped = front.popped();
        drop(front);
        wait_a_moment(self.capacity.div_ceil(2), || {
            // Relaxed, without a partner: a hint where to look under the lock.
            self.pushed.load(Relaxed).wrapping_sub(popped)
        });
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
        let woken = self.pushers.sleep(ROOM, deadline);
        if !woken {
            if self.front.lock().pushers.leave() {
                return true;
            }
            self.pushers.sleep(ROOM, Deadline::Never); // its wake-up is on the way, and nobody else's
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
        let woken = self.poppers.sleep(ITEM, deadline);
        if !woken {
            if self.back.lock().poppers.leave() {
                return true;
            }
            self.poppers.sleep(ITEM, Deadline::Never); // its wake-up is on the way, and nobody else's
        }
        let mut back = self.back.lock();
        let items = self.items_before(&back);
        let next = back.poppers.arrive(items);
        drop(back);
        self.poppers.wake(next);
        !woken
    }

    /// Returns how much room there is, as whoever holds the front sees it: no less than that.
    fn room_behind(&self, front: &Front<T>) -> usize {
        // Acquire: partner of `publish_push`, though no slot is touched on the strength of it.
        self.capacity - self.pushed.load(Acquire).wrapping_sub(front.popped())
    }

    /// Returns how many items there are, as whoever holds the back sees it: no fewer than that.
    fn items_before(&self, back: &Back<T>) -> usize {
        // Acquire: partner of `publish_pop`, though no slot is touched on the strength of it.
        back.pushed().wrapping_sub(self.popped.load(Acquire))
    }
}
