//! The places of a link: what is in them, and which of it may be taken. One thread's matter; the
//! locks are in `link.rs`.

use pattern_sync::collections::VecDeque;

/// Room allocated at the start; beyond it the places grow with use, so that a huge capacity costs
/// nothing until it is needed.
const PREALLOCATED: usize = 256;

/// Places in a row, one for each turn from the front on.
pub(crate) struct Places<T> {
    /// The first, if there is one, is not `Skipped`.
    row: VecDeque<Place<T>>,
    /// The turn of the first place.
    front: u64,
    /// How many places, from the first on, are not `Awaited`: what may be taken.
    ready: usize,
    /// How many places hold an item, ready or not.
    filled: usize,
}

/// A place, and what is in it.
pub(crate) enum Place<T> {
    /// Its item is still being worked on.
    Awaited,
    Item(Numbered<T>),
    /// The stage has dropped its item.
    Skipped,
}

/// An item, and which of the source's items it was made from, counted from 0.
pub(crate) struct Numbered<T> {
    pub(crate) number: usize,
    /// The turn at which the group of stages that the item is in took it: see `group.rs`.
    pub(crate) lead: u64,
    pub(crate) item: T,
}

impl<T> Numbered<T> {
    /// Numbers an item that is in no group of stages.
    pub(crate) fn new(number: usize, item: T) -> Self {
        Self {
            number,
            lead: 0,
            item,
        }
    }
}

impl<T> Places<T> {
    /// Makes a row that will seldom be longer than `capacity`.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            row: VecDeque::with_capacity(capacity.min(PREALLOCATED)),
            front: 0,
            ready: 0,
            filled: 0,
        }
    }

    /// Gives the turn of the place at the front, which only ever grows.
    pub(crate) fn front(&self) -> u64 {
        self.front
    }

    /// Gives the turn of the first place behind all that there are.
    pub(crate) fn end(&self) -> u64 {
        self.front + self.row.len() as u64
    }

    /// Counts the items, those included that wait for an earlier one.
    pub(crate) fn filled(&self) -> usize {
        self.filled
    }

    /// Counts the places at the front whose items may be taken, or were dropped.
    pub(crate) fn ready(&self) -> usize {
        self.ready
    }

    /// Tells whether nothing is there, and nothing is awaited before something that is.
    pub(crate) fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// Fills the place of a turn, and those before it, as far as they are new, with `Awaited`.
    /// Gives how many items have become ready by it: itself and those behind it, if it was the last
    /// that they waited for.
    pub(crate) fn fill(&mut self, turn: u64, place: Place<T>) -> usize {
        let index = (turn - self.front) as usize;
        while self.row.len() <= index {
            self.row.push_back(Place::Awaited);
        }
        if let Place::Item(_) = place {
            self.filled += 1;
        }
        debug_assert!(
            matches!(self.row[index], Place::Awaited),
            "two items have the same turn"
        );
        self.row[index] = place;
        let mut items = 0;
        // Each place is passed here once, so this takes constant time per item, on the whole.
        while let Some(place) = self.row.get(self.ready) {
            match place {
                Place::Awaited => break,
                Place::Item(_) => items += 1,
                Place::Skipped => {}
            }
            self.ready += 1;
        }
        self.drop_skipped();
        items
    }

    /// Takes the item at the front, if it is ready.
    pub(crate) fn take(&mut self) -> Option<Numbered<T>> {
        if self.ready == 0 {
            return None;
        }
        let Some(Place::Item(item)) = self.drop_front() else {
            unreachable!("the first place is ready, and is not skipped");
        };
        self.filled -= 1;
        self.drop_skipped();
        Some(item)
    }

    /// Removes the first place, which is ready.
    fn drop_front(&mut self) -> Option<Place<T>> {
        self.ready -= 1;
        self.front += 1;
        self.row.pop_front()
    }

    /// Removes the places at the front whose items have been dropped.
    fn drop_skipped(&mut self) {
        while matches!(self.row.front(), Some(Place::Skipped)) {
            self.drop_front();
        }
    }
}
