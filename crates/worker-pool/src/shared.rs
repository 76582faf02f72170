//! What the pool, its workers and all handles share: where tasks wait, how many are unfinished, and
//! the ways in which threads sleep and are woken (see `sleep.rs` for those of the workers).
//!
//! The life of a pool has three phases. *Open*: everybody may submit. *Closing*: the tasks of the
//! pool may still submit, since what they submit is part of what was accepted; others may not.
//! *Stopping*: nobody may, and whatever has not begun is dropped. From the second phase on the
//! workers end when no task is unfinished.

use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::time::Instant;

use crate::batch;
use crate::injector::Injector;
use crate::labels::END_OF_TASKS;
use crate::observer::{Observer, Watcher};
use crate::seat::{Desk, Seat};
use crate::sleep::Rest;
use crate::task::{Job, Offer, Origin, wait_until};

mod submit;

pub(crate) use self::submit::Refusal;

/// What all threads share.
pub(crate) struct Shared {
    /// What comes from outside. Its lock also guards falling asleep: whoever sleeps on one of the
    /// condition variables has looked while it held this, and whoever changes what is looked at
    /// holds it then, or takes it before notifying.
    pub(crate) injector: Mutex<Injector>,
    /// One for each worker: what others may take from it.
    pub(crate) seats: Box<[Seat]>,
    pub(crate) rest: Rest,
    /// Submitters wait here for room, or for the end of the pool.
    not_full: Condvar,
    /// How many do, or are about to.
    room_waiters: AtomicUsize,
    /// Whoever joins the pool waits here until no task is unfinished.
    quiet: Condvar,
    /// Whether there is a limit to what may wait, so that submitters may wait for room.
    bounded: bool,
    /// How many tasks workers have submitted themselves. Incremented before such a task can be taken
    /// by anyone, and by a task that is unfinished itself: so whoever holds the injector's lock, and
    /// finds that as many have ended as were accepted, knows that nobody is about to increment it.
    spawned: AtomicUsize,
    /// How many tasks from outside were begun by somebody who did not take them out of a queue, or
    /// were dropped. (What workers have begun is counted at their seats.)
    begun_elsewhere: AtomicUsize,
    /// How many offers of such tasks may still be in the injector.
    late: AtomicUsize,
    /// Set once, after the injector was closed: so whoever sees it finds all that came from outside
    /// counted.
    closing: AtomicBool,
    /// Set once, before what waits is dropped: so whoever begins a task later sees it.
    stopping: AtomicBool,
    /// How many tasks were dropped because of `stopping`.
    dropped: AtomicUsize,
    pub(crate) watcher: Watcher,
}

impl Shared {
    /// Makes what is shared, and for each worker what is its own.
    pub(crate) fn new(
        workers: usize,
        capacity: usize,
        spins: bool,
        watcher: Watcher,
    ) -> (Self, Vec<Desk>) {
        let (seats, desks): (Vec<_>, Vec<_>) = (0..workers).map(|_| Seat::new()).unzip();
        let shared = Self {
            injector: Mutex::new(Injector::new(capacity)),
            seats: seats.into_boxed_slice(),
            rest: Rest::new(workers, spins),
            not_full: Condvar::new(),
            room_waiters: AtomicUsize::new(0),
            quiet: Condvar::new(),
            bounded: capacity < usize::MAX,
            spawned: AtomicUsize::new(0),
            begun_elsewhere: AtomicUsize::new(0),
            late: AtomicUsize::new(0),
            closing: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            dropped: AtomicUsize::new(0),
            watcher,
        };
        (shared, desks)
    }

    /// Takes the oldest tasks out of the injector: one is returned, and more may be in the caller's
    /// batch, which is empty. A searcher takes what is left in another worker's batch first. Some may
    /// have been begun. On the way the caller reports how many tasks it has ended.
    ///
    /// `searching` says whether the caller is counted as such, and is changed if that changes.
    pub(crate) fn fetch(&self, desk: &Desk, ended: usize, searching: &mut bool) -> Option<Offer> {
        let mut injector = self.injector.lock();
        self.report(&mut injector, ended);
        // Batches are filled under the lock, so a searcher cannot miss one that was filled before what
        // it takes instead was submitted.
        let batches = self.seats.iter().map(|seat| &seat.batch);
        let left_behind = searching.then(|| batches.filter_map(batch::Thief::steal).next());
        let first = left_behind
            .flatten()
            .or_else(|| self.take_share(desk, &mut injector));
        let Some(first) = first else {
            if !*searching {
                self.rest.search();
                *searching = true;
            }
            return None;
        };
        let mut wake = false;
        if *searching {
            *searching = false;
            self.rest.found();
            // A searcher keeps submitters from waking others. If there is more, that is for it to do.
            wake = self.anything() && self.grant_wake(&mut injector);
        }
        drop(injector); // first, so that whoever is woken does not run into the lock
        if wake {
            self.rest.wake_one();
        }
        Some(first)
    }

    /// Takes a worker's share of what is in the injector: one is returned, the others go into the
    /// batch.
    fn take_share(&self, desk: &Desk, injector: &mut Injector) -> Option<Offer> {
        let share = injector.offers.len() / self.seats.len();
        let first = injector.offers.pop_front();
        if share > 1 {
            let more = share.min(batch::SIZE) - 1;
            desk.batch.fill(injector.offers.drain(..more));
        }
        if injector.offers.is_empty() {
            self.rest.note(false);
        }
        first
    }

    /// Begins a task that was taken out of the injector by the worker of this seat; returns whether
    /// it was not too late.
    #[inline]
    pub(crate) fn begin(&self, seat: &Seat, offer: &Offer) -> bool {
        let begun = offer.begin();
        if begun {
            seat.count_begun();
            self.made_room();
        }
        begun
    }

    /// Takes note that a task was begun by somebody who did not take it out of its queue.
    pub(crate) fn begun_out_of_turn(&self, origin: Origin) {
        if origin == Origin::Injector {
            self.late.fetch_add(1, Ordering::Relaxed); // an estimate
            self.begun_elsewhere.fetch_add(1, Ordering::SeqCst);
            self.made_room();
        }
    }

    /// Wakes a submitter that waits for room, after a task was counted as begun.
    #[inline]
    fn made_room(&self) {
        if !self.bounded {
            return;
        }
        // Between the count and the look at who waits; its partner is in `wait_for_room`.
        fence(Ordering::SeqCst);
        if self.room_waiters.load(Ordering::SeqCst) > 0 {
            // A submitter that saw no room holds the lock until it sleeps.
            drop(self.injector.lock());
            self.not_full.notify_one(); // one, since there is room for one more
        }
    }

    /// Returns how many tasks from outside have been begun, or dropped.
    fn begun(&self) -> usize {
        let seats = self.seats.iter().map(Seat::begun).sum::<usize>();
        seats + self.begun_elsewhere.load(Ordering::SeqCst)
    }

    /// Returns whether what has not begun is dropped.
    #[inline]
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Drops a task that the caller has begun, since the pool is stopping. The caller has to report
    /// its end.
    #[cold]
    pub(crate) fn drop_stopped(&self, offer: Offer) {
        self.dropped.fetch_add(1, Ordering::SeqCst);
        self.discard(offer);
    }

    /// Cancels a task that nobody has begun; returns whether it was so.
    pub(crate) fn cancel(&self, job: Arc<dyn Job>) -> bool {
        if !job.begin() {
            return false;
        }
        self.begun_out_of_turn(job.origin());
        self.discard(Offer::Task(job));
        self.report(&mut self.injector.lock(), 1);
        true
    }

    fn discard(&self, offer: Offer) {
        offer.discard();
        self.watcher.tell(Observer::cancelled);
    }

    /// Counts tasks that have ended, and wakes those who wait for the last one.
    fn report(&self, injector: &mut Injector, ended: usize) {
        if ended == 0 {
            return;
        }
        injector.report(ended);
        if self.count_unfinished(injector) > 0 {
            return;
        }
        injector.zeros += 1;
        self.quiet.notify_all(); // all of them wait for the same thing
        if injector.closed {
            self.rest.wake_all(); // all, since each worker ends now
        }
    }

    fn count_unfinished(&self, injector: &Injector) -> usize {
        injector.unfinished(self.spawned.load(Ordering::SeqCst))
    }

    /// Waits until no task is unfinished, now or at any time since the call, until `deadline` if
    /// there is one; returns whether it came to that.
    pub(crate) fn wait_until_quiet(&self, deadline: Option<Instant>) -> bool {
        let mut injector = self.injector.lock();
        let zeros = injector.zeros;
        let mut passed = false;
        // Awaited: no unfinished task, now or at any time since this thread began to wait.
        while self.count_unfinished(&injector) > 0 && injector.zeros == zeros {
            if passed {
                return false;
            }
            passed = wait_until(END_OF_TASKS, &self.quiet, &mut injector, deadline);
        }
        true
    }

    /// Refuses tasks from outside from now on. Idempotent.
    pub(crate) fn close(&self) {
        let mut injector = self.injector.lock();
        injector.closed = true;
        self.closing.store(true, Ordering::SeqCst);
        drop(injector);
        self.not_full.notify_all(); // all, since each of them is refused now
        self.rest.wake_all(); // all, since with nothing unfinished each worker ends now
    }

    /// Refuses all tasks from now on, and drops those that wait. Idempotent.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.close();
        let from_outside = self.injector.lock().offers.split_off(0).into_iter();
        let batches = self.seats.iter().flat_map(Seat::steal_batch);
        let from_outside = from_outside.chain(batches).filter(Offer::begin);
        let counted = from_outside.inspect(|_| {
            self.begun_elsewhere.fetch_add(1, Ordering::SeqCst);
        });
        let from_workers = self.seats.iter().flat_map(|seat| seat.tasks.drain());
        for offer in counted.chain(from_workers) {
            self.drop_stopped(offer);
            self.report(&mut self.injector.lock(), 1);
        }
    }

    /// Returns whether tasks from outside are refused.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// Returns how many tasks were dropped because the pool was stopped.
    pub(crate) fn dropped(&self) -> usize {
        self.dropped.load(Ordering::SeqCst)
    }

    /// Returns how many tasks from outside wait for a worker.
    pub(crate) fn queued(&self) -> usize {
        let injector = self.injector.lock();
        injector.waiting(self.begun())
    }

    /// Returns how many tasks were accepted and have not ended, as far as has been reported.
    pub(crate) fn unfinished(&self) -> usize {
        self.count_unfinished(&self.injector.lock())
    }

    /// Returns whether there is nothing left to do for ever. Once `true`, always `true`: nothing
    /// comes from outside any more, and only an unfinished task could submit another.
    pub(crate) fn has_ended(&self, injector: &Injector) -> bool {
        injector.closed && self.count_unfinished(injector) == 0
    }
}
