//! Where those who wait at one end of the ring are met by the other, without a slot of the ring.

use std::iter;

use pattern_sync::sync::atomic::Ordering::Relaxed;

use crate::padded::Padded;
use crate::primitives::{AtomicBool, AtomicUsize};

/// The most threads that sit at an end: in the few turns that a thread offers, not many more would
/// be served.
const SEATS: usize = 8;

/// The seats of those who wait at one end while they offer their turns. A pusher sits there with what
/// it has, which a popper that finds nothing else takes; a popper with nothing, until a pusher gives
/// it an item.
///
/// The lock of the *other* end guards them: whoever brings what they wait for finds them there.
pub(super) struct Seats<T> {
    /// On the heap, where they were made one by one: items may be large, and stacks small.
    contents: Box<[Option<T>]>,
    /// A bit for each seat that somebody has.
    taken: Bits,
    /// A bit for each seat whose owner was not served yet.
    waiting: Bits,
    /// The seat that is looked at first, so that all have their turn.
    next: usize,
}

/// A bit for each seat.
type Bits = usize;

/// What those who sit look at, without the lock.
pub(super) struct Signals {
    /// A bit for each seat whose owner was served. Written under the lock of the seats.
    served: Padded<AtomicUsize>,
    /// Whether the other side came on when it was offered this very core: to keep the core busy with
    /// looking is of no use then.
    pub(super) shares_the_core: AtomicBool,
}

impl Signals {
    pub(super) fn new() -> Self {
        Self {
            served: Padded(AtomicUsize::new(0)),
            shares_the_core: AtomicBool::new(false),
        }
    }

    /// Returns whether the owner of `seat` was served. This is a hint to look under the lock.
    #[inline]
    pub(super) fn is_served(&self, seat: usize) -> bool {
        // Relaxed, without a partner: `leave` looks under the lock.
        self.served.load(Relaxed) & (1 << seat) != 0
    }

    /// Sets the bit of `seat`, or clears it.
    fn set(&self, seat: usize, served: bool) {
        // Relaxed, without a partner, and no single operation: the lock keeps others out.
        let others = self.served.load(Relaxed) & !(1 << seat);
        self.served
            .store(others | usize::from(served) << seat, Relaxed);
    }
}

impl<T> Seats<T> {
    pub(super) fn new() -> Self {
        Self {
            contents: iter::repeat_with(|| None).take(SEATS).collect(),
            taken: 0,
            waiting: 0,
            next: 0,
        }
    }

    /// Returns whether nobody is to be served.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Takes a seat, with what a pusher has or, as a popper, with nothing; `None` if all are taken,
    /// and then it is where it was.
    #[must_use]
    pub(super) fn sit_down(&mut self, content: &mut Option<T>) -> Option<usize> {
        let seat = self.taken.trailing_ones() as usize;
        (seat < SEATS).then(|| {
            self.taken |= 1 << seat;
            self.waiting |= 1 << seat;
            self.contents[seat] = content.take();
            seat
        })
    }

    /// Lets `with` see to the content of somebody's seat, and say whether its owner is served by that,
    /// for good. Somebody is [waiting](Self::is_empty).
    pub(super) fn serve<R>(
        &mut self,
        signals: &Signals,
        with: impl FnOnce(&mut Option<T>) -> (R, bool),
    ) -> R {
        let behind = self.waiting >> self.next << self.next;
        let in_turn = if behind > 0 { behind } else { self.waiting };
        let seat = in_turn.trailing_zeros() as usize;
        let (result, served) = with(&mut self.contents[seat]);
        if served {
            self.next = (seat + 1) % SEATS;
            self.waiting &= !(1 << seat);
            signals.set(seat, true);
        }
        result
    }

    /// Gives `seat` up, and returns what is in it: what nobody took, or what was given.
    #[must_use]
    pub(super) fn stand_up(&mut self, signals: &Signals, seat: usize) -> Option<T> {
        self.taken &= !(1 << seat);
        self.waiting &= !(1 << seat);
        signals.set(seat, false);
        self.contents[seat].take()
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    fn take<T>(seats: &mut Seats<T>, signals: &Signals) -> Option<T> {
        seats.serve(signals, |content| (content.take(), true))
    }

    #[test]
    fn pushers_are_relieved_of_their_items_in_turn() {
        let (mut seats, signals) = (Seats::new(), Signals::new());
        let taken: Vec<_> = (0..SEATS)
            .map(|number| seats.sit_down(&mut Some(number)).unwrap())
            .collect();
        let mut too_many = Some(SEATS);
        assert_eq!(seats.sit_down(&mut too_many), None);
        assert_eq!(too_many, Some(SEATS));

        assert_eq!(take(&mut seats, &signals), Some(0));
        assert!(signals.is_served(taken[0]) && !signals.is_served(taken[1]));
        assert_eq!(seats.stand_up(&signals, taken[0]), None);
        assert!(!signals.is_served(taken[0]));

        // Whoever comes now sits down on the first seat, and is served last.
        assert_eq!(seats.sit_down(&mut Some(SEATS)), Some(taken[0]));
        assert_eq!(seats.stand_up(&signals, taken[1]), Some(1));
        let rest = std::iter::from_fn(|| {
            let some = !seats.is_empty();
            some.then(|| take(&mut seats, &signals).unwrap())
        });
        assert!(rest.eq(2..=SEATS));
    }

    #[test]
    fn a_popper_is_given_an_item() {
        let (mut seats, signals) = (Seats::new(), Signals::new());
        let seat = seats.sit_down(&mut None).unwrap();
        seats.serve(&signals, |content| (*content = Some('a'), true));
        assert!(seats.is_empty() && signals.is_served(seat));
        assert_eq!(seats.stand_up(&signals, seat), Some('a'));
        assert_eq!(seats.taken, 0);
    }
}
