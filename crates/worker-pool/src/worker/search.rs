//! What a worker does that has come to the end of its own tasks: it looks for others, and sleeps.

use super::Worker;
use crate::fork::Stolen;
use crate::forks::Loot;
use crate::seat::Seat;
use crate::task::Offer;

impl Worker {
    /// Looks for something to run elsewhere, sleeping until there is anything, and runs it; `false` at
    /// the end of the pool.
    pub(super) fn run_found(&self) -> bool {
        // What another one has taken from the injector is older than what is there.
        let stuck = self.stuck();
        if let Some(offer) = stuck.and_then(|stuck| self.shared.seats[stuck].batch.steal()) {
            self.run_from_outside(offer);
            return true;
        }
        if let Some(offer) = self.fetch() {
            self.run_from_outside(offer);
            return true;
        }
        if self.run_stolen() {
            return true;
        }
        let asleep = self.shared.watcher.clock();
        let woken = self.shared.search_awake() || self.shared.sleep_until_work();
        self.report_idle(asleep);
        woken
    }

    /// Takes tasks out of the injector, one to be run now, others into the batch; and reports on the
    /// way how many have ended.
    pub(super) fn fetch(&self) -> Option<Offer> {
        let mut searching = self.searching.get();
        let ended = self.ended.take();
        let offer = self.shared.fetch(&self.desk, ended, &mut searching);
        self.searching.set(searching);
        offer
    }

    /// Returns a worker that has not got on with its batch since this one last looked. (While all are
    /// busy, one that gets on is better left alone. A worker that searches takes from all, in `fetch`.)
    pub(super) fn stuck(&self) -> Option<usize> {
        if self.searching.get() {
            return None;
        }
        let (watched, progress) = self.watched.get();
        let batch = &self.shared.seats[watched].batch;
        let (left, now) = (batch.remaining() > 0, batch.progress());
        if left && now == progress {
            return Some(watched);
        }
        let next = if left {
            Some(watched)
        } else {
            self.others().filter(|&next| next > watched).min()
        };
        let next = next.or_else(|| self.others().min())?;
        self.watched
            .set((next, self.shared.seats[next].batch.progress()));
        None
    }

    /// Runs something that another worker has submitted, or has offered in a join; returns whether
    /// there was anything.
    pub(super) fn run_stolen(&self) -> bool {
        for victim in self.others() {
            let seat = &self.shared.seats[victim];
            if let Some(half) = self.steal_half(seat, |_| true) {
                self.found();
                self.tell(|observer| observer.stole(self.index, victim));
                self.run_half(half);
                return true;
            }
            if let Some(offer) = seat.tasks.steal() {
                self.found();
                self.tell(|observer| observer.stole(self.index, victim));
                self.run(offer);
                return true;
            }
        }
        false
    }

    /// Returns the numbers of the other workers, beginning with the next one.
    pub(super) fn others(&self) -> impl Iterator<Item = usize> + use<> {
        let workers = self.shared.seats.len();
        (self.index + 1..self.index + workers).map(move |number| number % workers)
    }

    /// Steals the oldest half that another worker has on offer, if it was offered on behalf of one
    /// that is `wanted`.
    pub(super) fn steal_half(
        &self,
        victim: &Seat,
        wanted: impl Fn(usize) -> bool,
    ) -> Option<Stolen> {
        loop {
            match victim.forks.steal(&wanted) {
                Loot::Nothing => return None,
                Loot::Missed => {} // somebody else got on
                #[allow(unsafe_code)]
                // SAFETY: it was just taken out of a deque, and is taken up here only.
                Loot::Got(offered) => return Some(unsafe { Stolen::new(offered) }),
            }
        }
    }

    /// Ends the search, if this worker was searching.
    pub(super) fn found(&self) {
        if self.searching.take() {
            self.shared.found_elsewhere();
        }
    }

    /// Counts this worker as searching when its task is about to end, somebody waits for it, and there
    /// is nothing else to do: what comes next in answer to the result wakes nobody then.
    pub(super) fn announce(&self) {
        let nothing_left = self.depth.get() == 1
            && self.end.get() <= self.emptied.get()
            && self.desk.batch.is_empty();
        // An observer's code comes before the search, and may take long.
        if nothing_left && !self.searching.get() && !self.shared.watcher.is_somebody() {
            self.searching.set(true);
            self.shared.rest.search();
        }
    }
}
