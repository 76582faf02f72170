//! The queue for what comes from outside the pool, and the count of tasks: what one lock guards.

use pattern_sync::collections::VecDeque;

use crate::task::Offer;

/// How many offers that came too late are kept before they are looked for.
const TOLERATED_LATE_OFFERS: usize = 32;

/// Tasks that other threads have submitted, and counts of all.
pub(crate) struct Injector {
    /// The front is the oldest offer. Some may have come too late.
    pub(crate) offers: VecDeque<Offer>,
    /// The most tasks that may wait for a worker: 1 or more.
    capacity: usize,
    /// How many tasks were ever put in.
    accepted: usize,
    /// How many of these somebody had begun, at the least: what a submitter last added up.
    begun: usize,
    /// How many tasks have ended, wherever they came from, as far as has been reported.
    ended: usize,
    /// How often the count of unfinished tasks has come down to 0.
    pub(crate) zeros: u64,
    /// How many sleepers have been told that there is work, and have not woken yet.
    pub(crate) wakes: usize,
    /// Whether submissions are refused. Never goes back to `false`.
    pub(crate) closed: bool,
}

impl Injector {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            offers: VecDeque::new(),
            capacity,
            accepted: 0,
            begun: 0,
            ended: 0,
            zeros: 0,
            wakes: 0,
            closed: false,
        }
    }

    /// Returns how many more tasks may be put in, given a function that adds up how many have been
    /// begun, which is asked if need be.
    pub(crate) fn room(&mut self, begun: impl FnOnce() -> usize) -> usize {
        if self.accepted - self.begun >= self.capacity {
            self.begun = begun();
        }
        self.capacity - (self.accepted - self.begun)
    }

    /// Puts a task in.
    #[inline]
    pub(crate) fn push(&mut self, offer: Offer) {
        self.offers.push_back(offer);
        self.accepted += 1;
    }

    /// Drops offers that came too late, once they are most of the queue; `late` is how many there may
    /// be. Returns whether it has.
    pub(crate) fn drop_late_offers(&mut self, late: usize) -> bool {
        let too_many = late > self.offers.len() / 2 + TOLERATED_LATE_OFFERS;
        if too_many {
            self.offers.retain(Offer::is_waiting);
        }
        too_many
    }

    /// Returns how many tasks wait for a worker, of which so many have been begun.
    pub(crate) fn waiting(&self, begun: usize) -> usize {
        // A task may have been begun since the caller read the numbers.
        self.accepted.saturating_sub(begun)
    }

    /// Returns how many tasks have not ended, given how many workers have submitted themselves.
    pub(crate) fn unfinished(&self, spawned: usize) -> usize {
        self.accepted + spawned - self.ended
    }

    /// Counts tasks that have ended.
    pub(crate) fn report(&mut self, ended: usize) {
        self.ended += ended;
    }
}
