//! Where tasks wait: one queue for submissions from outside, and a deque per worker.
//!
//! A worker puts what it submits itself on its own deque, and takes from the same end (last in,
//! first out: the newest task is the one whose data is in its cache). Others steal from the
//! opposite end (first in, first out: the oldest task is likely to have the most work behind it).
//! What comes from other threads goes through the *injector*, first in, first out, whose length is
//! what the pool's capacity bounds.
//!
//! Everything else in this crate knows no more of the queues than the functions below.

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Arc, Condvar, Mutex};

use crate::task::{Job, Origin};

/// How many offers that came too late are kept before they are looked for.
const TOLERATED_LATE_OFFERS: usize = 32;

/// The queues of a pool.
pub(crate) struct Queues {
    injector: Mutex<Injector>,
    /// Submitters wait here for room in the injector, or for the end of the pool.
    not_full: Condvar,
    /// The most tasks that may wait in the injector: 1 or more.
    capacity: usize,
    /// One for each worker.
    deques: Box<[Mutex<Deque>]>,
}

/// The queue for submissions from outside.
struct Injector {
    /// The front is the oldest offer. Some may have come too late.
    offers: VecDeque<Arc<dyn Job>>,
    /// How many tasks of this queue nobody has begun: what the capacity bounds. It may count one
    /// more than that for a moment, never one less.
    waiting: usize,
    /// Whether submissions are refused. Never goes back to `false`.
    closed: bool,
}

/// The tasks that one worker has submitted, newest at the back.
#[derive(Default)]
struct Deque {
    offers: VecDeque<Arc<dyn Job>>,
    /// How many offers have left by the front. With it each offer has a number that it keeps,
    /// `removed + its index`, whatever thieves take away.
    removed: usize,
}

/// Why a submission was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Full,
    Closed,
}

impl Queues {
    pub(crate) fn new(workers: usize, capacity: usize) -> Self {
        Self {
            injector: Mutex::new(Injector {
                offers: VecDeque::new(),
                waiting: 0,
                closed: false,
            }),
            not_full: Condvar::new(),
            capacity,
            deques: (0..workers).map(|_| Mutex::default()).collect(),
        }
    }

    /// Returns how many workers there are.
    pub(crate) fn workers(&self) -> usize {
        self.deques.len()
    }

    /// Returns how many tasks wait in the injector.
    pub(crate) fn waiting_outside(&self) -> usize {
        self.injector.lock().waiting
    }

    /// Puts a task into the injector, waiting for room if `patient`; returns how many wait there
    /// now. A refused task is handed back.
    ///
    /// `wrap` makes an offer of the task; it is called under the lock, once it is certain that the
    /// task goes in, and before anyone can take it out.
    pub(crate) fn push_outside<F>(
        &self,
        task: F,
        patient: bool,
        wrap: impl FnOnce(F) -> Arc<dyn Job>,
    ) -> Result<usize, (Refusal, F)> {
        let mut injector = self.injector.lock();
        // Awaited: room, or the end of the pool.
        while patient && injector.waiting == self.capacity && !injector.closed {
            self.not_full.wait(&mut injector);
        }
        if injector.closed {
            return Err((Refusal::Closed, task));
        }
        if injector.waiting == self.capacity {
            return Err((Refusal::Full, task));
        }
        injector.drop_late_offers();
        injector.offers.push_back(wrap(task));
        injector.waiting += 1;
        Ok(injector.waiting)
    }

    /// Puts a task on the own deque of `worker`, and returns how many offers are there now.
    ///
    /// `floor` is as for [`pop_own`](Self::pop_own).
    pub(crate) fn push_own(&self, worker: usize, floor: usize, job: Arc<dyn Job>) -> usize {
        let mut deque = self.deques[worker].lock();
        // A task that was joined as soon as it was submitted leaves its offer here: without this, a
        // loop of that would pile them up.
        while deque.end() > floor && deque.offers.back().is_some_and(|last| !last.is_waiting()) {
            deque.offers.pop_back();
        }
        deque.offers.push_back(job);
        deque.offers.len()
    }

    /// Begins the newest task of the own deque of `worker` whose number is `floor` or more.
    pub(crate) fn pop_own(&self, worker: usize, floor: usize) -> Option<Arc<dyn Job>> {
        let mut deque = self.deques[worker].lock();
        while deque.end() > floor {
            let job = deque.offers.pop_back()?;
            if job.begin() {
                return Some(job);
            }
        }
        None
    }

    /// Returns the number that the next task on the own deque of `worker` will have.
    pub(crate) fn next_number(&self, worker: usize) -> usize {
        self.deques[worker].lock().end()
    }

    /// Begins the oldest task of the injector.
    pub(crate) fn pop_outside(&self) -> Option<Arc<dyn Job>> {
        let mut injector = self.injector.lock();
        while let Some(job) = injector.offers.pop_front() {
            if job.begin() {
                injector.waiting -= 1;
                drop(injector); // first, so that whoever is woken does not run into the lock
                self.not_full.notify_one(); // one, since there is room for one more
                return Some(job);
            }
        }
        None
    }

    /// Begins the oldest task of another worker's deque; returns it with that worker.
    pub(crate) fn steal(&self, thief: usize) -> Option<(Arc<dyn Job>, usize)> {
        let workers = self.workers();
        (thief + 1..thief + workers)
            .map(|number| number % workers)
            .find_map(|victim| {
                let mut deque = self.deques[victim].lock();
                while let Some(job) = deque.offers.pop_front() {
                    deque.removed += 1;
                    if job.begin() {
                        return Some((job, victim));
                    }
                }
                None
            })
    }

    /// Takes note that a task was begun by somebody who did not take it out of its queue.
    pub(crate) fn begun_out_of_turn(&self, origin: Origin) {
        if origin == Origin::Injector {
            self.injector.lock().waiting -= 1;
            self.not_full.notify_one(); // one, since there is room for one more
        }
    }

    /// Returns whether there is anything to take out of some queue.
    pub(crate) fn have_offers(&self) -> bool {
        let has_offers = |deque: &Mutex<Deque>| !deque.lock().offers.is_empty();
        !self.injector.lock().offers.is_empty() || self.deques.iter().any(has_offers)
    }

    /// Refuses submissions from outside from now on, and tells those that wait for room.
    pub(crate) fn close(&self) {
        self.injector.lock().closed = true;
        self.not_full.notify_all(); // all, since each of them is refused now
    }

    /// Begins every task that waits, and returns them.
    pub(crate) fn drain(&self) -> Vec<Arc<dyn Job>> {
        let mut begun = Vec::new();
        while let Some(job) = self.pop_outside() {
            begun.push(job);
        }
        for deque in &self.deques {
            let mut deque = deque.lock();
            deque.removed += deque.offers.len();
            begun.extend(deque.offers.drain(..).filter(|job| job.begin()));
        }
        begun
    }
}

impl Injector {
    /// Looks for offers that came too late once there are more of them than of the others.
    fn drop_late_offers(&mut self) {
        if self.offers.len() > 2 * self.waiting + TOLERATED_LATE_OFFERS {
            self.offers.retain(|job| job.is_waiting());
        }
    }
}

impl Deque {
    /// Returns the number after that of the newest offer.
    fn end(&self) -> usize {
        self.removed + self.offers.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Task;

    fn task(origin: Origin) -> Arc<dyn Job> {
        Arc::new(Task::new(Box::new(|| ()), origin))
    }

    #[test]
    fn offers_that_came_too_late_do_not_pile_up() {
        let queues = Queues::new(1, 10);
        for _ in 0..1_000 {
            let mut offered = None;
            let wrap = |()| Arc::clone(offered.insert(task(Origin::Injector)));
            assert!(queues.push_outside((), false, wrap).is_ok());
            assert!(offered.unwrap().begin());
            queues.begun_out_of_turn(Origin::Injector);

            let own = task(Origin::Deque);
            assert_eq!(queues.push_own(0, 0, Arc::clone(&own)), 1);
            assert!(own.begin());
        }
        assert!(queues.injector.lock().offers.len() <= TOLERATED_LATE_OFFERS + 1);
        assert!(queues.pop_outside().is_none() && queues.pop_own(0, 0).is_none());
    }

    #[test]
    fn an_offer_keeps_its_number_whatever_thieves_take() {
        let queues = Queues::new(2, 10);
        let push = |floor| queues.push_own(0, floor, task(Origin::Deque));
        assert_eq!([push(0), push(0)].len(), 2);
        let floor = queues.next_number(0);
        assert_eq!([push(floor), push(floor)].len(), 2);
        assert_eq!(queues.steal(1).map(|(_, victim)| victim), Some(0));
        assert!(queues.pop_own(0, floor).is_some());
        assert!(queues.pop_own(0, floor).is_some());
        assert!(
            queues.pop_own(0, floor).is_none(),
            "what is left lies below the floor"
        );
        assert!(queues.pop_own(0, 0).is_some());
    }
}
