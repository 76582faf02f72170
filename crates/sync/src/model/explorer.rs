//! [`Explorer`]: the phases and budgets of a search, and what comes of it.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use super::failure::{self, Failure, Kind};
use super::random::{Pct, Uniform};
use super::schedule::{Follow, Schedule};
use super::search::BoundedSearch;
use super::shrink;
use crate::engine::{self, Bound, Limits, Misuse, Outcome, Question, Strategy};

/// Largest number of delays, and of preemptions, that the bounded phases go up to.
const BOUNDS: [u8; 3] = [0, 1, 2];

/// Ordered steps that probabilistic concurrency testing aims at.
const PCT_DEPTH: usize = 3;

/// Looks for a schedule in which a closure fails.
///
/// The phases, in order: all schedules with 0, 1 and 2 *delays*, then with 0, 1 and 2
/// *preemptions*, as far as the budget goes; then probabilistic concurrency testing; then chance.
/// Budgets are counted in schedules and seeds are fixed, so that the answer depends on the closure
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
    schedules: usize,
    steps: usize,
    seed: u64,
}

/// What was explored.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Coverage {
    /// Schedules that ran, in all phases.
    pub schedules: usize,
    /// The phases, in order.
    pub phases: Vec<Phase>,
    /// Most threads that one schedule had, the one of the body included.
    pub threads: usize,
    /// Choice points of the longest schedule.
    pub steps: usize,
}

/// One phase of a search.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Phase {
    /// How schedules were chosen.
    pub kind: PhaseKind,
    /// Schedules that ran.
    pub schedules: usize,
    /// What is known to be left out.
    pub completeness: Completeness,
}

/// How a phase chooses schedules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PhaseKind {
    /// All with at most so many deviations of a kind.
    Bounded {
        /// What counts as a deviation.
        bound: Bound,
        /// How many there may be.
        limit: u8,
    },
    /// Probabilistic concurrency testing.
    Pct,
    /// Chance.
    Random,
}

/// What a phase has left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Completeness {
    /// Nothing at all: there is no other schedule.
    All,
    /// Nothing within the bound.
    WithinBound,
    /// Something.
    Partial,
}

impl Default for Explorer {
    fn default() -> Self {
        Self::new()
    }
}

impl Explorer {
    /// Makes an explorer with the standard budgets: 1,500 schedules for each of the four kinds of
    /// phase, and 5,000 steps for one schedule.
    pub fn new() -> Self {
        Self {
            schedules: 1_500,
            steps: 5_000,
            seed: 0x5EED,
        }
    }

    /// Sets how many schedules each kind of phase (delays, preemptions, PCT, chance) may run.
    pub fn schedules(mut self, per_kind: usize) -> Self {
        self.schedules = per_kind;
        self
    }

    /// Sets how many choice points a schedule may have before it counts as going nowhere.
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self
    }

    /// Sets the seed of the random phases.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
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
    pub fn check(&self, body: impl Fn() + 'static) -> Result<Coverage, Box<Failure>> {
        let body: Rc<dyn Fn()> = Rc::new(body);
        let mut exact_unlocks = false;
        loop {
            let run = Runner {
                body: Rc::clone(&body),
                explorer: self,
                exact_unlocks,
            };
            let mut coverage = Coverage::default();
            let found = run.search(&mut coverage);
            match found {
                // Somebody looks at a lock without waiting for it: start over, with every
                // unlocking a step that can be seen.
                Found::LocksObserved if !exact_unlocks => exact_unlocks = true,
                Found::Failure(schedule, kind) => {
                    let schedule = shrink::shrink(&run, schedule, &kind);
                    return Err(Box::new(run.failure(&schedule, coverage)));
                }
                Found::Diverged(schedule) => {
                    return Err(Box::new(run.divergence(&schedule, coverage)));
                }
                Found::Nothing | Found::LocksObserved => return Ok(coverage),
            }
        }
    }

    /// Runs `body` under one schedule, recorded.
    ///
    /// # Errors
    ///
    /// The failure, if this schedule fails: the same as [`check`](Self::check) returned for it,
    /// but for the coverage. On success, the timeline of the schedule.
    pub fn replay(
        &self,
        schedule: &Schedule,
        body: impl Fn() + 'static,
    ) -> Result<super::Timeline, Box<Failure>> {
        let body: Rc<dyn Fn()> = Rc::new(body);
        let mut run = Runner {
            body,
            explorer: self,
            exact_unlocks: false,
        };
        run.exact_unlocks = run
            .follow(Follow::roughly(schedule), false)
            .0
            .locks_are_observed;
        run.replay(schedule)
    }
}

/// What a search came to.
enum Found {
    Nothing,
    LocksObserved,
    Failure(Schedule, Kind),
    Diverged(Schedule),
}

/// Runs single schedules of one body.
pub(super) struct Runner<'a> {
    body: Rc<dyn Fn()>,
    explorer: &'a Explorer,
    exact_unlocks: bool,
}

impl Runner<'_> {
    /// Runs one schedule; returns what it left, and the strategy.
    fn run<S: Strategy + 'static>(&self, strategy: S, recorded: bool) -> (Outcome, S) {
        let limits = Limits {
            steps: self.explorer.steps,
        };
        let strategy = Rc::new(RefCell::new(strategy));
        let shared = Box::new(Shared(Rc::clone(&strategy)));
        let body = Rc::clone(&self.body);
        let outcome = engine::run(body, shared, limits, recorded, self.exact_unlocks);
        // An abandoned stack keeps its execution, and with it the other handle.
        let strategy = Rc::try_unwrap(strategy).map(RefCell::into_inner);
        (
            outcome,
            strategy.unwrap_or_else(|_| unreachable!("the engine gives the strategy back")),
        )
    }

    pub(super) fn follow(&self, follow: Follow, recorded: bool) -> (Outcome, Follow) {
        self.run(follow, recorded)
    }

    fn search(&self, coverage: &mut Coverage) -> Found {
        if let Some(found) = self.is_repeatable() {
            return found;
        }
        for bound in [Bound::Delays, Bound::Preemptions] {
            let mut budget = self.explorer.schedules;
            for limit in BOUNDS {
                let phase = self.bounded(bound, limit, &mut budget, coverage);
                let everything = coverage.phases.last().map(|phase| phase.completeness);
                match phase {
                    Some(found) => return found,
                    None if everything == Some(Completeness::All) => return Found::Nothing,
                    None => {}
                }
            }
        }
        let (seed, steps) = (self.explorer.seed, coverage.steps);
        let pct = |number| Pct::new(mix(seed, number), PCT_DEPTH, steps);
        let found = self.unbounded(PhaseKind::Pct, pct, |pct| pct.taken, coverage);
        let uniform = |number| Uniform::new(mix(!seed, number));
        found
            .or_else(|| {
                self.unbounded(
                    PhaseKind::Random,
                    uniform,
                    |uniform| uniform.taken,
                    coverage,
                )
            })
            .unwrap_or(Found::Nothing)
    }

    /// Runs the first schedule twice: a body that depends on chance, on real time or on what an
    /// earlier run left cannot be explored.
    fn is_repeatable(&self) -> Option<Found> {
        let start = || self.follow(Follow::default(), false);
        let ((first, taken), (second, again)) = (start(), start());
        if first.locks_are_observed && !self.exact_unlocks {
            return Some(Found::LocksObserved);
        }
        if let Some(kind @ Kind::Misuse(_)) = failure::kind(&second) {
            return Some(Found::Failure(Schedule::default(), kind));
        }
        let same = taken.arities == again.arities && first.steps == second.steps;
        (!same).then(|| Found::Diverged(Schedule::default()))
    }

    fn bounded(
        &self,
        bound: Bound,
        limit: u8,
        budget: &mut usize,
        coverage: &mut Coverage,
    ) -> Option<Found> {
        if *budget == 0 {
            return None;
        }
        let mut search = BoundedSearch::new(bound, limit);
        let mut schedules = 0;
        let mut complete = false;
        let mut found = None;
        while *budget > 0 && !complete && found.is_none() {
            let (outcome, ran) = self.run(search, false);
            search = ran;
            *budget -= 1;
            schedules += 1;
            found = self.judge(&outcome, coverage, || search.taken());
            complete = !search.advance();
        }
        let completeness = match complete {
            true if search.is_exhaustive() => Completeness::All,
            true => Completeness::WithinBound,
            false => Completeness::Partial,
        };
        let kind = PhaseKind::Bounded { bound, limit };
        coverage.phases.push(Phase {
            kind,
            schedules,
            completeness,
        });
        found
    }

    fn unbounded<S: Strategy + 'static>(
        &self,
        kind: PhaseKind,
        strategy: impl Fn(u64) -> S,
        taken: impl Fn(S) -> Vec<u16>,
        coverage: &mut Coverage,
    ) -> Option<Found> {
        let mut schedules = 0;
        let mut found = None;
        while schedules < self.explorer.schedules && found.is_none() {
            let (outcome, strategy) = self.run(strategy(schedules as u64), false);
            schedules += 1;
            found = self.judge(&outcome, coverage, || taken(strategy));
        }
        let completeness = Completeness::Partial;
        coverage.phases.push(Phase {
            kind,
            schedules,
            completeness,
        });
        found
    }

    /// Counts a schedule that has run, and tells whether the search is over.
    fn judge(
        &self,
        outcome: &Outcome,
        coverage: &mut Coverage,
        taken: impl FnOnce() -> Vec<u16>,
    ) -> Option<Found> {
        coverage.schedules += 1;
        coverage.threads = coverage.threads.max(outcome.threads.len());
        coverage.steps = coverage.steps.max(outcome.steps);
        if outcome.locks_are_observed && !self.exact_unlocks {
            return Some(Found::LocksObserved);
        }
        let kind = failure::kind(outcome)?;
        let schedule = Schedule::new(taken());
        Some(match kind {
            Kind::Misuse(Misuse::Diverged) => Found::Diverged(schedule),
            kind => Found::Failure(schedule, kind),
        })
    }

    /// Runs a failing schedule once more, recorded.
    fn failure(&self, schedule: &Schedule, coverage: Coverage) -> Failure {
        match self.replay(schedule) {
            Err(failure) => Failure {
                coverage: Some(coverage),
                ..*failure
            },
            Ok(_) => self.divergence(schedule, coverage),
        }
    }

    fn divergence(&self, schedule: &Schedule, coverage: Coverage) -> Failure {
        let (outcome, _) = self.follow(Follow::roughly(schedule), true);
        let kind = Kind::Misuse(Misuse::Diverged);
        Failure {
            coverage: Some(coverage),
            ..Failure::new(&outcome, &kind, schedule.clone())
        }
    }

    fn replay(&self, schedule: &Schedule) -> Result<super::Timeline, Box<Failure>> {
        let (outcome, _) = self.follow(Follow::exactly(schedule), true);
        match failure::kind(&outcome) {
            Some(kind) => Err(Box::new(Failure::new(&outcome, &kind, schedule.clone()))),
            None => Ok(super::Timeline::new(&outcome)),
        }
    }
}

/// A strategy that outlives the run.
struct Shared<S>(Rc<RefCell<S>>);

impl<S: Strategy> Strategy for Shared<S> {
    fn choose(&mut self, question: Question<'_>) -> Option<usize> {
        self.0.borrow_mut().choose(question)
    }
}

/// The seed of schedule `number`.
fn mix(seed: u64, number: u64) -> u64 {
    seed ^ number.wrapping_mul(0xD134_2543_DE82_EF95).rotate_left(17)
}

impl fmt::Display for Coverage {
    /// Writes one line, such as `412 schedules: all with up to 2 delays, 1,000 by chance`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.schedules == 1 { "" } else { "s" };
        write!(f, "{} schedule{plural}", thousands(self.schedules))?;
        let mut separator = ": ";
        for (position, phase) in self.phases.iter().enumerate() {
            let superseded = self.phases.get(position + 1).is_some_and(|next| {
                matches!((phase.kind, next.kind),
                    (PhaseKind::Bounded { bound: a, .. }, PhaseKind::Bounded { bound: b, .. })
                        if a == b && next.completeness != Completeness::Partial)
            });
            if !superseded {
                write!(f, "{separator}{phase}")?;
                separator = ", ";
            }
        }
        Ok(())
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.completeness == Completeness::All {
            return f.write_str("all there are");
        }
        let count = thousands(self.schedules);
        match self.kind {
            PhaseKind::Bounded { bound, limit } => {
                let bound = match (bound, limit) {
                    (Bound::Delays, 1) => "delay",
                    (Bound::Delays, _) => "delays",
                    (Bound::Preemptions, 1) => "preemption",
                    (Bound::Preemptions, _) => "preemptions",
                };
                if self.completeness == Completeness::WithinBound {
                    write!(f, "all with up to {limit} {bound}")
                } else {
                    write!(f, "{count} with up to {limit} {bound}")
                }
            }
            PhaseKind::Pct => write!(f, "{count} with random priorities"),
            PhaseKind::Random => write!(f, "{count} by chance"),
        }
    }
}

/// `12345` as `12,345`.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
