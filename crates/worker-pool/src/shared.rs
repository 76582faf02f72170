//! What the pool, its workers and all handles share: where tasks wait, how many are unfinished, and
//! the ways in which threads sleep and are woken (see `sleep.rs` for those of the workers).
//!
//! The life of a pool has three phases. *Open*: everybody may submit. *Closing*: the tasks of the
//! pool may still submit, since what they submit is part of what was accepted; others may not.
//! *Stopping*: nobody may, and whatever has not begun is dropped. From the second phase on the
//! workers end when no task is unfinished.

use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use pattern_sync::sync::{Arc, Condvar, Mutex, MutexGuard};
use pattern_sync::time::Instant;

use crate::injector::Injector;
use crate::observer::{Observer, Watcher};
use crate::seat::{Desk, Seat};
use crate::sleep::Rest;
use crate::task::{Job, Offer, Origin, wait_until};
use crate::worker::Worker;
use crate::{batch, current};

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

/// Why a submission was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Full,
    Closed,
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

    /// Submits a task: to the deque of the calling thread if it is a worker of this pool, otherwise
    /// to the injector, waiting for room if `patient`. A refused task is handed back.
    ///
    /// `wrap` makes an offer of the task, once it is certain that it is accepted. It may be called
    /// under the lock.
    pub(crate) fn submit<T>(
        &self,
        task: T,
        patient: bool,
        wrap: impl FnOnce(T, Origin) -> Offer,
    ) -> Result<(), (Refusal, T)> {
        current::with(|worker| match worker.filter(|worker| worker.is_of(self)) {
            Some(worker) => self.submit_inside(worker, task, wrap),
            None => self.submit_outside(task, patient, wrap),
        })
    }

    /// Returns where a task goes that the calling thread submits.
    pub(crate) fn origin_of_caller(&self) -> Origin {
        current::with(|worker| match worker {
            Some(worker) if worker.is_of(self) => Origin::Deque,
            _ => Origin::Injector,
        })
    }

    fn submit_inside<T>(
        &self,
        worker: &Worker,
        task: T,
        wrap: impl FnOnce(T, Origin) -> Offer,
    ) -> Result<(), (Refusal, T)> {
        if self.is_stopping() {
            return Err((Refusal::Closed, task));
        }
        // The task that submits is unfinished itself, so the workers live.
        self.spawned.fetch_add(1, Ordering::SeqCst);
        let depth = worker.push(wrap(task, Origin::Deque));
        self.watcher.tell(|observer| observer.submitted(depth));
        // Between the push and the look at who sleeps; its partner is in `sleep_until_work`.
        fence(Ordering::SeqCst);
        self.wake_for_news();
        Ok(())
    }

    fn submit_outside<T>(
        &self,
        task: T,
        patient: bool,
        wrap: impl FnOnce(T, Origin) -> Offer,
    ) -> Result<(), (Refusal, T)> {
        let (mut injector, room) = self.lock_with_room(patient);
        if injector.closed {
            return Err((Refusal::Closed, task));
        }
        if room == 0 {
            return Err((Refusal::Full, task));
        }
        self.drop_late_offers(&mut injector);
        injector.push(wrap(task, Origin::Injector));
        let depth = self.depth(&injector);
        self.submitted(injector, 1, depth);
        Ok(())
    }

    /// Submits tasks from outside, in their order, waiting for room; returns whether they were
    /// accepted. Those that were not are left in `offers`.
    pub(crate) fn submit_batch(&self, offers: &mut Vec<Offer>) -> bool {
        let mut left = offers.drain(..);
        while !left.as_slice().is_empty() {
            let (mut injector, room) = self.lock_with_room(true);
            if injector.closed {
                let left: Vec<_> = left.collect();
                drop(injector); // first, since the tasks' destructors may use the pool
                *offers = left;
                return false;
            }
            self.drop_late_offers(&mut injector);
            let mut pushed = 0;
            for offer in left.by_ref().take(room) {
                injector.push(offer);
                pushed += 1;
            }
            let depth = self.depth(&injector);
            self.submitted(injector, pushed, depth);
        }
        true
    }

    /// Takes the injector's lock, and returns how many tasks it takes: after a wait if that was none
    /// and the caller is patient.
    fn lock_with_room(&self, patient: bool) -> (MutexGuard<'_, Injector>, usize) {
        let mut injector = self.injector.lock();
        if !self.bounded {
            return (injector, usize::MAX);
        }
        let begun = self.begun();
        let mut room = injector.room(|| begun);
        if room == 0 && patient && !injector.closed {
            drop(injector);
            self.rest.spin(|| self.begun() != begun);
            injector = self.injector.lock();
            room = self.wait_for_room(&mut injector);
        }
        (injector, room)
    }

    /// Waits until there is room, or for the end of the pool; returns how much room there is.
    fn wait_for_room(&self, injector: &mut MutexGuard<'_, Injector>) -> usize {
        self.room_waiters.fetch_add(1, Ordering::SeqCst);
        // Between that and the look at what has been begun; its partner is in `made_room`.
        fence(Ordering::SeqCst);
        let mut room = injector.room(|| self.begun());
        // Awaited: room, or the end of the pool.
        while room == 0 && !injector.closed {
            self.not_full.wait(injector);
            room = injector.room(|| self.begun());
        }
        self.room_waiters.fetch_sub(1, Ordering::SeqCst);
        room
    }

    fn drop_late_offers(&self, injector: &mut Injector) {
        // Relaxed: an estimate.
        let late = self.late.load(Ordering::Relaxed);
        if late > 0 && injector.drop_late_offers(late) {
            self.late.store(0, Ordering::Relaxed);
        }
    }

    /// Tells whoever should know of tasks that were put into the injector, whose lock is let go: a
    /// sleeper, and the observer.
    fn submitted(&self, mut injector: MutexGuard<'_, Injector>, count: usize, depth: usize) {
        self.rest.note(true);
        let wake = self.grant_wake(&mut injector);
        drop(injector); // first, so that whoever is woken does not run into the lock
        if wake {
            self.rest.wake_one();
        }
        self.watcher.tell(|observer| {
            for earlier in (0..count).rev() {
                observer.submitted(depth - earlier.min(depth));
            }
        });
    }

    /// Returns how many tasks wait for a worker, if there is anybody who wants to know.
    fn depth(&self, injector: &Injector) -> usize {
        if self.watcher.is_somebody() {
            injector.waiting(self.begun())
        } else {
            0
        }
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
            passed = wait_until(&self.quiet, &mut injector, deadline);
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
