//! How workers fall asleep when there is nothing to do, and how they are woken.
//!
//! A worker that has nothing to do *searches* for a while, then *sleeps*. To wake a sleeper takes
//! microseconds, so it is not done while somebody searches: that one will find the news. In return,
//! a searcher that has found something wakes a sleeper if there is more. So one is woken after the
//! other, as long as there is something to do; and workers that are not needed sleep on.

use pattern_sync::hint::{give_way, spin};
use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use pattern_sync::sync::{Condvar, MutexGuard};
use pattern_sync::trace;

use crate::injector::Injector;
use crate::labels::{RESULT, TASK};
use crate::seat::Seat;
use crate::shared::Shared;

/// How often, and with how many pauses of the processor before each look, a thread looks for what it
/// waits for, and how often it gives the processor away, before it sleeps: ten microseconds or so in
/// all, about what it costs to be woken.
const LOOKS: u32 = 256;
const PAUSES: u32 = 2;
const YIELDS: u32 = 4;

/// Who sleeps, who searches, and where. Numbers are changed under the injector's
/// lock, but for a worker's word that it is about to search.
pub(crate) struct Rest {
    /// Workers with nothing to do wait here for a task, or for the end of the pool.
    work: Condvar,
    /// Workers wait here for the half of a join that another one runs, or for a part of it.
    half: Condvar,
    /// How many workers sleep on `work`, and have not been told to wake.
    sleepers: AtomicUsize,
    /// How many have nothing to do and are awake, or have been told to wake.
    searchers: AtomicUsize,
    /// How many workers wait on `half`.
    half_waiters: AtomicUsize,
    /// Whether there is anything in the injector.
    news_outside: AtomicBool,
    /// Whether there are processors enough for one thread to wait awake for another.
    spins: bool,
}

impl Rest {
    /// Each worker begins by searching.
    pub(crate) fn new(workers: usize, spins: bool) -> Self {
        Self {
            work: Condvar::new(),
            half: Condvar::new(),
            sleepers: AtomicUsize::new(0),
            searchers: AtomicUsize::new(workers),
            half_waiters: AtomicUsize::new(0),
            news_outside: AtomicBool::new(false),
            spins,
        }
    }

    /// Waits awake, for a moment, for `ready` to say yes.
    pub(crate) fn spin(&self, mut ready: impl FnMut() -> bool) -> bool {
        self.spins && (spin(LOOKS, PAUSES, &mut ready) || give_way(YIELDS, ready))
    }

    /// Takes note of whether there is anything in the injector.
    pub(crate) fn note(&self, news_outside: bool) {
        // Looked at first: to write it each time would take the line from those who spin on it.
        if self.news_outside.load(Ordering::Relaxed) != news_outside {
            self.news_outside.store(news_outside, Ordering::SeqCst);
        }
    }

    pub(crate) fn news_outside(&self) -> bool {
        self.news_outside.load(Ordering::SeqCst)
    }

    /// Counts the caller as searching.
    pub(crate) fn search(&self) {
        self.searchers.fetch_add(1, Ordering::SeqCst);
    }

    /// Counts the caller as searching no longer.
    pub(crate) fn found(&self) {
        self.searchers.fetch_sub(1, Ordering::SeqCst);
        // Between that and the look at what is left, for the sake of whoever has put something there
        // and saw a searcher: its partner is in `submit_inside` and `Owner::publish`.
        fence(Ordering::SeqCst);
    }

    /// Wakes a sleeper that has been granted it.
    pub(crate) fn wake_one(&self) {
        self.work.notify_one(); // one, since one has been granted it
    }

    /// Wakes all sleepers, so that they see the end.
    pub(crate) fn wake_all(&self) {
        self.work.notify_all();
    }
}

impl Shared {
    /// Returns whether there is anything to take, wherever.
    pub(crate) fn anything(&self) -> bool {
        self.rest.news_outside() || self.seats.iter().any(Seat::has_loot)
    }

    /// Moves one from the sleepers to the searchers, if there is a sleeper and no searcher; the
    /// caller then has to call [`Rest::wake_one`].
    pub(crate) fn grant_wake(&self, injector: &mut Injector) -> bool {
        let rest = &self.rest;
        let grant =
            rest.sleepers.load(Ordering::SeqCst) > 0 && rest.searchers.load(Ordering::SeqCst) == 0;
        if grant {
            rest.sleepers.fetch_sub(1, Ordering::SeqCst);
            rest.search();
            injector.wakes += 1;
        }
        grant
    }

    /// Wakes somebody for what the caller has put where others can take it; between that and this
    /// call there must be a `SeqCst` fence.
    pub(crate) fn wake_for_news(&self) {
        let rest = &self.rest;
        if rest.sleepers.load(Ordering::SeqCst) > 0 && rest.searchers.load(Ordering::SeqCst) == 0 {
            let grant = self.grant_wake(&mut self.injector.lock());
            if grant {
                rest.wake_one();
            }
        }
        if rest.half_waiters.load(Ordering::SeqCst) > 0 {
            self.wake_half_waiters();
        }
    }

    /// Ends the search of a worker that has found something other than in the injector.
    pub(crate) fn found_elsewhere(&self) {
        let mut injector = self.injector.lock();
        self.rest.found();
        let wake = self.anything() && self.grant_wake(&mut injector);
        drop(injector); // first, so that whoever is woken does not run into the lock
        if wake {
            self.rest.wake_one();
        }
    }

    /// Searches on for a moment, awake, unless others do; returns whether there is anything to take.
    pub(crate) fn search_awake(&self) -> bool {
        let alone = self.rest.searchers.load(Ordering::SeqCst) == 1;
        alone && self.rest.spin(|| self.anything())
    }

    /// Waits, as a searcher, until there may be something to take; `false` at the end of the pool.
    pub(crate) fn sleep_until_work(&self) -> bool {
        let mut injector = self.injector.lock();
        self.fall_asleep();
        let woken = self.sleep(&mut injector);
        if !woken {
            self.rest.sleepers.fetch_sub(1, Ordering::SeqCst);
        }
        woken
    }

    fn fall_asleep(&self) {
        self.rest.searchers.fetch_sub(1, Ordering::SeqCst);
        self.rest.sleepers.fetch_add(1, Ordering::SeqCst);
        // Between that and the last look at what there is; its partner is between a push and the
        // look at who sleeps, in `submit_inside` and in `Owner::publish`.
        fence(Ordering::SeqCst);
    }

    fn sleep(&self, injector: &mut MutexGuard<'_, Injector>) -> bool {
        let rest = &self.rest;
        // Awaited: to be told to wake, something to take, or the end of the pool.
        loop {
            // First, since who has been told is no longer among the sleepers.
            if injector.wakes > 0 {
                injector.wakes -= 1;
                return true;
            }
            if self.has_ended(injector) {
                return false;
            }
            if self.anything() {
                rest.sleepers.fetch_sub(1, Ordering::SeqCst);
                rest.search();
                return true;
            }
            trace::wait(TASK, || rest.work.wait(injector));
        }
    }

    /// Waits, in the midst of a join, until `ready` says yes: about the state of a half, or about
    /// what there is of it to take.
    pub(crate) fn sleep_until_half(&self, ready: impl Fn() -> bool) {
        let rest = &self.rest;
        if rest.spin(&ready) {
            return;
        }
        let mut injector = self.injector.lock();
        rest.half_waiters.fetch_add(1, Ordering::SeqCst);
        // Between that and the look; its partner is before `wake_half_waiters`.
        fence(Ordering::SeqCst);
        // Awaited: what the caller wants.
        while !ready() {
            trace::wait(RESULT, || rest.half.wait(&mut injector));
        }
        rest.half_waiters.fetch_sub(1, Ordering::SeqCst);
    }

    /// Tells those who wait in a join that a half is done.
    pub(crate) fn half_done(&self) {
        // Between the end of the half and the look at who waits; its partner is in
        // `sleep_until_half`.
        fence(Ordering::SeqCst);
        if self.rest.half_waiters.load(Ordering::SeqCst) > 0 {
            self.wake_half_waiters();
        }
    }

    fn wake_half_waiters(&self) {
        // Whoever has looked holds the lock until it sleeps.
        drop(self.injector.lock());
        self.rest.half.notify_all(); // all, since each waits for something else
    }
}
