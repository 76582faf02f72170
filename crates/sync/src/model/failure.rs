//! [`Failure`]: a schedule that fails, and why.

use std::fmt;

use super::cause::Cause;
use super::coverage::Coverage;
use super::schedule::Schedule;
use super::timeline::Timeline;
use crate::engine::{Ending, Life, Misuse, Outcome, Position};

/// What kind of failure it is: shrinking keeps the kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A panic that nobody took as the result of a join, by its place.
    Panic(Option<Position>),
    Deadlock,
    OnlyTime,
    StepLimit,
    Misuse(Misuse),
}

/// Tells whether a schedule failed, and how.
pub(super) fn kind(outcome: &Outcome) -> Option<Kind> {
    if let Ending::Misuse { misuse, .. } = outcome.ending {
        return Some(Kind::Misuse(misuse));
    }
    let lost = |thread: &&crate::engine::ThreadOutcome| {
        thread.life == Life::Panicked && !thread.observed && !thread.passed_on
    };
    if let Some(thread) = outcome.threads.iter().find(lost) {
        // The owner of a scope panics where the scope is; what matters is where its thread did.
        let origin = outcome.threads.iter().find(|thread| thread.passed_on);
        let thread = origin.unwrap_or(thread);
        return Some(Kind::Panic(
            thread.panic.as_ref().and_then(|(_, at)| at.clone()),
        ));
    }
    match outcome.ending {
        Ending::Deadlock => Some(Kind::Deadlock),
        Ending::OnlyTime(_) => Some(Kind::OnlyTime),
        Ending::StepLimit => Some(Kind::StepLimit),
        Ending::Finished | Ending::Misuse { .. } => None,
    }
}

/// A schedule in which the explored body fails.
///
/// Its text (`{failure}`) is for people: the cause, the timeline, and how to see it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    pub(super) cause: Cause,
    pub(super) timeline: Timeline,
    pub(super) schedule: Schedule,
    pub(super) coverage: Option<Coverage>,
}

impl Failure {
    pub(super) fn new(outcome: &Outcome, kind: &Kind, schedule: Schedule) -> Self {
        let timeline = Timeline::new(outcome);
        let cause = Cause::of(&timeline, outcome, kind);
        Self {
            cause,
            timeline,
            schedule,
            coverage: None,
        }
    }

    /// Returns the cause as one sentence.
    #[must_use]
    pub fn cause(&self) -> String {
        self.cause.to_string()
    }

    /// Returns the cause as data.
    #[must_use]
    pub fn explanation(&self) -> &Cause {
        &self.cause
    }

    /// Returns what every thread did.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Returns the schedule, which [`Explorer::replay`](super::Explorer::replay) takes.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Returns what had been explored when the failure was found; `None` for a replay.
    #[must_use]
    pub fn coverage(&self) -> Option<&Coverage> {
        self.coverage.as_ref()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.cause)?;
        writeln!(f)?;
        write!(f, "{}", self.timeline.render_text(100))?;
        writeln!(f)?;
        write!(f, "schedule {}", self.schedule)?;
        if let Some(coverage) = &self.coverage {
            write!(f, " (found after {coverage})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
