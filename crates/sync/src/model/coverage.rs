//! [`Coverage`]: what a search has explored, phase by phase.

use std::fmt;

use super::phrases::{self, English};
use crate::engine::Bound;

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
    /// Chance where something is done that was not done often before.
    Curious,
}

impl PhaseKind {
    /// Whether a thread may be kept from its turn for as long as others can run. Who waits busily for
    /// it then waits without end, which is no fault.
    pub(super) fn is_unfair(self) -> bool {
        matches!(
            self,
            Self::Curious
                | Self::Bounded {
                    bound: Bound::Stalls,
                    ..
                }
        )
    }
}

/// What a phase has left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Completeness {
    /// Nothing at all: there is no other schedule.
    All,
    /// Nothing within the bound, but what comes to the same as something that was run.
    WithinBound,
    /// Something.
    Partial,
}

fn thousands(number: usize) -> String {
    phrases::thousands(&English, number)
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
                    (Bound::Stalls, 1) => "stall",
                    (Bound::Stalls, _) => "stalls",
                };
                let count = match self.completeness {
                    Completeness::WithinBound => "all",
                    _ => &count,
                };
                match limit {
                    0 => write!(f, "{count} without {bound}"),
                    _ => write!(f, "{count} with up to {limit} {bound}"),
                }
            }
            PhaseKind::Pct => write!(f, "{count} with random priorities"),
            PhaseKind::Random => write!(f, "{count} by chance"),
            PhaseKind::Curious => write!(f, "{count} by chance where it is new"),
        }
    }
}
