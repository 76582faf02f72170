//! The halves of joins that a worker has offered, and not yet come to: a deque in two parts.
//!
//! ```text
//!   top            split             bottom
//!    │ ── public ──► │ ── private ──► │
//!    [ oldest  …     |      …  newest ]
//!  thieves take    the owner moves    the owner adds and takes back
//! ```
//!
//! Most halves are taken back by the worker that offered them, a moment later. In the private part
//! that costs no more than a stack does. Thieves see the public part only; when it is empty, the
//! owner's next offer makes the older half of what is private public, by moving `split`. So there is
//! something to be stolen from a worker that offers, and only what is near the root of its tree of
//! joins, with the most work behind it, pays for the synchronisation.
//!
//! The public part is the deque of Chase and Lev (*Dynamic Circular Work-Stealing Deque*, SPAA
//! 2005), with the orderings of Lê and others (*Correct and Efficient Work-Stealing for Weak Memory
//! Models*, `PPoPP` 2013), less the growing: whoever finds no room makes no offer. The two parts are
//! those of Dinan and others (*Scalable Work Stealing*, SC 2009).
//!
//! Explorations take every atomic operation as sequentially consistent, so what they say about this
//! file is not enough: `model` below is for loom, which knows better.

use std::cell::Cell;

#[cfg(loom)]
use loom::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering, fence},
};
#[cfg(not(loom))]
use pattern_sync::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering, fence},
};

/// The most offers of a worker. A tree of joins has one for each level, at most.
#[cfg(not(loom))]
const CAPACITY: usize = 256;
#[cfg(loom)]
const CAPACITY: usize = 4;

/// An offer, as two words: what they mean is for others to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offered {
    /// What is offered.
    pub(crate) half: usize,
    /// What it was offered on behalf of: a thief may look at this before it takes anything.
    pub(crate) below: usize,
}

/// What the owner and the thieves share. Offers have numbers, in the order of the deque; the slot of
/// an offer is its number modulo [`CAPACITY`].
struct Forks {
    /// The number of the oldest offer. Raised by whoever takes that one, never lowered.
    top: Line<AtomicUsize>,
    /// The number of the first private offer. Changed by the owner alone.
    split: Line<AtomicUsize>,
    /// `half` and `below` of each offer. A thief may read a slot that the owner writes to; it then
    /// fails to raise `top`, and forgets what it has read.
    slots: Box<[[AtomicUsize; 2]]>,
}

/// A value with cache lines for itself, so that changes to it disturb no neighbour.
#[repr(align(128))]
struct Line<T>(T);

/// The side of the worker that makes the offers; there is one, on one thread at a time.
pub(crate) struct Owner {
    forks: Arc<Forks>,
    /// The number that the next offer gets.
    bottom: Cell<usize>,
    /// The value of `forks.split`, which nobody else changes.
    split: Cell<usize>,
}

/// The side of all others.
pub(crate) struct Thief {
    forks: Arc<Forks>,
}

/// What became of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    number: usize,
    /// Whether thieves see something that they did not see before: somebody may have to be woken.
    pub(crate) news: bool,
}

/// What a thief got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loot {
    Nothing,
    /// Somebody else was faster; there may be more.
    Missed,
    Got(Offered),
}

/// Makes an empty deque.
pub(crate) fn forks() -> (Owner, Thief) {
    let slot = |_| [AtomicUsize::new(0), AtomicUsize::new(0)];
    let forks = Arc::new(Forks {
        top: Line(AtomicUsize::new(0)),
        split: Line(AtomicUsize::new(0)),
        slots: (0..CAPACITY).map(slot).collect(),
    });
    let owner = Owner {
        forks: Arc::clone(&forks),
        bottom: Cell::new(0),
        split: Cell::new(0),
    };
    (owner, Thief { forks })
}

impl Forks {
    fn slot(&self, number: usize) -> &[AtomicUsize; 2] {
        &self.slots[number % CAPACITY]
    }
}

impl Owner {
    /// Offers something; `None` if there is no room.
    ///
    /// Each offer must be taken back before an older one: as one leaves the calls that made them.
    #[inline]
    pub(crate) fn push(&self, offered: Offered) -> Option<Place> {
        let number = self.bottom.get();
        // Acquire: of the exchange of the thief that took the offer whose slot this is, after it had
        // read the slot.
        let top = self.forks.top.0.load(Ordering::Acquire);
        if number - top >= CAPACITY {
            return None;
        }
        let [half, below] = self.forks.slot(number);
        // Relaxed: seen by the thief that has seen `split` beyond this number.
        half.store(offered.half, Ordering::Relaxed);
        below.store(offered.below, Ordering::Relaxed);
        self.bottom.set(number + 1);
        let news = top == self.split.get();
        if news {
            self.publish();
        }
        Some(Place { number, news })
    }

    /// Makes the older half of the private part public, and at least one offer.
    #[cold]
    fn publish(&self) {
        let private = self.bottom.get() - self.split.get();
        self.move_split(self.split.get() + private.div_ceil(2));
        // Between this and the look at who sleeps, by the caller; its partner is between a sleeper's
        // word that it sleeps and its last look at `is_empty`.
        fence(Ordering::SeqCst);
    }

    /// Takes an offer back, the newest that has not been taken back; returns whether it was there.
    /// If not, a thief has it.
    #[inline]
    pub(crate) fn take_back(&self, place: Place) -> bool {
        if place.number >= self.split.get() {
            debug_assert_eq!(self.bottom.get(), place.number + 1);
            self.bottom.set(place.number);
            return true;
        }
        self.take_back_public(place.number)
    }

    /// As [`take_back`](Self::take_back), for an offer that is, or was, public.
    #[cold]
    fn take_back_public(&self, number: usize) -> bool {
        let next = number + 1;
        if self.bottom.get() != next {
            // A younger offer was the last one to be taken, and left its number behind.
            debug_assert_eq!(self.bottom.get(), self.split.get());
            return false;
        }
        self.move_split(number);
        // Between lowering `split` and reading `top`; its partner is in `steal`. Either the thief
        // sees the lower `split`, or this sees the higher `top`.
        fence(Ordering::SeqCst);
        // Relaxed: nothing is read that a thief has written.
        let top = self.forks.top.0.load(Ordering::Relaxed);
        if top < number {
            self.bottom.set(number);
            return true;
        }
        // It is the last one, or was: whoever raises `top` has it. The deque is empty in either case.
        let (set, fetch) = (Ordering::SeqCst, Ordering::Relaxed);
        let won = top == number
            && (self.forks.top.0)
                .compare_exchange(number, next, set, fetch)
                .is_ok();
        self.move_split(next);
        won
    }

    fn move_split(&self, to: usize) {
        self.split.set(to);
        // Release, also where it is lowered: partner of the acquire in `steal`, which may read the
        // lower value and take an offer that a higher one made public.
        self.forks.split.0.store(to, Ordering::Release);
    }
}

impl Thief {
    /// Takes the oldest offer, if it is public and `wanted` likes what it was made on behalf of.
    pub(crate) fn steal(&self, wanted: impl FnOnce(usize) -> bool) -> Loot {
        let forks = &*self.forks;
        // Acquire: of the exchange of the last thief, and with that of the `split` that it saw.
        let top = forks.top.0.load(Ordering::Acquire);
        // Between reading `top` and reading `split`; its partner is in `take_back_public`.
        fence(Ordering::SeqCst);
        // Acquire: partner of `move_split`, after the slots were written, and what they point to.
        let split = forks.split.0.load(Ordering::Acquire);
        if top >= split {
            return Loot::Nothing;
        }
        let [half, below] = forks.slot(top);
        // Relaxed: the exchange below fails if the slot was not that of this offer any more.
        let offered = Offered {
            half: half.load(Ordering::Relaxed),
            below: below.load(Ordering::Relaxed),
        };
        if !wanted(offered.below) {
            return Loot::Nothing;
        }
        // SeqCst: release for the owner's `push`, which writes to the slot once it has seen it.
        let (set, fetch) = (Ordering::SeqCst, Ordering::Relaxed);
        match forks.top.0.compare_exchange(top, top + 1, set, fetch) {
            Ok(_) => Loot::Got(offered),
            Err(_) => Loot::Missed,
        }
    }

    /// Returns whether the oldest offer is public and `wanted`; out of date when it arrives.
    pub(crate) fn has(&self, wanted: impl FnOnce(usize) -> bool) -> bool {
        let forks = &*self.forks;
        // As in `steal`, but less strict: whoever likes the answer has to steal still.
        let top = forks.top.0.load(Ordering::Acquire);
        let split = forks.split.0.load(Ordering::Acquire);
        top < split && wanted(forks.slot(top)[1].load(Ordering::Relaxed))
    }

    /// Returns whether there is nothing to be stolen; out of date when it arrives.
    pub(crate) fn is_empty(&self) -> bool {
        let forks = &*self.forks;
        // Relaxed: whoever rests on it has a fence before it, the partner of that in `publish`.
        forks.top.0.load(Ordering::Relaxed) >= forks.split.0.load(Ordering::Relaxed)
    }
}

#[cfg(all(test, loom))]
mod model;

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    const ANY: fn(usize) -> bool = |_| true;

    fn offered(half: usize, below: usize) -> Offered {
        Offered { half, below }
    }

    #[test]
    fn the_owner_takes_back_in_reverse_and_a_thief_takes_the_oldest() {
        let (owner, thief) = forks();
        let places: Vec<_> = (0..5)
            .map(|half| owner.push(offered(half, 7)).unwrap())
            .collect();
        let news: Vec<_> = places.iter().map(|place| place.news).collect();
        assert_eq!(
            news,
            [true, false, false, false, false],
            "the others are private"
        );
        assert!(owner.take_back(places[4]));
        assert_eq!(thief.steal(ANY), Loot::Got(offered(0, 7)));
        assert!(
            thief.is_empty(),
            "the rest is private until the owner offers again"
        );
        let sixth = owner.push(offered(6, 7)).unwrap();
        assert!(sixth.news);
        assert_eq!(thief.steal(ANY), Loot::Got(offered(1, 7)));
        assert_eq!(thief.steal(ANY), Loot::Got(offered(2, 7)));
        assert_eq!(thief.steal(ANY), Loot::Nothing);
        assert!(owner.take_back(sixth) && owner.take_back(places[3]));
        assert!(
            places[..3]
                .iter()
                .rev()
                .all(|&place| !owner.take_back(place))
        );
    }

    #[test]
    fn a_thief_takes_nothing_that_it_does_not_want() {
        let (owner, thief) = forks();
        let place = owner.push(offered(1, 7)).unwrap();
        assert!(!thief.has(|below| below == 8));
        assert_eq!(thief.steal(|below| below == 8), Loot::Nothing);
        assert!(thief.has(|below| below == 7));
        assert_eq!(thief.steal(|below| below == 7), Loot::Got(offered(1, 7)));
        assert!(!owner.take_back(place));
    }

    #[test]
    fn offers_beyond_the_room_are_not_made() {
        let (owner, thief) = forks();
        let places: Vec<_> = (0..CAPACITY)
            .map(|half| owner.push(offered(half, 0)).unwrap())
            .collect();
        assert_eq!(owner.push(offered(CAPACITY, 0)), None);
        assert_eq!(thief.steal(ANY), Loot::Got(offered(0, 0)));
        let last = owner.push(offered(CAPACITY, 0)).unwrap();
        assert!(owner.take_back(last));
        let taken = places.iter().rev().filter(|&&place| owner.take_back(place));
        assert_eq!(taken.count(), CAPACITY - 1);
    }
}
