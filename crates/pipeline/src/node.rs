//! A stage whose workers share a closure: on threads of its own, or as part of a group.

use std::collections::VecDeque;

use pattern_core::BoxError;
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;
use pattern_sync::time::Instant;

use crate::account::Account;
use crate::group::{Entrance, Exit, Group, Load, Pace};
use crate::link::{AnyLink, Cancelled, Lent, Link, Reserved, Taken};
use crate::places::{Numbered, Place};
use crate::run::At;

/// One item in so many chunks is timed in each stage.
const TIMED: u32 = 4;

/// A stage: what it does, and what lies before and behind it.
pub(crate) struct Node<'env, T, U, F> {
    pub(crate) step: F,
    pub(crate) input: Arc<Link<T>>,
    pub(crate) output: Arc<Link<U>>,
    /// The next stage of its group; `None` for the last one.
    pub(crate) next: Option<Arc<dyn Carry<U> + 'env>>,
    /// Where it stands in its group, from 0 on.
    pub(crate) position: usize,
    /// What its carriers have yet to begin, if it is a group's first stage: one per lane.
    pub(crate) lanes: Box<[Mutex<Lane<T>>]>,
    /// What its carriers have yet to hand on, if it is a group's last stage: one per lane.
    pub(crate) trays: Box<[Mutex<Tray<U>>]>,
}

/// What a carrier was lent.
pub(crate) struct Lane<T> {
    chunk: VecDeque<Taken<T>>,
    /// How many items the carrier has begun and the link does not know of.
    begun: usize,
    /// How many it has begun in all.
    begun_in_all: u64,
}

/// What a carrier has done. Its places are there, and wait.
pub(crate) struct Tray<U> {
    /// By the turns at which the group took the items.
    done: Vec<(u64, Place<U>)>,
    /// How many of those are items, and not dropped.
    items: usize,
    reserved: Reserved,
    /// How many items have been handed on, and are not in the carrier's account yet.
    handed_on: usize,
}

impl<T> Default for Lane<T> {
    fn default() -> Self {
        Self {
            chunk: VecDeque::new(),
            begun: 0,
            begun_in_all: 0,
        }
    }
}

impl<U> Default for Tray<U> {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            items: 0,
            reserved: Reserved::default(),
            handed_on: 0,
        }
    }
}

/// What a carrier has with it on its way.
pub(crate) struct Hands<'a> {
    pub(crate) load: &'a mut Load,
    pub(crate) account: &'a mut Account,
    pub(crate) at: &'a mut At,
}

/// What is known of an item on its way through a group.
#[derive(Clone, Copy)]
pub(crate) struct Ticket {
    /// The turn at which the group took it.
    pub(crate) turn: u64,
    pub(crate) number: usize,
}

/// A stage as the one before it in its group sees it.
pub(crate) trait Carry<T>: Send + Sync {
    /// Takes an item through this stage and those behind it.
    fn carry(
        &self,
        ticket: Ticket,
        item: T,
        hands: &mut Hands<'_>,
    ) -> Result<Result<(), Cancelled>, BoxError>;

    /// Takes note that an item was dropped on its way.
    fn miss(&self, ticket: Ticket, hands: &mut Hands<'_>) -> Result<(), Cancelled>;

    /// Takes note likewise, in a group that has parted.
    fn skip(&self, turn: u64, account: &mut Account) -> Result<(), Cancelled>;

    /// Hands on what a carrier has done. If it `goes_on`, so much is reserved for its next results.
    fn settle(&self, load: &mut Load, goes_on: usize) -> Result<(), Cancelled>;

    /// Wakes those behind the group for what there is.
    fn urge(&self);
}

impl<T, U, F> Node<'_, T, U, F>
where
    T: Send,
    U: Send,
    F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync,
{
    /// A worker's work: takes items and passes on what the stage makes of them, until there are no
    /// more, or no more are wanted.
    pub(crate) fn work(&self, account: &mut Account, at: &mut At) -> Result<(), BoxError> {
        // Before it sleeps: nothing more will come from here for a while.
        let urge = || self.output.urge();
        while let Some(Taken {
            turn,
            rank,
            content,
        }) = self.input.take(account, urge)
        {
            let Numbered { number, lead, item } = content;
            at.item = Some(number);
            account.count_in();
            // What leaves a group has the turn at which it came in. Between the stages of one that
            // has parted, each takes its turn anew.
            let lead = if self.position == 0 { turn } else { lead };
            let place = if self.next.is_none() { lead } else { rank };
            let passed = match (self.step)(item)? {
                Some(item) => {
                    let result = self
                        .output
                        .give(place, Numbered { number, lead, item }, account);
                    if result.is_ok() {
                        account.count_out(1);
                    }
                    result
                }
                None => self
                    .output
                    .skip(place, account)
                    .and_then(|()| match &self.next {
                        Some(next) => next.skip(lead, account),
                        None => Ok(()),
                    }),
            };
            if passed.is_err() {
                break;
            }
        }
        Ok(())
    }

    /// A carrier's work: takes chunks, and carries each item through the group, until there are no
    /// more, no more are wanted, or the group has parted. Tells whether it has.
    pub(crate) fn carry_all(
        &self,
        group: &Group<'_>,
        hands: &mut Hands<'_>,
    ) -> Result<bool, BoxError> {
        let (lane, sharers) = (hands.load.lane, self.lanes.len());
        // The carriers share what is there, and those before them should see some of it free.
        let mut pace = Pace::new(self.input.capacity() / (2 * sharers));
        let mut begun = Instant::now();
        for round in 0_u32.. {
            if self.settle(hands.load, pace.size()).is_err() {
                return Ok(false);
            }
            let (answer, mut next) = self.fetch(lane, pace.size());
            match answer {
                Lent::Chunk => {}
                // They get one now: better than that we run out of work, and they wait for our
                // place until then.
                Lent::LastChunk => thread::yield_now(),
                Lent::Nothing => {
                    if self.settle(hands.load, 0).is_err() {
                        return Ok(false);
                    }
                    Carry::urge(self);
                    group.rest(lane, || self.input.await_loan(sharers, hands.account));
                    begun = Instant::now();
                    continue;
                }
                Lent::Closed => return Ok(true),
                Lent::Over => return Ok(false),
            }
            hands.load.since = (round % TIMED == 0).then(Instant::now);
            let waited = hands.account.waited();
            let mut items = 0;
            while let Some(Taken { turn, content, .. }) = next {
                let Numbered { number, item, .. } = content;
                hands.at.item = Some(number);
                items += 1;
                let ticket = Ticket { turn, number };
                if self.carry(ticket, item, hands)?.is_err() || self.input.is_cancelled() {
                    return Ok(false);
                }
                hands.load.since = None;
                next = self.begin_next(lane);
            }
            let now = Instant::now();
            let took = (now - begun).saturating_sub(hands.account.waited() - waited);
            begun = now;
            if pace.is_slow(items, took) {
                group.part();
            }
        }
        Ok(false)
    }

    /// Ends the carrying, and takes note in the accounts of what was done for whom. Counts once.
    pub(crate) fn come_home(&self, group: &Group<'_>, load: &mut Load, account: &mut Account) {
        if load.stages.is_empty() {
            return;
        }
        // If the run has been called off, it only fetches what has been counted elsewhere.
        let _ = self.settle(load, 0);
        account.count_out(load.stages[0].items_out);
        let done_for = load.divide(&account.so_far());
        account.share(done_for[0].shared);
        group.come_home(load.lane, done_for);
        load.stages.clear();
    }

    /// Fetches a chunk of at most so many items, and begins the first.
    fn fetch(&self, lane: usize, most: usize) -> (Lent, Option<Taken<T>>) {
        let mut lane = self.lanes[lane].lock();
        let Lane { chunk, begun, .. } = &mut *lane;
        let answer = self.input.lend(most, self.lanes.len(), chunk, begun);
        let first = chunk.pop_front();
        lane.begun_in_all += u64::from(first.is_some());
        (answer, first)
    }

    /// Takes the next item of the carrier's chunk, the work on which begins now.
    fn begin_next(&self, lane: usize) -> Option<Taken<T>> {
        let mut lane = self.lanes[lane].lock();
        let taken = lane.chunk.pop_front()?;
        lane.begun += 1;
        lane.begun_in_all += 1;
        Some(taken)
    }

    /// Lays what is done on the carrier's tray, or, if its place is not there yet, waits for it.
    fn deliver(&self, turn: u64, place: Place<U>, hands: &mut Hands<'_>) -> Result<(), Cancelled> {
        let by_turn = self.output.is_by_turn();
        let is_item = matches!(place, Place::Item(_));
        if !by_turn && !is_item {
            return Ok(()); // nobody waits for it
        }
        let mut tray = self.trays[hands.load.lane].lock();
        for asked in [false, true] {
            if asked {
                // Its place may have come in reach since. If not, nothing is held back meanwhile.
                tray.hand_on(&self.output, 1)?;
            }
            let Reserved { below, places } = tray.reserved;
            if (by_turn && turn < below) || (!by_turn && tray.done.len() < places) {
                tray.done.push((turn, place));
                tray.items += usize::from(is_item);
                return Ok(());
            }
        }
        drop(tray);
        match place {
            Place::Item(item) => {
                self.output.give(turn, item, hands.account)?;
                hands.load.stages[self.position].items_out += 1;
            }
            Place::Skipped | Place::Awaited => self.output.skip(turn, hands.account)?,
        }
        Ok(())
    }
}

impl<U> Tray<U> {
    /// Hands on all that is done, and reserves up to `wanted` places.
    fn hand_on(&mut self, output: &Link<U>, wanted: usize) -> Result<(), Cancelled> {
        output.give_many(&mut self.done, &mut self.reserved, wanted)?;
        self.handed_on += std::mem::take(&mut self.items);
        Ok(())
    }
}

impl<T, U, F> Carry<T> for Node<'_, T, U, F>
where
    T: Send,
    U: Send,
    F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync,
{
    fn carry(
        &self,
        ticket: Ticket,
        item: T,
        hands: &mut Hands<'_>,
    ) -> Result<Result<(), Cancelled>, BoxError> {
        if self.position == 0 {
            hands.account.count_in();
        }
        let load = &mut *hands.load;
        load.stages[self.position].items_in += 1;
        hands.at.ahead = self.position;
        let result = (self.step)(item)?;
        load.lap(self.position);
        Ok(match (result, &self.next) {
            (Some(item), Some(next)) => {
                load.stages[self.position].items_out += 1;
                return next.carry(ticket, item, hands);
            }
            (Some(item), None) => {
                let Ticket { turn, number } = ticket;
                let lead = turn;
                let place = Place::Item(Numbered { number, lead, item });
                self.deliver(turn, place, hands)
            }
            (None, _) => self.miss(ticket, hands),
        })
    }

    fn miss(&self, ticket: Ticket, hands: &mut Hands<'_>) -> Result<(), Cancelled> {
        match &self.next {
            Some(next) => next.miss(ticket, hands),
            None => self.deliver(ticket.turn, Place::Skipped, hands),
        }
    }

    fn skip(&self, turn: u64, account: &mut Account) -> Result<(), Cancelled> {
        match &self.next {
            Some(next) => next.skip(turn, account),
            None => self.output.skip(turn, account),
        }
    }

    fn settle(&self, load: &mut Load, goes_on: usize) -> Result<(), Cancelled> {
        let stage = &mut load.stages[self.position];
        let Some(next) = &self.next else {
            let mut tray = self.trays[load.lane].lock();
            let result = tray.hand_on(&self.output, goes_on);
            stage.items_out += std::mem::take(&mut tray.handed_on);
            return result;
        };
        let new = stage.items_out - stage.reported;
        stage.reported = stage.items_out;
        self.output.pass_by(new as u64);
        next.settle(load, goes_on)
    }

    fn urge(&self) {
        match &self.next {
            Some(next) => next.urge(),
            None => self.output.urge(),
        }
    }
}

impl<T, U, F> Exit for Node<'_, T, U, F>
where
    T: Send,
    U: Send,
    F: Send + Sync,
{
    fn hand_on(&self, lane: usize) {
        // If the run has been called off, the carrier will hear of it.
        let _ = self.trays[lane].lock().hand_on(&self.output, 0);
        self.output.urge();
    }
}

impl<T, U, F> Entrance for Node<'_, T, U, F>
where
    T: Send,
    U: Send,
    F: Send + Sync,
{
    fn begun(&self, lane: usize) -> u64 {
        self.lanes[lane].lock().begun_in_all
    }

    fn take_back(&self, lane: usize) {
        let Lane { chunk, begun, .. } = &mut *self.lanes[lane].lock();
        self.input.take_back(chunk, begun);
    }

    fn begin_closing(&self) {
        self.input.begin_closing();
    }

    fn close_lending(&self) {
        self.input.close_lending();
    }
}
