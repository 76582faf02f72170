//! One body's runs: phase after phase of the search, and single schedules.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::Timeline;
use super::coverage::{Completeness, Coverage, Phase, PhaseKind};
use super::explorer::Explorer;
use super::failure::{self, Failure, Kind};
use super::random::{Curious, Pct, Uniform};
use super::schedule::{Follow, Schedule};
use super::search::BoundedSearch;
use crate::engine::{self, Bound, Limits, Misuse, Outcome, Question, Site, Strategy};

/// How many of the longest schedules the steps make up that may be spent on one delay, and on one stall:
/// enough for all of them, unless schedules are thousands of steps long, most of which have to do with
/// one another.
const LONGEST_SCHEDULES: usize = 600;

/// Ordered steps that probabilistic concurrency testing aims at.
const PCT_DEPTH: usize = 3;

/// What a search came to.
pub(super) enum Found {
    Nothing,
    EndsObserved,
    Failure {
        schedule: Schedule,
        kind: Kind,
        fingerprint: u64,
    },
    Diverged(Schedule),
}

/// Runs single schedules of one body.
pub(super) struct Runner<'a> {
    pub(super) body: Rc<dyn Fn()>,
    pub(super) explorer: &'a Explorer,
    /// Whether unlocking and ending are steps of their own.
    pub(super) exact: bool,
    /// Where the exploration was asked for.
    pub(super) site: Site,
}

impl Runner<'_> {
    /// Runs one schedule; returns what it left, and the strategy.
    fn run<S: Strategy + 'static>(&self, strategy: S, recorded: bool) -> (Outcome, S) {
        let limits = Limits {
            steps: self.explorer.steps,
            time_passes: self.explorer.time_passes,
        };
        let strategy = Rc::new(RefCell::new(strategy));
        let shared = Box::new(Shared(Rc::clone(&strategy)));
        let body = Rc::clone(&self.body);
        let outcome = engine::run(body, shared, limits, recorded, self.exact, self.site);
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

    /// Goes through the phases; what they find must happen again, and a body that is not the same
    /// in every run is found out.
    pub(super) fn search(&self, coverage: &mut Coverage) -> Found {
        let first = match self.first_run() {
            Ok(first) => first,
            Err(found) => return found,
        };
        let found = match self.phases(first.choices, coverage) {
            ControlFlow::Break(found) => found,
            ControlFlow::Continue(()) => Found::Nothing,
        };
        let repeats = |schedule: &Schedule, fingerprint: u64| {
            let again = self.follow(Follow::exactly(schedule), false).0;
            again.fingerprint == fingerprint
        };
        match found {
            Found::EndsObserved | Found::Diverged(_) => found,
            Found::Failure {
                schedule,
                fingerprint,
                ..
            } if !repeats(&schedule, fingerprint) => Found::Diverged(schedule),
            _ if !repeats(&self.schedule(Vec::new()), first.fingerprint) => {
                Found::Diverged(self.schedule(Vec::new()))
            }
            found => found,
        }
    }

    /// Goes through the phases, until one of them settles it.
    ///
    /// There are few enough schedules with one delay or one stall to run them all: whatever goes wrong
    /// if a thread stands still in the wrong place is found, wherever that place is. Most of it is found
    /// sooner by interruptions where something new is done, and so they come before the stalls.
    fn phases(&self, first_choices: usize, coverage: &mut Coverage) -> ControlFlow<Found> {
        let (schedules, seed) = (self.explorer.schedules, self.explorer.seed);
        let quarter = schedules / 4;
        let mut run = self.all(Bound::Delays, 0, coverage)?;
        run += self.all(Bound::Delays, 1, coverage)?;
        let left = Budget::Schedules(schedules.saturating_sub(run));
        self.bounded(Bound::Delays, 2, left, coverage)?;
        let curious = |number| Curious::new(mix(seed.rotate_left(32), number));
        self.by_chance(
            PhaseKind::Curious,
            schedules,
            curious,
            |run| run.taken,
            coverage,
        )?;
        // A stall is a preemption as well: the two share a budget.
        run = self.all(Bound::Stalls, 1, coverage)?;
        for limit in 0..=2 {
            let left = Budget::Schedules(schedules.saturating_sub(run));
            run += self.bounded(Bound::Preemptions, limit, left, coverage)?;
        }
        // A schedule under chance is often longer than the one that happens by itself.
        let pct = |number| Pct::new(mix(seed, number), PCT_DEPTH, 2 * first_choices);
        self.by_chance(PhaseKind::Pct, quarter, pct, |run| run.taken, coverage)?;
        let uniform = |number| Uniform::new(mix(!seed, number));
        self.by_chance(
            PhaseKind::Random,
            quarter,
            uniform,
            |run| run.taken,
            coverage,
        )
    }

    /// Runs the first schedule twice: a body that depends on chance, on real time or on what an
    /// earlier run left cannot be explored.
    fn first_run(&self) -> Result<Outcome, Found> {
        let start = || self.follow(Follow::default(), false).0;
        let (first, second) = (start(), start());
        if first.ends_are_observed && !self.exact {
            return Err(Found::EndsObserved);
        }
        let schedule = self.schedule(Vec::new());
        if let Some(kind @ Kind::Misuse(_)) = failure::kind(&second) {
            let fingerprint = second.fingerprint;
            return Err(Found::Failure {
                schedule,
                kind,
                fingerprint,
            });
        }
        if first.fingerprint == second.fingerprint {
            Ok(first)
        } else {
            Err(Found::Diverged(schedule))
        }
    }

    pub(super) fn schedule(&self, options: Vec<u16>) -> Schedule {
        Schedule::new(options, self.exact)
    }

    /// Runs all schedules within a bound, unless that takes far too many steps; see
    /// [`Runner::bounded`].
    fn all(&self, bound: Bound, limit: u8, coverage: &mut Coverage) -> ControlFlow<Found, usize> {
        let plenty = Budget::Steps(LONGEST_SCHEDULES * self.explorer.steps);
        self.bounded(bound, limit, plenty, coverage)
    }

    /// Runs the schedules within a bound, as far as the budget goes, and returns how many; breaks off if
    /// that settles it.
    fn bounded(
        &self,
        bound: Bound,
        limit: u8,
        budget: Budget,
        coverage: &mut Coverage,
    ) -> ControlFlow<Found, usize> {
        if budget.is_spent(0, 0) {
            return ControlFlow::Continue(0);
        }
        let kind = PhaseKind::Bounded { bound, limit };
        let mut search = BoundedSearch::new(bound, limit, self.explorer.reduces);
        let (mut schedules, mut steps) = (0, 0);
        let mut complete = false;
        let mut found = None;
        while !budget.is_spent(schedules, steps) && !complete && found.is_none() {
            let (outcome, ran) = self.run(search, false);
            search = ran;
            schedules += 1;
            steps += outcome.steps;
            found = self.judge(&outcome, kind, coverage, || search.taken());
            if !search.is_on_path() {
                found = Some(Found::Diverged(self.schedule(search.taken())));
            }
            complete = !search.advance(&outcome.since);
        }
        // A failure cuts the phase short.
        let completeness = match complete && found.is_none() {
            true if search.is_exhaustive() => Completeness::All,
            true => Completeness::WithinBound,
            false => Completeness::Partial,
        };
        coverage.phases.push(Phase {
            kind,
            schedules,
            completeness,
        });
        match found {
            Some(found) => ControlFlow::Break(found),
            None if completeness == Completeness::All => ControlFlow::Break(Found::Nothing),
            None => ControlFlow::Continue(schedules),
        }
    }

    /// Runs schedule after schedule of a kind, as far as its budget goes.
    fn by_chance<S: Strategy + 'static>(
        &self,
        kind: PhaseKind,
        budget: usize,
        strategy: impl Fn(u64) -> S,
        taken: impl Fn(S) -> Vec<u16>,
        coverage: &mut Coverage,
    ) -> ControlFlow<Found> {
        let mut schedules = 0;
        let mut found = None;
        while schedules < budget && found.is_none() {
            let (outcome, strategy) = self.run(strategy(schedules as u64), false);
            schedules += 1;
            found = self.judge(&outcome, kind, coverage, || taken(strategy));
        }
        let completeness = Completeness::Partial;
        coverage.phases.push(Phase {
            kind,
            schedules,
            completeness,
        });
        found.map_or(ControlFlow::Continue(()), ControlFlow::Break)
    }

    /// Counts a schedule that has run, and tells whether the search is over.
    fn judge(
        &self,
        outcome: &Outcome,
        phase: PhaseKind,
        coverage: &mut Coverage,
        taken: impl FnOnce() -> Vec<u16>,
    ) -> Option<Found> {
        coverage.schedules += 1;
        coverage.threads = coverage.threads.max(outcome.threads.len());
        coverage.steps = coverage.steps.max(outcome.steps);
        if outcome.ends_are_observed && !self.exact {
            return Some(Found::EndsObserved);
        }
        let kind = failure::kind(outcome)?;
        if kind == Kind::StepLimit && phase.is_unfair() {
            // It waited for a thread that a fair scheduler would have let go on.
            return None;
        }
        let schedule = self.schedule(taken());
        Some(match kind {
            Kind::Misuse(Misuse::Diverged) => Found::Diverged(schedule),
            kind => Found::Failure {
                schedule,
                kind,
                fingerprint: outcome.fingerprint,
            },
        })
    }

    /// Runs a failing schedule once more, recorded.
    pub(super) fn failure(&self, schedule: &Schedule, kind: &Kind, coverage: Coverage) -> Failure {
        let (outcome, _) = self.follow(Follow::exactly(schedule), true);
        if failure::kind(&outcome).as_ref() != Some(kind) {
            return self.divergence(schedule, coverage);
        }
        Failure {
            coverage: Some(coverage),
            ..Failure::new(&outcome, kind, schedule.clone())
        }
    }

    pub(super) fn divergence(&self, schedule: &Schedule, coverage: Coverage) -> Failure {
        let (outcome, _) = self.follow(Follow::roughly(schedule), true);
        let kind = Kind::Misuse(Misuse::Diverged);
        Failure {
            coverage: Some(coverage),
            ..Failure::new(&outcome, &kind, schedule.clone())
        }
    }

    /// Runs one schedule, recorded.
    pub(super) fn replay(&self, schedule: &Schedule) -> Result<Timeline, Box<Failure>> {
        let (outcome, _) = self.follow(Follow::exactly(schedule), true);
        match failure::kind(&outcome) {
            Some(kind) => Err(Box::new(Failure::new(&outcome, &kind, schedule.clone()))),
            None => Ok(Timeline::new(&outcome)),
        }
    }
}

/// What a bounded phase may spend.
#[derive(Clone, Copy)]
enum Budget {
    Schedules(usize),
    Steps(usize),
}

impl Budget {
    fn is_spent(self, schedules: usize, steps: usize) -> bool {
        match self {
            Self::Schedules(budget) => schedules >= budget,
            Self::Steps(budget) => steps >= budget,
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
