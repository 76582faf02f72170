//! Pushing one item into a full queue, and popping one from an empty queue: handed over between
//! threads that wait for each other, where they meet in time.

use pattern_sync::sync::atomic::Ordering::{Relaxed, Release};

use super::Fifo;
use super::ends::{Back, Front};
use super::seats::Signals;
use crate::deadline::Deadline;
use crate::patience::{Turns, offer_turns};
use crate::primitives::{BriefMutexGuard, may_spin};
use crate::{PopTimeoutError, PushTimeoutError};

impl<T> Fifo<T> {
    /// Pushes `item` into a queue that was found full.
    #[cold]
    pub(super) fn push_patiently(
        &self,
        back: BriefMutexGuard<'_, Back<T>>,
        item: T,
        deadline: Deadline,
    ) -> Result<(), PushTimeoutError<T>> {
        if self.is_closed() {
            return Err(PushTimeoutError::Closed(item));
        }
        if deadline.is_now() {
            return Err(PushTimeoutError::Timeout(item));
        }
        let pushed = back.pushed();
        drop(back);
        let Some(item) = self.offer(item, pushed) else {
            return Ok(());
        };
        let mut back = self.sleep_for_room(deadline);
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

    /// Pops an item from a queue that was found empty.
    #[cold]
    pub(super) fn pop_patiently<'a>(
        &'a self,
        mut front: BriefMutexGuard<'a, Front<T>>,
        deadline: Deadline,
    ) -> Result<T, PopTimeoutError> {
        // What is handed over comes before the end: `close` takes this lock after it set the flag.
        if !self.is_closed() {
            if !front.offers.is_empty() {
                self.count_handed_over();
                let item = front.offers.serve(&self.offers, None);
                return Ok(item.expect("a pusher sits down with its item"));
            }
            if deadline.is_now() {
                // Nothing more to wait for, but perhaps the end has come.
                return self.pop_at_last(front);
            }
            let popped = front.popped();
            drop(front);
            if let Some(item) = self.request(popped) {
                return Ok(item);
            }
            front = self.sleep_for_item(deadline);
        }
        self.pop_at_last(front)
    }

    /// Pops an item if there is one, after all waiting.
    fn pop_at_last(&self, mut front: BriefMutexGuard<'_, Front<T>>) -> Result<T, PopTimeoutError> {
        // The flag first: once it is set nothing is pushed, and the look that follows is final.
        let closed = self.is_closed();
        self.items_up_to(&mut front, 1);
        match front.take() {
            Some(item) => {
                self.publish_pop(front, 1);
                Ok(item)
            }
            None if closed => Err(PopTimeoutError::Closed),
            None => Err(PopTimeoutError::Timeout),
        }
    }

    /// Pushes `item` past poppers that sit and wait: to one of them, if the ring is empty.
    #[cold]
    pub(super) fn push_to_waiting(
        &self,
        mut back: BriefMutexGuard<'_, Back<T>>,
        item: T,
    ) -> Result<(), PushTimeoutError<T>> {
        if self.items_before(&back) > 0 {
            // They see these themselves, and no item overtakes another.
            back.put(item);
            self.publish_push(back, 1);
        } else {
            self.count_handed_over();
            back.note_one();
            back.requests.serve(&self.requests, Some(item));
        }
        Ok(())
    }

    /// Looks for room for a moment, then offers `item` to poppers while it offers its turns; returns
    /// the item if nobody took it.
    fn offer(&self, item: T, pushed: usize) -> Option<T> {
        if may_spin() && self.look_for_room(pushed) {
            return Some(item);
        }
        let mut item = Some(item);
        let mut front = self.front.lock();
        // Under the lock of those who make room: an item is offered past a full ring only.
        if self.room_behind(&front) > 0 || self.is_closed() {
            return item;
        }
        let Some(seat) = front.offers.sit_down(&mut item) else {
            return item;
        };
        drop(front);
        self.wait_in_seat(&self.offers, || {
            self.offers.is_served(seat) || self.room_hint(pushed) > 0
        });
        self.front.lock().offers.stand_up(&self.offers, seat)
    }

    /// Looks for items for a moment, then waits for a pusher to bring one while it offers its turns.
    fn request(&self, popped: usize) -> Option<T> {
        if may_spin() && self.look_for_items(popped) {
            return None;
        }
        let mut back = self.back.lock();
        // Under the lock of those who bring items: a popper sits at an empty ring only.
        if self.items_before(&back) > 0 || self.is_closed() {
            return None;
        }
        let seat = back.requests.sit_down(&mut None)?;
        drop(back);
        self.wait_in_seat(&self.requests, || {
            self.requests.is_served(seat) || self.items_hint(popped) > 0
        });
        self.back.lock().requests.stand_up(&self.requests, seat)
    }

    /// Offers turns until it is `ready` to go on, and remembers how that went.
    ///
    /// In an exploration that takes no time; and yet the other side may come in between, when this
    /// thread gets up.
    fn wait_in_seat(&self, signals: &Signals, ready: impl Fn() -> bool) {
        if !may_spin() {
            return;
        }
        let turns = offer_turns(|| ready() || self.is_closed());
        let shares = turns == Turns::ReadyAfterOthers;
        // Relaxed, without a partner: experience, right or wrong. Written only if it changed, since
        // others read it.
        if signals.shares_the_core.load(Relaxed) != shares {
            signals.shares_the_core.store(shares, Relaxed);
        }
    }

    /// Counts an item that gets no number of its own.
    fn count_handed_over(&self) {
        // Release: partner of the acquire with which a joinable queue counts. Either end may be where
        // it is counted, hence one operation.
        self.handed_over.fetch_add(1, Release);
    }
}
