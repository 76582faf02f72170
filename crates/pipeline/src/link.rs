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
//!             │  a   │  b   │  ·   │  d   │      │      e waits: its turn is 22
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

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Condvar, Mutex, MutexGuard};

use crate::account::Account;
use crate::report::QueueReport;

/// Room allocated at the start; beyond it the places grow with use, so that a huge capacity costs
/// nothing until it is needed.
const PREALLOCATED_PLACES: usize = 256;

/// A bounded queue between the workers of one stage and those of the next.
pub(crate) struct Link<T> {
    state: Mutex<State<T>>,
    /// Takers wait here for an item at the front, or for the end.
    not_empty: Condvar,
    /// Givers wait here for room, or for the end: all at one condition variable if any room is as
    /// good as another; at the one of its turn, modulo their number, if each waits for its own
    /// place. Of the turns that wait, no two share one: see [`Link::wake_givers`].
    room: Box<[Condvar]>,
    /// How many places there are: 1 or more.
    capacity: usize,
    /// Whether an item's place is that of its turn, or the next one that is free.
    by_turn: bool,
}

/// What the mutex guards.
struct State<T> {
    /// The places from the front on. Never more than the capacity; the first, if there is one, is
    /// not `Skipped`.
    places: VecDeque<Place<T>>,
    /// The turn of the first place.
    front: u64,
    /// How many places, from the first on, are not `Awaited`: what takers may take.
    ready: usize,
    /// How many places hold an item, ready or not.
    filled: usize,
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
    /// The largest that `filled` has been.
    high_water: usize,
    /// The sum of what `filled` was when each item came.
    seen_by_arrivals: u64,
    /// How many items have come.
    arrivals: u64,
}

/// A place in the queue.
enum Place<T> {
    /// Its item is still being worked on.
    Awaited,
    Item(Numbered<T>),
    /// The stage has dropped its item.
    Skipped,
}

/// An item, and which of the source's items it was made from, counted from 0.
pub(crate) struct Numbered<T> {
    pub(crate) number: usize,
    pub(crate) item: T,
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
        let state = State {
            places: VecDeque::with_capacity(capacity.min(PREALLOCATED_PLACES)),
            front: 0,
            ready: 0,
            filled: 0,
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
            room: (0..if by_turn { givers } else { 1 })
                .map(|_| Condvar::new())
                .collect(),
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
        if state.cancelled || state.ready == 0 {
            return None;
        }
        let before = state.front;
        let Some(Place::Item(Numbered { number, item })) = state.drop_front() else {
            unreachable!("the place at the front is ready, and is not skipped");
        };
        let turn = state.taken;
        state.taken += 1;
        state.filled -= 1;
        state.drop_skipped();
        self.wake_givers(state, before);
        Some(Taken { turn, number, item })
    }

    /// Takes note that a giver has ended; with the last one the link ends, once it is empty.
    pub(crate) fn giver_left(&self) {
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
    pub(crate) fn cancel(&self) {
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

    /// Gives the account of the queue.
    pub(crate) fn report(&self) -> QueueReport {
        let state = self.state.lock();
        QueueReport {
            capacity: self.capacity,
            high_water: state.high_water,
            mean_depth: if state.arrivals == 0 {
                0.0
            } else {
                state.seen_by_arrivals as f64 / state.arrivals as f64
            },
        }
    }

    /// Fills the place of a turn, once there is room for it.
    fn fill(&self, turn: u64, place: Place<T>, account: &mut Account) -> Result<(), Cancelled> {
        let mut state = self.state.lock();
        if self.must_wait(&state, turn) {
            let room = &self.room[(turn % self.room.len() as u64) as usize];
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
        let index = self.index(&state, turn);
        while state.places.len() <= index {
            state.places.push_back(Place::Awaited);
        }
        if let Place::Item(_) = place {
            state.seen_by_arrivals += state.filled as u64;
            state.arrivals += 1;
            state.filled += 1;
            state.high_water = state.high_water.max(state.filled);
        }
        state.places[index] = place;
        self.unlock_after_fill(state, index);
        Ok(())
    }

    /// Tells where in the places a turn's is. For a link that is not ordered, the next one free.
    fn index(&self, state: &State<T>, turn: u64) -> usize {
        if self.by_turn {
            (turn - state.front) as usize
        } else {
            state.places.len()
        }
    }

    fn must_wait(&self, state: &State<T>, turn: u64) -> bool {
        self.index(state, turn) >= self.capacity && !state.cancelled
    }

    /// Lets takers have what the place just filled has made ready, itself and those behind it that
    /// were only waiting for it, and wakes as many of them as there are items.
    fn unlock_after_fill(&self, mut state: MutexGuard<'_, State<T>>, filled: usize) {
        if filled != state.ready {
            return; // there is a place before it that is awaited
        }
        let mut items = 0;
        // Each place is passed here once, so this takes constant time per item, on the whole.
        while let Some(place) = state.places.get(state.ready) {
            match place {
                Place::Awaited => break,
                Place::Item(_) => items += 1,
                Place::Skipped => {}
            }
            state.ready += 1;
        }
        let before = state.front;
        state.drop_skipped();
        let waiting = state.waiting_takers;
        self.wake_givers(state, before); // and unlocks: who is woken shall not run into the lock
        for _ in 0..items.min(waiting) {
            self.not_empty.notify_one();
        }
    }

    /// Unlocks, and wakes those whose places have come in reach since the front was at `before`.
    ///
    /// In a link by turns each condition variable has at most one sleeper. For suppose that the
    /// turns `a` and `b` wait, and that `b - a` is a multiple of the number of workers. Then all
    /// turns from `a` to `b` have been drawn and none of them has got its place: more turns than
    /// there are workers to hold them.
    fn wake_givers(&self, state: MutexGuard<'_, State<T>>, before: u64) {
        let waiting = state.waiting_givers;
        let moved = state.front - before;
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
            self.room[(turn % self.room.len() as u64) as usize].notify_one();
        }
    }
}

impl<T> State<T> {
    /// Tells whether a taker need not wait: there is an item for it, or there will be none.
    fn answers_takers(&self) -> bool {
        // A place that is awaited when the last giver has gone would be that of a worker that
        // failed, and who fails cancels first.
        self.cancelled || self.ready > 0 || (self.givers == 0 && self.places.is_empty())
    }

    /// Removes the first place, which is ready.
    fn drop_front(&mut self) -> Option<Place<T>> {
        self.ready -= 1;
        self.front += 1;
        self.places.pop_front()
    }

    /// Removes the places at the front whose items have been dropped.
    fn drop_skipped(&mut self) {
        while matches!(self.places.front(), Some(Place::Skipped)) {
            self.drop_front();
        }
    }
}

/// What can be done with any link, whatever its items are.
pub(crate) trait AnyLink: Send + Sync {
    fn cancel(&self);
    fn report(&self) -> QueueReport;
}

impl<T: Send> AnyLink for Link<T> {
    fn cancel(&self) {
        Self::cancel(self);
    }

    fn report(&self) -> QueueReport {
        Self::report(self)
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
