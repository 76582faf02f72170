//! Waiting at an end of the ring: a moment busily, then asleep.

use std::sync::atomic::Ordering::{Acquire, Relaxed};

use super::Fifo;
use super::ends::{Back, Front};
use crate::deadline::Deadline;
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
        let used = self.pushed.load(Acquire).wrapping_sub(front.popped());
        if used < self.capacity || self.is_closed() {
            return false;
        }
        front.sleeping_pushers += 1;
        drop(front);
        if self.pushers.sleep(deadline) {
            return false;
        }
        let is_listed = self.front.lock().wake_pushers(1) == 1;
        if !is_listed {
            // Struck off in this moment: the wake-up is on its way, and nobody else needs it.
            self.pushers.sleep(Deadline::Never);
        }
        true
    }

    /// Sleeps until a push may have brought an item; returns whether the deadline has passed.
    fn sleep_until_item(&self, deadline: Deadline) -> bool {
        let mut back = self.back.lock();
        // Under the lock of those who bring items, as above.
        if back.pushed() != self.popped.load(Acquire) || self.is_closed() {
            return false;
        }
        back.sleeping_poppers += 1;
        drop(back);
        if self.poppers.sleep(deadline) {
            return false;
        }
        let is_listed = self.back.lock().wake_poppers(1) == 1;
        if !is_listed {
            self.poppers.sleep(Deadline::Never);
        }
        true
    }
}
