//! What lies between two stages: a bounded queue in which every item has its place.
//!
//! Each item that a worker takes out of a link comes with a *turn*: how many items had been taken
//! before it. An ordered stage lays its result into the place of that turn in the link behind it,
//! whenever it has it; so the link is queue and reorder buffer in one, and what leaves it is in
//! order. An unordered stage, and one with a single worker, lays its results behind each other.
//!
//! ```text
//!              front                        front + capacity
//!                ▼                                  ▼
//!   turn   …    17     18     19     20     21     22   …
//!             ┌──────┬──────┬──────┬──────┬──────┐
//!             │  a   │  b   │  ·   │  d   │      │      f waits: its turn is 22
//!             └──────┴──────┴──────┴──────┴──────┘
//!               ready: 2      └ awaited: a worker still has the item in its hands
//! ```
//!
//! Nothing grows: a result whose turn is `capacity` or more behind the front waits in its worker's
//! hands. And that wait cannot be for ever, because *whoever has the front's turn never waits for
//! room*: its place is there. So the front is filled sooner or later, leaves, and the places move
//! on, until those who wait have theirs. (The classic trap is a buffer with room for n results in
//! any order: n late ones fill it, and the one that all wait for finds no room.)
//!
//! Two sub-modules say how threads sleep at a link and who wakes them (`waiting.rs`), and how many
//! items change hands under one lock (`chunks.rs`).
//!
//! The queues of `pattern_core` do not fit here: the turn must be drawn under the same lock under
//! which the item is taken, or two workers could draw theirs in the other order.

mod any;
mod chunks;
mod state;
mod waiting;

use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use pattern_sync::sync::{Condvar, Mutex};

use crate::account::Account;
use crate::places::{Numbered, Place};

pub(crate) use any::AnyLink;
pub(crate) use chunks::{Lent, Reserved};
pub(crate) use state::Taken;

use state::State;

/// A bounded queue between the workers of one stage and those of the next.
pub(crate) struct Link<T> {
    state: Mutex<State<T>>,
    /// Takers wait here for an item at the front, or for the end.
    not_empty: Condvar,
    /// Givers wait here for room, or for the end: all at one condition variable if any room is as
    /// good as another; at the one of its turn, modulo their number, if each waits for its own
    /// place.
    room: Box<[Condvar]>,
    /// How many places there may be: 1 or more.
    capacity: usize,
    /// Whether an item's place is that of its turn, or the next one that is free.
    by_turn: bool,
    /// How many of the items lent the end of the pipeline has begun, if it is behind this link and
    /// since it was last lent some. Set back under the mutex.
    begun: AtomicUsize,
    /// The same as in the state, for those who have items left and do not look there.
    cancelled: AtomicBool,
}

/// The run has been called off: nothing is given or taken any more.
#[derive(Debug)]
pub(crate) struct Cancelled;

impl<T> Link<T> {
    /// Makes an empty link with `capacity` places behind a stage of `givers` workers.
    pub(crate) fn new(capacity: usize, givers: usize, ordered: bool) -> Self {
        // What one worker gives is in order by itself.
        let by_turn = ordered && givers > 1;
        let rooms = if by_turn { givers } else { 1 };
        Self {
            state: Mutex::new(State::new(capacity, givers)),
            not_empty: Condvar::new(),
            room: (0..rooms).map(|_| Condvar::new()).collect(),
            capacity,
            by_turn,
            begun: AtomicUsize::new(0),
            cancelled: AtomicBool::new(false),
        }
    }

    /// Gives how many places there may be.
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Tells whether all has been called off.
    pub(crate) fn is_cancelled(&self) -> bool {
        // Relaxed: partner of the store in `cancel`. It only shortens what would end anyhow, and
        // nothing is read on the strength of it.
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Lays an item into its place, and waits while that is not there yet.
    ///
    /// # Blocking
    ///
    /// A taker that moves the front on wakes it, and so does `cancel`.
    pub(crate) fn give(
        &self,
        turn: u64,
        item: Numbered<T>,
        account: &mut Account,
    ) -> Result<(), Cancelled> {
        self.fill(turn, Place::Item(item), account)
    }

    /// Takes note that no item will come for a turn. Waits as `give` does.
    pub(crate) fn skip(&self, turn: u64, account: &mut Account) -> Result<(), Cancelled> {
        if self.by_turn {
            self.fill(turn, Place::Skipped, account)
        } else {
            Ok(()) // nobody waits for it
        }
    }

    /// Takes the item at the front, and waits while there is none; `None` if none will come.
    ///
    /// # Blocking
    ///
    /// A giver that fills the front's place wakes it, and so do the end of the last giver and
    /// `cancel`.
    ///
    /// Before it waits it calls `before`, which may use links behind this one, and none before it.
    pub(crate) fn take(&self, account: &mut Account, before: impl FnOnce()) -> Option<Taken<T>> {
        let mut state = self.state.lock();
        if !state.answers_takers() {
            before();
            self.await_item(&mut state, 1, account, State::answers_takers);
        }
        if state.cancelled {
            return None;
        }
        let reach = self.reach(&state);
        let mut taken = state.take_next()?;
        taken.rank = state.ranks;
        state.ranks += 1;
        self.unlock_and_wake(state, reach, 0);
        Some(taken)
    }

    /// Takes note that a giver has ended; with the last one the link ends, once it is empty.
    fn giver_left(&self) {
        let mut state = self.state.lock();
        state.givers -= 1;
        if state.givers == 0 {
            drop(state);
            // All: whoever still waits for an item learns that none will come.
            self.not_empty.notify_all();
        }
    }

    /// Calls everything off: whoever waits is woken, and nothing is given or taken any more. What
    /// lies in the link is dropped with it.
    fn cancel(&self) {
        {
            let mut state = self.state.lock();
            if state.cancelled {
                return; // whoever waited is woken by the first call
            }
            state.cancelled = true;
            // Relaxed: partner of the load in `is_cancelled`.
            self.cancelled.store(true, Ordering::Relaxed);
        }
        // All, on both sides: none of them has anything left to wait for.
        self.not_empty.notify_all();
        for room in &self.room {
            room.notify_all();
        }
    }

    /// Fills the place of a turn, once it is there.
    fn fill(&self, turn: u64, place: Place<T>, account: &mut Account) -> Result<(), Cancelled> {
        let mut state = self.state.lock();
        self.await_room(&mut state, turn, account);
        if state.cancelled {
            drop(state); // the item is the caller's code to drop, which may take its time
            return Err(Cancelled);
        }
        let reach = self.reach(&state);
        let ready = self.lay_down(&mut state, turn, place);
        self.unlock_and_wake(state, reach, ready);
        Ok(())
    }

    /// Fills the place of a turn, which is there, and tells how many items can be taken now and
    /// could not before.
    fn lay_down(&self, state: &mut State<T>, turn: u64, place: Place<T>) -> usize {
        if let Place::Item(_) = place {
            state.count_arrival(self.depth(state));
        }
        let turn = self.turn_of_place(state, turn);
        state.places.fill(turn, place)
    }

    /// Tells whose place an item gets: that of its own turn, or the next one free.
    fn turn_of_place(&self, state: &State<T>, turn: u64) -> u64 {
        if self.by_turn {
            turn
        } else {
            state.places.end()
        }
    }

    /// Gives the first turn that has no place yet.
    fn reach(&self, state: &State<T>) -> u64 {
        let away = (self.lent(state) + state.reserved) as u64;
        (state.places.front().saturating_add(self.capacity as u64)).saturating_sub(away)
    }

    /// Counts the items that have left their places and that nobody has begun.
    fn lent(&self, state: &State<T>) -> usize {
        // Acquire: partner of the Release in `note_begun`. Whoever makes use of the room comes
        // after what was done with the item before.
        state.lent - self.begun.load(Ordering::Acquire)
    }

    /// Counts the items that are here, or count as if they were.
    fn depth(&self, state: &State<T>) -> usize {
        state.places.filled() + self.lent(state)
    }

    fn must_wait(&self, state: &State<T>, turn: u64) -> bool {
        self.turn_of_place(state, turn) >= self.reach(state) && !state.cancelled
    }
}

/// A giver's promise to say when it ends, also by a panic.
pub(crate) struct Giver<'link, T>(&'link Link<T>);

impl<'link, T> Giver<'link, T> {
    pub(crate) fn new(link: &'link Link<T>) -> Self {
        Self(link)
    }
}

impl<T> Drop for Giver<'_, T> {
    fn drop(&mut self) {
        self.0.giver_left();
    }
}
