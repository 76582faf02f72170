//! [`Explorer`]: looks for a schedule in which a closure fails.

use std::rc::Rc;

use super::coverage::Coverage;
use super::failure::Failure;
use super::runner::{Found, Runner};
use super::schedule::Schedule;
use super::{Timeline, shrink};
use crate::engine::here;

/// Looks for a schedule in which a closure fails.
///
/// The phases, in order:
///
/// 1. all schedules with 0 and 1 *delays*, however many there are, and with 2, as far as the budget goes:
///    a thread whose turn it is comes last for once, or a time-out or a spurious wake-up comes first;
/// 2. by chance, interruptions where something is done that was not done often before: a loop without
///    effect is interrupted about as often as one operation;
/// 3. all schedules with one *stall*, however many there are: a thread comes last from then on, for as
///    long as others can run, fair or not;
/// 4. all with 0, 1 and 2 *preemptions*, as far as the budget goes;
/// 5. by chance, probabilistic concurrency testing, and then any step at all.
///
/// Of schedules within a bound that come to the same, since they differ only in the order of steps that
/// touch nothing in common, one is run: see [`without_reduction`](Self::without_reduction).
///
/// Where schedules have thousands of steps that all have to do with one another, what is tried however
/// many there are ends after 600 times the steps that one schedule may have.
///
/// Budgets are counted in schedules and steps, and seeds are fixed, so that the answer depends on the closure
/// alone: not on the machine, its load, or luck.
///
/// # Examples
///
/// A check and an act with a gap between them:
///
/// ```
/// use pattern_sync::model::Explorer;
/// use pattern_sync::sync::{Arc, Mutex};
/// use pattern_sync::thread;
///
/// let failure = Explorer::new()
///     .check(|| {
///         let seats = Arc::new(Mutex::new(1));
///         let book = |seats: &Mutex<i32>| {
///             let free = *seats.lock() > 0; // the lock is let go here
///             if free {
///                 *seats.lock() -= 1;
///             }
///         };
///         let other = thread::spawn({
///             let seats = Arc::clone(&seats);
///             move || book(&seats)
///         });
///         book(&seats);
///         other.join().unwrap();
///         assert_eq!(*seats.lock(), 0, "a seat was sold twice");
///     })
///     .unwrap_err();
/// assert!(failure.cause().contains("a seat was sold twice"));
/// ```
#[derive(Debug, Clone)]
#[must_use = "an explorer does nothing until `check` is called"]
pub struct Explorer {
    pub(super) schedules: usize,
    pub(super) steps: usize,
    pub(super) seed: u64,
    pub(super) time_passes: bool,
    pub(super) reduces: bool,
}

impl Default for Explorer {
    fn default() -> Self {
        Self::new()
    }
}

impl Explorer {
    /// Makes an explorer with the standard budgets: 400 schedules with delays, as many with
    /// preemptions, 400 and twice 100 by chance, and 5,000 steps for one schedule.
    pub fn new() -> Self {
        Self {
            schedules: 400,
            steps: 5_000,
            seed: 0x5EED,
            time_passes: true,
            reduces: true,
        }
    }

    /// Sets how many schedules with delays, and with preemptions, may run. Of those by chance, as many
    /// interrupt where it is new, and a quarter each are of the other two kinds. Those with one delay
    /// are always all tried, and so are those with one stall, which use up the budget of preemptions.
    pub fn schedules(mut self, per_kind: usize) -> Self {
        self.schedules = per_kind;
        self
    }

    /// Sets how many choice points a schedule may have before it counts as going nowhere.
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self
    }

    /// Sets the seed of the phases by chance.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Counts it as a failure when nobody can go on unless time passes.
    ///
    /// Time-outs and sleeps may still end while others could run. But a program that gets on
    /// *only* because somebody wakes up and looks again is polling: what it waits for has no
    /// notification.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use pattern_sync::model::Explorer;
    /// use pattern_sync::sync::{Arc, Mutex};
    /// use pattern_sync::thread;
    ///
    /// let polls = || {
    ///     let done = Arc::new(Mutex::new(false));
    ///     let worker = thread::spawn({
    ///         let done = Arc::clone(&done);
    ///         move || *done.lock() = true
    ///     });
    ///     while !*done.lock() {
    ///         thread::sleep(Duration::from_millis(10));
    ///     }
    ///     worker.join().unwrap();
    /// };
    /// assert!(Explorer::new().check(polls).is_ok());
    /// let failure = Explorer::new().timeless().check(polls).unwrap_err();
    /// assert!(failure.cause().contains("main's time is up"));
    /// ```
    pub fn timeless(mut self) -> Self {
        self.time_passes = false;
        self
    }

    /// Runs all schedules within a bound, also those that come to the same as one before: they differ
    /// from it only in the order of steps that touch nothing in common.
    ///
    /// What threads share unseen, such as the counts of an `Arc`, belongs to no step; where a mistake
    /// can only be made with that, nothing may be left out.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::model::Explorer;
    /// use pattern_sync::sync::{Arc, Mutex};
    /// use pattern_sync::thread;
    ///
    /// let each_has_its_own = || {
    ///     let work = || {
    ///         let own = Mutex::new(0);
    ///         (0..3).for_each(|_| *own.lock() += 1);
    ///     };
    ///     let other = thread::spawn(work);
    ///     work();
    ///     other.join().unwrap();
    /// };
    /// let reduced = Explorer::new().check(each_has_its_own).unwrap();
    /// let whole = Explorer::new().without_reduction().check(each_has_its_own).unwrap();
    /// assert!(reduced.schedules < whole.schedules);
    /// ```
    pub fn without_reduction(mut self) -> Self {
        self.reduces = false;
        self
    }

    /// Runs `body` under one schedule after another, until one fails or the budget is spent.
    ///
    /// `body` is called once for each schedule, so it creates what it uses, and its only
    /// randomness, time and threads are those of this crate.
    ///
    /// # Errors
    ///
    /// The failure: a panic, a deadlock, a thread that is left behind, a schedule that goes
    /// nowhere, or a body that cannot be explored. It has been shrunk, and it happens again in
    /// every replay.
    ///
    /// # Panics
    ///
    /// If called inside an exploration.
    #[track_caller]
    pub fn check(&self, body: impl Fn() + 'static) -> Result<Coverage, Box<Failure>> {
        let body: Rc<dyn Fn()> = Rc::new(body);
        let site = here();
        let mut exact = false;
        loop {
            let run = Runner {
                body: Rc::clone(&body),
                explorer: self,
                exact,
                site,
            };
            let mut coverage = Coverage::default();
            let found = run.search(&mut coverage);
            match found {
                // Somebody looks at a lock or at a thread without waiting for it: start over, with
                // every unlocking and every ending a step that can be seen.
                Found::EndsObserved if !exact => exact = true,
                Found::Failure { schedule, kind, .. } => {
                    let schedule = shrink::shrink(&run, schedule, &kind);
                    return Err(Box::new(run.failure(&schedule, &kind, coverage)));
                }
                Found::Diverged(schedule) => {
                    return Err(Box::new(run.divergence(&schedule, coverage)));
                }
                Found::Nothing | Found::EndsObserved => return Ok(coverage),
            }
        }
    }

    /// Runs `body` under one schedule, recorded.
    ///
    /// # Errors
    ///
    /// The failure, if this schedule fails: the same as [`check`](Self::check) returned for it,
    /// but for the coverage. On success, the timeline of the schedule.
    #[track_caller]
    pub fn replay(
        &self,
        schedule: &Schedule,
        body: impl Fn() + 'static,
    ) -> Result<Timeline, Box<Failure>> {
        let body = Rc::new(body);
        let again = Rc::clone(&body);
        // What lives in a `static` shows only where there was an earlier run.
        self.run_once(schedule, move || body())?;
        self.run_once(schedule, move || again())
    }

    /// Finds a schedule in which `body` does not fail, as like to `failing` as possible: up to one
    /// choice, the same happens. Returns it with its timeline, or `None` if none is found nearby.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::model::Explorer;
    /// use pattern_sync::sync::{Arc, Mutex};
    /// use pattern_sync::thread;
    ///
    /// let who_is_first = || {
    ///     let first = Arc::new(Mutex::new(None));
    ///     let other = thread::spawn({
    ///         let first = Arc::clone(&first);
    ///         move || { first.lock().get_or_insert("the other"); }
    ///     });
    ///     assert_eq!(*first.lock().get_or_insert("main"), "main");
    ///     other.join().unwrap();
    /// };
    /// let failure = Explorer::new().check(who_is_first).unwrap_err();
    /// let (passing, timeline) = Explorer::new().nearest(failure.schedule(), who_is_first).unwrap();
    /// assert_ne!(passing, *failure.schedule());
    /// assert_eq!(timeline.threads.len(), 2);
    /// ```
    #[track_caller]
    pub fn nearest(
        &self,
        failing: &Schedule,
        body: impl Fn() + 'static,
    ) -> Option<(Schedule, Timeline)> {
        let run = Runner {
            body: Rc::new(body),
            explorer: self,
            exact: failing.is_exact(),
            site: here(),
        };
        run.nearest(failing)
    }

    /// As [`replay`](Self::replay), calling `body` once.
    #[track_caller]
    pub(crate) fn run_once(
        &self,
        schedule: &Schedule,
        body: impl Fn() + 'static,
    ) -> Result<Timeline, Box<Failure>> {
        let run = Runner {
            body: Rc::new(body),
            explorer: self,
            exact: schedule.is_exact(),
            site: here(),
        };
        run.replay(schedule)
    }
}
