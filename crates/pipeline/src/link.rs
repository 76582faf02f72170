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

mod chunks;
mod waiting;

use std::collections::VecDeque;

use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use pattern_sync::sync::{Condvar, Mutex};

use crate::account::Account;
use crate::observer::Gauge;
use crate::places::{Numbered, Place, Places};
use crate::report::QueueReport;

pub(crate) use chunks::{Lent, Reserved};

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

/// What the mutex guards.
struct State<T> {
    /// Never more than the capacity, less what is lent or reserved.
    places: Places<T>,
    /// How many items have left the places: the turn of the next one.
    taken: u64,
    /// How many items were taken one by one: the rank of the next one.
    ranks: u64,
    /// Items that were lent and came back before their work began, in the order of their turns.
    returned: VecDeque<Taken<T>>,
    /// Items that have left the places and whose work has not begun, as far as is known here:
    /// those returned, and those in a worker's chunk. Less `begun`, they count as if they were in
    /// their places.
    lent: usize,
    /// Places promised to workers that give in chunks, if not by turn.
    reserved: usize,
    /// Whether items may be taken in chunks, one by one, or not at all for the moment.
    lending: Lending,
    /// Workers that may still give something.
    givers: usize,
    /// Whether all has been called off. Never goes back to `false`.
    cancelled: bool,
    sleepers: waiting::Sleepers,
    /// The most items that have been there at a time.
    high_water: usize,
    /// How many items were there when each item came, added up.
    seen_by_arrivals: u64,
    /// How many items have come.
    arrivals: u64,
    /// How many items were carried past this link: see `group.rs`.
    passed_by: u64,
}

/// How items may be taken out of a link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lending {
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
            ranks: 0,
            returned: VecDeque::new(),
            lent: 0,
            reserved: 0,
            lending: Lending::Open,
            givers,
            cancelled: false,
            sleepers: waiting::Sleepers::default(),
            high_water: 0,
            seen_by_arrivals: 0,
            arrivals: 0,
            passed_by: 0,
        };
        Self {
            state: Mutex::new(state),
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

impl<T> State<T> {
    /// Tells whether a taker need not wait: there is an item for it, or there will be none.
    fn answers_takers(&self) -> bool {
        self.cancelled || self.items_ready() > 0 || self.is_over()
    }

    /// Counts what may be taken. (A place that was skipped, and will be passed over, counts.)
    fn items_ready(&self) -> usize {
        self.returned.len() + self.places.ready()
    }

    /// Tells whether nothing will come any more.
    fn is_over(&self) -> bool {
        // A place that is awaited when the last giver has gone would be that of a worker that
        // failed, and who fails cancels first. What is lent may yet come back.
        self.givers == 0 && self.places.is_empty() && self.lent == 0
    }

    /// Takes the next item whose work begins now, if there is one.
    fn take_next(&mut self) -> Option<Taken<T>> {
        if let Some(taken) = self.returned.pop_front() {
            self.lent -= 1;
            return Some(taken);
        }
        self.take_from_place()
    }

    fn take_from_place(&mut self) -> Option<Taken<T>> {
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
    fn count_arrival(&mut self, depth: usize) {
        self.arrivals += 1;
        self.seen_by_arrivals += depth as u64;
        self.high_water = self.high_water.max(depth + 1);
    }
}

/// What can be done with any link, whatever its items are.
pub(crate) trait AnyLink: Send + Sync {
    /// Calls everything off.
    fn cancel(&self);
    /// Counts items that are carried past the link.
    fn pass_by(&self, items: u64);
    /// Gives the account of the queue.
    fn report(&self) -> QueueReport;
    /// Tells what the queue is like at this moment.
    fn gauge(&self) -> Gauge;
}

impl<T: Send> AnyLink for Link<T> {
    fn cancel(&self) {
        Self::cancel(self);
    }

    fn pass_by(&self, items: u64) {
        self.state.lock().passed_by += items;
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
        let arrived = (state.arrivals + state.passed_by) as usize;
        let depth = self.depth(&state);
        Gauge {
            arrived,
            taken: arrived - depth,
            depth,
            waiting_takers: state.sleepers.takers,
            waiting_givers: state.sleepers.givers,
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
