//! Channels: how many items, senders and receivers there are. The items are the facade's.

use super::object::{Channel, ObjectIndex};
use super::state::Wait;
use super::{Action, Execution, Object, Obstacle, Site, Slot, Wakeup};

/// Why a channel refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Full, or empty.
    NotNow,
    /// Nobody is left on the other side.
    Disconnected,
}

/// Which side of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Sender,
    Receiver,
}

/// How long an operation on a channel waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Not at all.
    None,
    /// Until this virtual time.
    Until(u64),
    /// For ever.
    Forever,
}

impl Patience {
    fn deadline(self) -> Option<u64> {
        match self {
            Self::Until(deadline) => Some(deadline),
            Self::None | Self::Forever => None,
        }
    }
}

impl Execution {
    /// Registers a channel with one sender and one receiver.
    pub(crate) fn new_channel(&self, slot: &Slot, capacity: Option<usize>, site: Site) {
        self.object(slot, site, || {
            Object::Channel(Channel {
                made: site,
                capacity,
                len: 0,
                taken: 0,
                sent: 0,
                senders: 1,
                receivers: 1,
            })
        });
    }

    fn channel(&self, slot: &Slot, site: Site) -> ObjectIndex {
        self.object(slot, site, || {
            unreachable!("channels are registered when they are made")
        })
    }

    /// Sends: `put` stores the item once there is room, `take_back` takes it out again where a
    /// rendezvous found no taker.
    pub(crate) fn send(
        &self,
        slot: &Slot,
        patience: Patience,
        put: impl FnOnce(),
        take_back: impl FnOnce(),
        site: Site,
    ) -> Result<(), Refusal> {
        let index = self.channel(slot, site);
        let deadline = patience.deadline();
        let wait = if patience == Patience::None {
            Wait::Nothing
        } else {
            Wait::Room(index)
        };
        let wakeup = self.reach_until(wait, Some(index), deadline, false, site);
        let rendezvous = self.state().channel(index).capacity == Some(0);
        let refusal = {
            let state = self.state();
            let channel = state.channel(index);
            // Without waiting, a rendezvous needs somebody who is receiving already.
            let met =
                !rendezvous || patience != Patience::None || state.takers(index) > channel.len;
            match () {
                () if channel.receivers == 0 => Some(Refusal::Disconnected),
                () if wakeup == Wakeup::TimedOut || !channel.has_room() || !met => {
                    Some(Refusal::NotNow)
                }
                () => None,
            }
        };
        if let Some(refusal) = refusal {
            return self.refuse(Side::Sender, refusal, index, site);
        }
        put();
        let ticket = {
            let mut state = self.state();
            let channel = state.channel_mut(index);
            channel.len += 1;
            channel.sent += 1;
            let ticket = channel.sent - 1;
            state.record(Action::Send, Some(index), site);
            ticket
        };
        if !rendezvous || patience == Patience::None {
            return Ok(());
        }
        let wakeup = self.reach_until(
            Wait::Taken(index, ticket),
            Some(index),
            deadline,
            false,
            site,
        );
        let mut state = self.state();
        let channel = state.channel_mut(index);
        if channel.taken > ticket {
            return Ok(());
        }
        channel.len -= 1;
        channel.sent -= 1;
        drop(state);
        take_back();
        let refusal = if wakeup == Wakeup::TimedOut {
            Refusal::NotNow
        } else {
            Refusal::Disconnected
        };
        self.refuse(Side::Sender, refusal, index, site)
    }

    /// Waits for an item; on `Ok` the caller takes it out.
    pub(crate) fn receive(
        &self,
        slot: &Slot,
        patience: Patience,
        site: Site,
    ) -> Result<(), Refusal> {
        let index = self.channel(slot, site);
        let wait = if patience == Patience::None {
            Wait::Nothing
        } else {
            // To wait is to be a taker, which a sender without patience can tell.
            self.state().touch_object(index);
            Wait::Item(index)
        };
        self.reach_until(wait, Some(index), patience.deadline(), false, site);
        let mut state = self.state();
        let channel = state.channel_mut(index);
        if channel.len > 0 {
            channel.len -= 1;
            channel.taken += 1;
            state.record(Action::Receive, Some(index), site);
            return Ok(());
        }
        let refusal = if channel.senders == 0 {
            Refusal::Disconnected
        } else {
            Refusal::NotNow
        };
        drop(state);
        self.refuse(Side::Receiver, refusal, index, site)
    }

    fn refuse(
        &self,
        side: Side,
        refusal: Refusal,
        index: ObjectIndex,
        site: Site,
    ) -> Result<(), Refusal> {
        let mut state = self.state();
        if state.events.is_some() {
            let rendezvous = state.channel(index).capacity == Some(0);
            let by = match (side, refusal) {
                (Side::Sender, Refusal::NotNow) if rendezvous => Obstacle::NobodyTakes,
                (Side::Sender, Refusal::NotNow) => Obstacle::Full,
                (Side::Sender, Refusal::Disconnected) => Obstacle::NoReceiver,
                (Side::Receiver, Refusal::NotNow) => Obstacle::Empty,
                (Side::Receiver, Refusal::Disconnected) => Obstacle::NoSender,
            };
            state.record(Action::Refused { by }, Some(index), site);
        }
        Err(refusal)
    }

    /// Counts one more handle of one side.
    pub(crate) fn channel_cloned(&self, slot: &Slot, side: Side, site: Site) {
        let index = self.channel(slot, site);
        let mut state = self.state();
        state.touch_object(index);
        let channel = state.channel_mut(index);
        match side {
            Side::Sender => channel.senders += 1,
            Side::Receiver => channel.receivers += 1,
        }
    }

    /// Counts one handle less; the last one disconnects, which is a step that others see. Returns
    /// whether the items inside have become unreachable.
    pub(crate) fn channel_dropped(&self, slot: &Slot, side: Side, site: Site) -> bool {
        let index = self.channel(slot, site);
        let last = {
            let state = self.state();
            let channel = state.channel(index);
            match side {
                Side::Sender => channel.senders == 1,
                Side::Receiver => channel.receivers == 1,
            }
        };
        if last {
            self.reach(Wait::Nothing, Some(index), site);
        }
        let mut state = self.state();
        state.touch_object(index);
        let channel = state.channel_mut(index);
        match side {
            Side::Sender => channel.senders -= 1,
            Side::Receiver => channel.receivers -= 1,
        }
        if last {
            let sender = side == Side::Sender;
            state.record(Action::Disconnect { sender }, Some(index), site);
        }
        // The items of a rendezvous go back to their senders.
        let channel = state.channel_mut(index);
        let unreachable = last && side == Side::Receiver && channel.capacity != Some(0);
        if unreachable {
            channel.len = 0;
        }
        unreachable
    }

    /// Items inside; what a rendezvous hands over is never inside.
    pub(crate) fn channel_len(&self, slot: &Slot, site: Site) -> usize {
        let index = self.channel(slot, site);
        self.reach(Wait::Nothing, Some(index), site);
        let mut state = self.state();
        let channel = state.channel(index);
        let len = match channel.capacity {
            Some(0) => 0,
            _ => channel.len,
        };
        if state.events.is_some() {
            let operation = format!("len() → {len}");
            state.record(Action::Atomic { operation }, Some(index), site);
        }
        len
    }
}
