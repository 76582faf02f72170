//! What a thread does that carries items through a group: it is one of the group's first stage.

use pattern_core::BoxError;
use pattern_sync::thread;
use pattern_sync::time::Instant;

use super::holdings::Lane;
use super::{Carry, Hands, Node};
use crate::account::Account;
use crate::group::{Entrance, Group, Load, Pace};
use crate::link::{Lent, Taken};
use crate::node::carry::Ticket;
use crate::places::Numbered;

/// One item in so many chunks is timed in each stage.
const TIMED: u32 = 4;

impl<T, U, F> Node<'_, T, U, F>
where
    T: Send,
    U: Send,
    F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync,
{
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
