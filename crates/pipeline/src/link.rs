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
//! The queues of `pattern_core` do not fit here: the turn must be drawn under the same lock under
//! which the item is taken, or two workers could draw theirs in the other order.

use pattern_sync::sync::{Condvar, Mutex, MutexGuard};

use crate::account::Account;
use crate::observer::Gauge;
use crate::places::{Numbered, Place, Places};
use crate::report::QueueReport;

/// A bounded queue between the workers of one stage and those of the next.
pub(crate) struct Link<T> {
    state: Mutex<State<T>>,
    /// Takers wait here for an item at the front, or for the end.
    not_empty: Condvar,
    /// Givers wait here for room, or for the end: all at one condition variable if any room is as
    /// good as another; at the one of its turn, modulo their number, if each waits for its own
    /// place. Of the turns that wait, no two share one: see [`Link::wake_givers`].
    room: Box<[Condvar]>,
    /// How many places there may be: 1 or more.
    capacity: usize,
    /// Whether an item's place is that of its turn, or the next one that is free.
    by_turn: bool,
}

/// What the mutex guards.
struct State<T> {
    /// Never more than the capacity.
    places: Places<T>,
    /// How many items have been taken out: the turn of the next one.
    taken: u64,
    /// Workers that may still give something.
    givers: usize,
    /// Whether all has been called off. Never goes back to `false`.
    cancelled: bool,
    /// Threads that wait on `not_empty`, with those that were woken and have yet to get the mutex.
    waiting_takers: usize,
    /// Threads that wait on `room`, counted likewise.
    waiting_givers: usize,
    /// The most items that have been there at a time.
    high_water: usize,
    /// How many items were there when each item came, added up.
    seen_by_arrivals: u64,
    /// How many items have come.
    arrivals: u64,
}

/// An item that has been taken out of a link, and its turn.
pub(crate) struct Taken<T> {
    pub(crate) turn: u64,
    pub(crate) number: usize,
    pub(crate) item: T,
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
        let state = State {
            places: Places::new(capacity),
            taken: 0,
            givers,
            cancelled: false,
            waiting_takers: 0,
            waiting_givers: 0,
            high_water: 0,
            seen_by_arrivals: 0,
            arrivals: 0,
        };
        Self {
            state: Mutex::new(state),
            not_empty: Condvar::new(),
            room: (0..rooms).map(|_| Condvar::new()).collect(),
            capacity,
            by_turn,
        }
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
    pub(crate) fn take(&self, account: &mut Account) -> Option<Taken<T>> {
        let mut state = self.state.lock();
        if !state.answers_takers() {
            account.starved(|| {
                // Awaited: an item at the front, or the end.
                while !state.answers_takers() {
                    state.waiting_takers += 1;
                    self.not_empty.wait(&mut state);
                    state.waiting_takers -= 1;
                }
            });
        }
        if state.cancelled {
            return None;
        }
        let before = state.places.front();
        let Numbered { number, item } = state.places.take()?;
        let turn = state.taken;
        state.taken += 1;
        self.wake_givers(state, before);
        Some(Taken { turn, number, item })
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
        if self.must_wait(&state, turn) {
            let room = self.room_of(turn);
            account.blocked(|| {
                // Awaited: a place for this turn, or the end.
                while self.must_wait(&state, turn) {
                    state.waiting_givers += 1;
                    room.wait(&mut state);
                    state.waiting_givers -= 1;
                }
            });
        }
        if state.cancelled {
            drop(state); // the item is the caller's code to drop, which may take its time
            return Err(Cancelled);
        }
        if let Place::Item(_) = place {
            state.count_arrival();
        }
        let turn = self.turn_of_place(&state, turn);
        let before = state.places.front();
        let items = state.places.fill(turn, place);
        let waiting = state.waiting_takers;
        self.wake_givers(state, before); // and unlocks: who is woken shall not run into the lock
        // One for each item that can be taken now and could not before.
        for _ in 0..items.min(waiting) {
            self.not_empty.notify_one();
        }
        Ok(())
    }

    /// Tells whose place an item gets: that of its own turn, or the next one free.
    fn turn_of_place(&self, state: &State<T>, turn: u64) -> u64 {
        if self.by_turn {
            turn
        } else {
            state.places.end()
        }
    }

    fn must_wait(&self, state: &State<T>, turn: u64) -> bool {
        let ahead = self.turn_of_place(state, turn) - state.places.front();
        ahead >= self.capacity as u64 && !state.cancelled
    }

    /// Gives the condition variable at which a turn waits for room.
    fn room_of(&self, turn: u64) -> &Condvar {
        &self.room[(turn % self.room.len() as u64) as usize]
    }

    /// Unlocks, and wakes those whose places have come in reach since the front was at `before`.
    ///
    /// In a link by turns each condition variable has at most one sleeper. For suppose that the
    /// turns `a` and `b` wait, and that `b - a` is a multiple of the number of workers. Then all
    /// turns from `a` to `b` have been drawn and none of them has got its place: more turns than
    /// there are workers to hold them.
    fn wake_givers(&self, state: MutexGuard<'_, State<T>>, before: u64) {
        let waiting = state.waiting_givers;
        let moved = state.places.front() - before;
        drop(state);
        if waiting == 0 {
            return;
        }
        // From the first turn that had no place, one for each place that there is now; round the
        // condition variables once is enough if each turn has its own.
        let most = if self.by_turn {
            self.room.len()
        } else {
            waiting
        };
        let first = before + self.capacity as u64;
        for turn in first..first + moved.min(most as u64) {
            self.room_of(turn).notify_one();
        }
    }
}

impl<T> State<T> {
    /// Tells whether a taker need not wait: there is an item for it, or there will be none.
    fn answers_takers(&self) -> bool {
        // A place that is awaited when the last giver has gone would be that of a worker that
        // failed, and who fails cancels first.
        self.cancelled || self.places.is_ready() || (self.givers == 0 && self.places.is_empty())
    }

    /// Counts an item that comes, and those that it finds.
    fn count_arrival(&mut self) {
        self.arrivals += 1;
        self.seen_by_arrivals += self.places.filled() as u64;
        self.high_water = self.high_water.max(self.places.filled() + 1);
    }
}

/// What can be done with any link, whatever its items are.
pub(crate) trait AnyLink: Send + Sync {
    /// Calls everything off.
    fn cancel(&self);
    /// Gives the account of the queue.
    fn report(&self) -> QueueReport;
    /// Tells what the queue is like at this moment.
    fn gauge(&self) -> Gauge;
}

impl<T: Send> AnyLink for Link<T> {
    fn cancel(&self) {
        Self::cancel(self);
    }

    fn report(&self) -> QueueReport {
        let state = self.state.lock();
        let mean_depth = state.seen_by_arrivals as f64 / state.arrivals.max(1) as f64;
        QueueReport {
            capacity: self.capacity,
            high_water: state.high_water,
            mean_depth,
        }
    }

    fn gauge(&self) -> Gauge {
        let state = self.state.lock();
        Gauge {
            arrived: state.arrivals as usize,
            taken: state.taken as usize,
            depth: state.places.filled(),
            waiting_takers: state.waiting_takers,
            waiting_givers: state.waiting_givers,
        }
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
