//! What is measured: scenarios, who enters them, and what is to be reached.

use anyhow::Result;

/// Scenarios that share a table and a plot.
pub(crate) struct Group {
    /// The title of table and plot.
    pub(crate) title: &'static str,
    /// What the title leaves open: amounts, who does what.
    pub(crate) about: String,
    /// What the numbers are.
    pub(crate) unit: Unit,
    pub(crate) scenarios: Vec<Scenario>,
    /// What is to show in many of the scenarios, though not in all.
    pub(crate) many: Option<Many>,
}

/// At least so many times as fast as the best peer, in so many scenarios.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Many {
    pub(crate) at_least: f64,
    pub(crate) scenarios: usize,
}

/// One comparison: everybody does the same, in turns.
pub(crate) struct Scenario {
    /// Unique in its group.
    pub(crate) name: String,
    pub(crate) entrants: Vec<Entrant>,
    pub(crate) goals: Vec<Goal>,
    /// What goes on besides, during a measurement.
    pub(crate) meanwhile: Meanwhile,
    pub(crate) rounds: Rounds,
}

/// How often everybody does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounds {
    /// As often as the command line asks for, after a warm-up.
    AsAsked,
    /// Once, without a warm-up: where one time is long, and says it all.
    One,
}

/// What else the machine does while an entrant is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meanwhile {
    /// Nothing: whatever else runs is a disturbance.
    Nothing,
    /// So many threads of ours compute without a pause.
    Hogs(usize),
}

/// One way of doing it.
pub(crate) struct Entrant {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) amount: Amount,
    pub(crate) measure: Measure,
}

/// Does it with so many items, checks the answer, and returns the cost in the group's unit: the
/// less the better.
pub(crate) type Measure = Box<dyn FnMut(usize) -> Result<f64>>;

/// Why somebody takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// One of this workspace's libraries.
    Ours,
    /// What an engineer would take instead.
    Peer,
    /// What it is held against without being a rival: an ideal, another way to use a library.
    Reference,
}

/// How many items a measurement has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Amount {
    /// Always so many.
    Fixed(usize),
    /// As many as take about `seconds`; a multiple of `step`.
    Lasting { seconds: f64, step: usize },
    /// So many, unless the warm-up shows that they would take longer: then nobody waits for that.
    IfWithin { items: usize, seconds: f64 },
}

impl Amount {
    /// Returns with how many items a warm-up begins.
    pub(crate) fn at_first(self) -> usize {
        match self {
            Self::Fixed(items) | Self::IfWithin { items, .. } => items,
            Self::Lasting { step, .. } => 64 * step,
        }
    }
}

/// What the numbers of a group are. All of them are costs, and shown as what people are used to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Unit {
    /// Seconds per item, shown as millions of items per second.
    ItemRate,
    /// Seconds per item, shown as nanoseconds.
    ItemTime,
    /// Seconds, shown as they are.
    Seconds,
    /// Seconds per byte, shown as billions of bytes per second.
    ByteRate,
    /// Bytes, shown as mebibytes.
    Memory,
    /// The share of one core that is kept busy, shown in per cent.
    CoreShare,
}

impl Unit {
    /// Returns what a cost is shown as.
    pub(crate) fn shown(self, cost: f64) -> f64 {
        match self {
            Self::ItemRate => 1e-6 / cost,
            Self::ItemTime => cost * 1e9,
            Self::Seconds => cost,
            Self::ByteRate => 1e-9 / cost,
            Self::Memory => cost / (1 << 20) as f64,
            Self::CoreShare => cost * 100.0,
        }
    }

    /// Returns whether it says something that one is so many times as large as another: not where
    /// all of them are to be nothing.
    pub(crate) fn has_ratios(self) -> bool {
        !matches!(self, Self::Memory | Self::CoreShare)
    }

    /// Returns whether a larger number is shown for a smaller cost.
    pub(crate) fn more_is_better(self) -> bool {
        matches!(self, Self::ItemRate | Self::ByteRate)
    }

    /// Returns the name of what is shown.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ItemRate => "million items/s",
            Self::ItemTime => "ns/item",
            Self::Seconds => "s",
            Self::ByteRate => "GB/s",
            Self::Memory => "MiB",
            Self::CoreShare => "% of a core",
        }
    }
}

/// What a scenario is to show of ours.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub(crate) enum Goal {
    /// At least so many times as fast as the best peer.
    BestPeer { at_least: f64 },
    /// At least so many times as fast as this entrant; below 1, as large a part of its speed.
    Versus { name: String, at_least: f64 },
    /// A cost of at most so much.
    AtMost { cost: f64 },
    /// All of ours, which differ in size only, cost the same within this part.
    Flat { within: f64 },
}
