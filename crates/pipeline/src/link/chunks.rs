//! Many items under one lock: those that a worker borrows, and those that it has done.
//!
//! A chunk does not stretch the capacity. What a worker has borrowed and not begun counts as if it
//! were still in its place (`lent`), and it can be asked back. What it has done and not handed on
//! has its place already: that of its turn, or one that was set aside for it (`reserved`).

use std::collections::VecDeque;

use pattern_sync::sync::atomic::Ordering;

use super::state::{Lending, State, Taken};
use super::{Cancelled, Link};
use crate::account::Account;
use crate::places::Place;

/// The answer to a worker that asks for a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lent {
    /// Here it is.
    Chunk,
    /// Here it is; but there is little more, and those who have been woken to give more have not
    /// had a processor yet.
    LastChunk,
    /// There is nothing to be had at this moment.
    Nothing,
    /// From now on items are taken one by one.
    Closed,
    /// Nothing will come any more.
    Over,
}

/// What results may be handed on later without asking again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reserved {
    /// Those of turns below this one, if each has its place.
    pub(crate) below: u64,
    /// So many, if any place is as good as another.
    pub(crate) places: usize,
}

impl<T> Link<T> {
    /// Lends up to `most` items to one of `sharers` workers, and no more than its share of what is
    /// there; takes note that it has begun `begun` of those that it was lent before. The first item
    /// of the chunk it begins at once, so that one is no loan. Never waits.
    pub(crate) fn lend(
        &self,
        most: usize,
        sharers: usize,
        chunk: &mut VecDeque<Taken<T>>,
        begun: &mut usize,
    ) -> Lent {
        let mut state = self.state.lock();
        // Before the reach is looked at: nobody has been woken for what was noted there. Relaxed: who
        // reads it holds the mutex.
        self.begun.store(0, Ordering::Relaxed);
        let reach = self.reach(&state);
        state.lent -= std::mem::take(begun);
        let over = state.cancelled || state.is_over();
        let answer = if over {
            Lent::Over
        } else if state.lending == Lending::Closed {
            Lent::Closed
        } else if state.lending == Lending::Open && state.lend(most, sharers, chunk) {
            if self.is_short(&state) {
                Lent::LastChunk
            } else {
                Lent::Chunk
            }
        } else {
            Lent::Nothing
        };
        self.unlock_and_wake(state, reach, 0);
        if over && sharers > 1 {
            // All: the others waited for what was lent to this one, and it will not come back.
            self.not_empty.notify_all();
        }
        answer
    }

    /// Takes note that the only one who borrows from here has begun so many items since.
    pub(crate) fn note_begun(&self, items: usize) {
        // Release: partner of the Acquire in `lent`.
        self.begun.store(items, Ordering::Release);
    }

    /// Waits while `lend` would answer `Nothing`.
    ///
    /// # Blocking
    ///
    /// As `take`; whoever returns what it was lent wakes it, too, and so does `close_lending`.
    pub(crate) fn await_loan(&self, sharers: usize, account: &mut Account) {
        let mut state = self.state.lock();
        self.await_item(&mut state, sharers, account, |state| match state.lending {
            Lending::Open => state.answers_takers(),
            Lending::Closing => state.cancelled || state.is_over(),
            Lending::Closed => true,
        });
    }

    /// Takes back what a worker was lent and has not begun, for others to take; `begun` as in
    /// `lend`.
    pub(crate) fn take_back(&self, chunk: &mut VecDeque<Taken<T>>, begun: &mut usize) {
        let mut state = self.state.lock();
        let reach = self.reach(&state);
        state.lent -= std::mem::take(begun);
        let ready = chunk.len();
        for taken in chunk.drain(..) {
            let at = state
                .returned
                .partition_point(|other| other.turn < taken.turn);
            state.returned.insert(at, taken);
        }
        let over = state.is_over();
        self.unlock_and_wake(state, reach, ready);
        if ready > 0 || over {
            // All: patient ones too, since who had the items may be away for long.
            self.not_empty.notify_all();
        }
    }

    /// Ends the taking of chunks, step by step: first nobody gets one any more …
    pub(crate) fn begin_closing(&self) {
        self.state.lock().lending = Lending::Closing;
    }

    /// … and when all have been taken back, items are taken one by one, in the order of their
    /// turns.
    pub(crate) fn close_lending(&self) {
        self.state.lock().lending = Lending::Closed;
        self.not_empty.notify_all(); // all: each looks at the change, and takes one by one
    }

    /// Hands on what was reserved and is done, gives back what is left of the reservation, and
    /// reserves anew, up to `wanted` places. Never waits.
    pub(crate) fn give_many(
        &self,
        done: &mut Vec<(u64, Place<T>)>,
        reserved: &mut Reserved,
        wanted: usize,
    ) -> Result<(), Cancelled> {
        let mut state = self.state.lock();
        if state.cancelled {
            return Err(Cancelled);
        }
        let reach = self.reach(&state);
        let mut ready = 0;
        state.reserved -= reserved.places;
        for (turn, place) in done.drain(..) {
            ready += self.lay_down(&mut state, turn, place);
        }
        let free = self.reach(&state).saturating_sub(state.places.end());
        reserved.places = 0;
        if !self.by_turn {
            reserved.places = wanted.min(usize::try_from(free).unwrap_or(usize::MAX));
            state.reserved += reserved.places;
        }
        reserved.below = self.reach(&state);
        self.unlock_and_wake(state, reach, ready);
        Ok(())
    }

    /// Tells whether each turn has its place.
    pub(crate) fn is_by_turn(&self) -> bool {
        self.by_turn
    }
}

impl<T> State<T> {
    fn lend(&mut self, most: usize, sharers: usize, chunk: &mut VecDeque<Taken<T>>) -> bool {
        let share = self.items_ready().div_ceil(sharers);
        for _ in 0..most.min(share) {
            // `take_next` takes it for begun.
            let Some(taken) = self.take_next() else { break };
            self.lent += usize::from(!chunk.is_empty());
            chunk.push_back(taken);
        }
        !chunk.is_empty()
    }
}
