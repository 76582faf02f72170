//! Looking at a pipeline while it runs: a thread that takes a picture of it now and then.
//!
//! The pictures are taken from what the links know anyhow. So the stages do nothing for them, and a
//! pipeline without an observer has neither the thread nor any other cost.

use std::fmt;

use pattern_core::StopToken;
use pattern_sync::sync::Arc;
use pattern_sync::time::{Duration, Instant};

use crate::link::AnyLink;

/// What is called with each picture, and how often.
pub(crate) struct Observer<'env> {
    pub(crate) every: Duration,
    pub(crate) look: Look<'env>,
}

/// The user's closure.
pub(crate) type Look<'env> = Box<dyn FnMut(&Snapshot) + Send + 'env>;

/// A picture of a pipeline at work, for [`Pipeline::observe`](crate::Pipeline::observe).
///
/// The stages do not stand still for it: the numbers of each queue agree with each other, those of
/// different queues may be some items apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// One entry per stage, from the source to the end of the pipeline, both included.
    pub stages: Vec<StageSnapshot>,
    /// For how long the pipeline has been running.
    pub elapsed: Duration,
}

/// What a stage is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StageSnapshot {
    /// The name of the stage.
    pub name: String,
    /// How many workers it was given.
    pub workers: usize,
    /// How many of them wait for an item.
    pub starved: usize,
    /// How many of them wait for room behind them.
    pub blocked: usize,
    /// How many items they have taken so far; 0 for the source.
    pub items_in: usize,
    /// How many items they have passed on so far; 0 at the end of the pipeline.
    pub items_out: usize,
    /// How many items are in the queue behind the stage; 0 at the end of the pipeline.
    pub depth: usize,
}

impl StageSnapshot {
    /// Counts the workers that are neither starved nor blocked: at work, or at their end.
    #[must_use]
    pub fn busy(&self) -> usize {
        self.workers.saturating_sub(self.starved + self.blocked)
    }
}

/// Prints a line: what each stage has passed on, and how many items wait behind it.
impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, stage) in self.stages.iter().enumerate() {
            let (name, depth) = (&stage.name, stage.depth);
            if index + 1 < self.stages.len() {
                write!(f, "{name} {} →{depth}→ ", stage.items_out)?;
            } else {
                write!(f, "{name} {}", stage.items_in)?;
            }
        }
        Ok(())
    }
}

/// What a link knows of itself while the pipeline runs.
pub(crate) struct Gauge {
    pub(crate) arrived: usize,
    pub(crate) taken: usize,
    pub(crate) depth: usize,
    pub(crate) waiting_takers: usize,
    pub(crate) waiting_givers: usize,
}

/// Takes a picture every so often, until the run is `over`.
///
/// # Blocking
///
/// Waits for the next time, or for the end of the run, which cuts the wait short.
pub(crate) fn observe(
    observer: Observer<'_>,
    stages: &[(String, usize)],
    links: &[Arc<dyn AnyLink + '_>],
    started: Instant,
    over: &StopToken,
) {
    let Observer { every, mut look } = observer;
    while !over.wait_timeout(every) {
        look(&Snapshot {
            stages: picture(stages, links),
            elapsed: started.elapsed(),
        });
    }
}

/// Combines what the links know into what the stages, given by name and workers, are doing.
fn picture(stages: &[(String, usize)], links: &[Arc<dyn AnyLink + '_>]) -> Vec<StageSnapshot> {
    let gauges: Vec<Gauge> = links.iter().map(|link| link.gauge()).collect();
    let stage = |index: usize, (name, workers): &(String, usize)| {
        let before = index.checked_sub(1).map(|index| &gauges[index]);
        let behind = gauges.get(index);
        StageSnapshot {
            name: name.clone(),
            workers: *workers,
            starved: before.map_or(0, |gauge| gauge.waiting_takers),
            blocked: behind.map_or(0, |gauge| gauge.waiting_givers),
            items_in: before.map_or(0, |gauge| gauge.taken),
            items_out: behind.map_or(0, |gauge| gauge.arrived),
            depth: behind.map_or(0, |gauge| gauge.depth),
        }
    };
    stages
        .iter()
        .enumerate()
        .map(|(index, named)| stage(index, named))
        .collect()
}
