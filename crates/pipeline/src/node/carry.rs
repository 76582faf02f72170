//! The way of one item through the stages of a group.

use pattern_core::BoxError;
use pattern_sync::trace;

use super::Node;
use crate::account::Account;
use crate::group::{Exit, Load};
use crate::link::{AnyLink, Cancelled, Reserved};
use crate::places::{Numbered, Place};
use crate::run::At;

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
        let result = trace::work(&self.name, || (self.step)(item))?;
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

impl<T, U, F> Node<'_, T, U, F>
where
    T: Send,
    U: Send,
    F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync,
{
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
