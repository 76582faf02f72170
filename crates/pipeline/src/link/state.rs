//! What is in a link, and which of it may be taken. The mutex around it is in `link.rs`.

use std::collections::VecDeque;

use super::waiting::Sleepers;
use crate::places::{Numbered, Places};

/// What the mutex guards.
pub(super) struct State<T> {
    /// Never more than the capacity, less what is lent or reserved.
    pub(super) places: Places<T>,
    /// How many items have left the places: the turn of the next one.
    pub(super) taken: u64,
    /// How many items were taken one by one: the rank of the next one.
    pub(super) ranks: u64,
    /// Items that were lent and came back before their work began, in the order of their turns.
    pub(super) returned: VecDeque<Taken<T>>,
    /// Items that have left the places and whose work has not begun, as far as is known here:
    /// those returned, and those in a worker's chunk. Less `begun`, they count as if they were in
    /// their places.
    pub(super) lent: usize,
    /// Places promised to workers that give in chunks, if not by turn.
    pub(super) reserved: usize,
    /// Whether items may be taken in chunks, one by one, or not at all for the moment.
    pub(super) lending: Lending,
    /// Workers that may still give something.
    pub(super) givers: usize,
    /// Whether all has been called off. Never goes back to `false`.
    pub(super) cancelled: bool,
    pub(super) sleepers: Sleepers,
    /// The most items that have been there at a time.
    pub(super) high_water: usize,
    /// How many items were there when each item came, added up.
    pub(super) seen_by_arrivals: u64,
    /// How many items have come.
    pub(super) arrivals: u64,
    /// How many items were carried past this link: see `group.rs`.
    pub(super) passed_by: u64,
}

/// How items may be taken out of a link.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lending {
    /// In chunks.
    Open,
    /// Not at all: what is lent is on its way back.
    Closing,
    /// One by one, for good.
    Closed,
}

/// An item that has been taken out of a link.
pub(crate) struct Taken<T> {
    /// How many items had left the places before it.
    pub(crate) turn: u64,
    /// How many items had been taken one by one before it: its turn in the link behind the stage.
    /// The same as `turn` where nothing was ever taken in chunks.
    pub(crate) rank: u64,
    pub(crate) content: Numbered<T>,
}

impl<T> State<T> {
    pub(super) fn new(capacity: usize, givers: usize) -> Self {
        Self {
            places: Places::new(capacity),
            taken: 0,
            ranks: 0,
            returned: VecDeque::new(),
            lent: 0,
            reserved: 0,
            lending: Lending::Open,
            givers,
            cancelled: false,
            sleepers: Sleepers::default(),
            high_water: 0,
            seen_by_arrivals: 0,
            arrivals: 0,
            passed_by: 0,
        }
    }

    /// Tells whether a taker need not wait: there is an item for it, or there will be none.
    pub(super) fn answers_takers(&self) -> bool {
        self.cancelled || self.items_ready() > 0 || self.is_over()
    }

    /// Counts what may be taken. (A place that was skipped, and will be passed over, counts.)
    pub(super) fn items_ready(&self) -> usize {
        self.returned.len() + self.places.ready()
    }

    /// Tells whether nothing will come any more.
    pub(super) fn is_over(&self) -> bool {
        // A place that is awaited when the last giver has gone would be that of a worker that
        // failed, and who fails cancels first. What is lent may yet come back.
        self.givers == 0 && self.places.is_empty() && self.lent == 0
    }

    /// Takes the next item whose work begins now, if there is one.
    pub(super) fn take_next(&mut self) -> Option<Taken<T>> {
        if let Some(taken) = self.returned.pop_front() {
            self.lent -= 1;
            return Some(taken);
        }
        self.take_from_place()
    }

    pub(super) fn take_from_place(&mut self) -> Option<Taken<T>> {
        let content = self.places.take()?;
        let turn = self.taken;
        self.taken += 1;
        Some(Taken {
            turn,
            rank: 0,
            content,
        })
    }

    /// Counts an item that comes, and those that it finds.
    pub(super) fn count_arrival(&mut self, depth: usize) {
        self.arrivals += 1;
        self.seen_by_arrivals += depth as u64;
        self.high_water = self.high_water.max(depth + 1);
    }
}
