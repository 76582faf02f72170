//! One body's runs: phase after phase of the search, and single schedules.

use std::cell::RefCell;
use std::rc::Rc;

use super::Timeline;
use super::coverage::{Completeness, Coverage, Phase, PhaseKind};
use super::explorer::Explorer;
use super::failure::{self, Failure, Kind};
use super::random::{Pct, Uniform};
use super::schedule::{Follow, Schedule};
use super::search::BoundedSearch;
use crate::engine::{self, Bound, Limits, Misuse, Outcome, Question, Site, Strategy};

/// Largest number of delays, and of preemptions, that the bounded phases go up to.
const BOUNDS: [u8; 3] = [0, 1, 2];

/// Ordered steps that probabilistic concurrency testing aims at.
const PCT_DEPTH: usize = 3;

/// What a search came to.
pub(super) enum Found {
    Nothing,
    LocksObserved,
    Failure(Schedule, Kind),
    Diverged(Schedule),
}

/// Runs single schedules of one body.
pub(super) struct Runner<'a> {
    pub(super) body: Rc<dyn Fn()>,
    pub(super) explorer: &'a Explorer,
    /// Whether unlocking is a step of its own.
    pub(super) exact_unlocks: bool,
    /// Where the exploration was asked for.
    pub(super) site: Site,
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
        let outcome = engine::run(
            body,
            shared,
            limits,
            recorded,
            self.exact_unlocks,
            self.site,
        );
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

    pub(super) fn search(&self, coverage: &mut Coverage) -> Found {
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
    pub(super) fn failure(&self, schedule: &Schedule, coverage: Coverage) -> Failure {
        match self.replay(schedule) {
            Err(failure) => Failure {
                coverage: Some(coverage),
                ..*failure
            },
            Ok(_) => self.divergence(schedule, coverage),
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

    pub(super) fn replay(&self, schedule: &Schedule) -> Result<Timeline, Box<Failure>> {
        let (outcome, _) = self.follow(Follow::exactly(schedule), true);
        match failure::kind(&outcome) {
            Some(kind) => Err(Box::new(Failure::new(&outcome, &kind, schedule.clone()))),
            None => Ok(Timeline::new(&outcome)),
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
