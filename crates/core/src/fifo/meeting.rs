//! Pushing one item into a full queue, and popping one from an empty queue: handed over between
//! threads that wait for each other, where they meet in time.

use std::vec;

use pattern_sync::sync::atomic::Ordering::{Relaxed, Release};

use super::Fifo;
use super::ends::{Back, Front};
use super::seats::Signals;
use crate::deadline::Deadline;
use crate::patience::{Turns, offer_turns};
use crate::primitives::{BriefMutexGuard, may_spin};
use crate::{PopTimeoutError, PushTimeoutError};

/// What a pusher has that waits for room.
pub(super) enum Offered<T> {
    One(T),
    Many(vec::IntoIter<T>),
}

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
        // What is handed over comes before the end: whoever held this lock before, and saw the flag,
        // would have let this thread see it.
        if !self.is_closed() {
            if !front.offers.is_empty() {
                return Ok(self.take_one_offered(&mut front));
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
            self.count_handed_over(1);
            back.note_one();
            let give = |content: &mut _| (*content = Some(item), true);
            back.requests.serve(&self.requests, give);
        }
        Ok(())
    }

    /// Takes an item past the ring, which is empty, from a pusher that sits and waits.
    fn take_one_offered(&self, front: &mut Front<T>) -> T {
        self.count_handed_over(1);
        let item = front
            .offers
            .serve(&self.offers, |content| match content.take() {
                Some(Offered::One(item)) => (Some(item), true),
                Some(Offered::Many(mut rest)) => {
                    let item = rest.next();
                    let served = rest.len() == 0;
                    *content = Some(Offered::Many(rest));
                    (item, served)
                }
                None => (None, true),
            });
        item.expect("a pusher sits down with something, and stands up without")
    }

    /// Takes items past the ring, which is empty, until `batch` has `max`. The caller has seen the
    /// queue open since it holds the lock.
    #[cold]
    pub(super) fn take_offered(&self, front: &mut Front<T>, max: usize, batch: &mut Vec<T>) {
        while batch.len() < max && !front.offers.is_empty() {
            batch.push(self.take_one_offered(front));
        }
    }

    /// Waits for a moment for room, or for a popper to take `item`; returns it if none did.
    fn offer(&self, item: T, pushed: usize) -> Option<T> {
        match self.offer_any(Offered::One(item), pushed) {
            Some(Offered::One(item)) => Some(item),
            _ => None,
        }
    }

    /// Waits for a moment for room, or for poppers to take the items; returns those that none took.
    #[cold]
    pub(super) fn offer_many(&self, items: vec::IntoIter<T>, pushed: usize) -> vec::IntoIter<T> {
        match self.offer_any(Offered::Many(items), pushed) {
            Some(Offered::Many(rest)) => rest,
            _ => Vec::new().into_iter(),
        }
    }

    /// Looks for room for a moment, then sits down while it offers its turns.
    fn offer_any(&self, offered: Offered<T>, pushed: usize) -> Option<Offered<T>> {
        if may_spin() && self.look_for_room(pushed) {
            return Some(offered);
        }
        let mut offered = Some(offered);
        let mut front = self.front.lock();
        // Under the lock of those who make room: an item is offered past a full ring only.
        if self.room_behind(&front) > 0 || self.is_closed() {
            return offered;
        }
        let Some(seat) = front.offers.sit_down(&mut offered) else {
            return offered;
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

    /// Counts items that get no number of their own.
    fn count_handed_over(&self, count: usize) {
        // Release: partner of the acquire with which a joinable queue counts. Either end may be where
        // it is counted, hence one operation.
        self.handed_over.fetch_add(count, Release);
    }
}
