//! The samples that a measurement leaves, and what disturbed it.

use serde::{Deserialize, Serialize};

use crate::noise::OTHERS;
use crate::scenario::{Goal, Many, Role, Unit};
use crate::statistics::Quartiles;

/// A group after its measurement.
pub(crate) struct MeasuredGroup {
    pub(crate) title: &'static str,
    pub(crate) about: String,
    pub(crate) unit: Unit,
    pub(crate) many: Option<Many>,
    pub(crate) scenarios: Vec<(Measured, Vec<Goal>)>,
}

/// The samples of a scenario.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) name: String,
    pub(crate) noise: Noise,
    pub(crate) entrants: Vec<Samples>,
}

/// What disturbed a scenario.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Noise {
    /// Rounds in which the loop of known length was too slow.
    pub(crate) disturbed_rounds: usize,
    /// Whether so many that they had to be used.
    pub(crate) disturbed_rounds_used: bool,
    /// The part of all cores that other programs used, where the system says.
    pub(crate) others: Option<f64>,
}

impl Noise {
    /// Returns whether nothing can be told from the samples.
    pub(crate) fn is_too_much(&self) -> bool {
        self.disturbed_rounds_used || self.others.is_some_and(|share| share > OTHERS)
    }
}

/// The samples of an entrant, one per round.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Samples {
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Items per sample.
    pub(crate) items: usize,
    pub(crate) costs: Vec<f64>,
}

impl Samples {
    pub(crate) fn quartiles(&self) -> Quartiles {
        Quartiles::of(&self.costs)
    }
}

impl Measured {
    /// Returns the entrants that take part as `role`.
    pub(crate) fn of(&self, role: Role) -> impl Iterator<Item = &Samples> {
        self.entrants
            .iter()
            .filter(move |entrant| entrant.role == role)
    }

    /// Returns ours: the first of them is the one that goals are about.
    pub(crate) fn ours(&self) -> Option<&Samples> {
        self.of(Role::Ours).next()
    }

    /// Returns the peer whose median is the least.
    pub(crate) fn best_peer(&self) -> Option<&Samples> {
        let median = |samples: &&Samples| samples.quartiles().median;
        self.of(Role::Peer)
            .min_by(|a, b| median(a).total_cmp(&median(b)))
    }

    /// Returns the entrant with this name.
    pub(crate) fn entrant(&self, name: &str) -> Option<&Samples> {
        self.entrants.iter().find(|entrant| entrant.name == name)
    }
}
