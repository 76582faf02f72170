//! What a carrier does for each stage of its group, and how its time is divided among them.

use pattern_sync::time::{Duration, Instant};

use crate::report::WorkerReport;

/// What a carrier keeps account of besides its own stage.
pub(crate) struct Load {
    pub(crate) lane: usize,
    /// One per stage of the group.
    pub(crate) stages: Vec<CarriedFor>,
    /// While an item is timed: when the stage that has it began.
    pub(crate) since: Option<Instant>,
}

/// What a carrier has done for a stage.
#[derive(Clone, Default)]
pub(crate) struct CarriedFor {
    pub(crate) items_in: usize,
    pub(crate) items_out: usize,
    /// How many of those that were passed on have been reported to the link.
    pub(crate) reported: usize,
    /// How long the items took that were timed.
    pub(crate) sample: Duration,
}

impl Load {
    pub(crate) fn new(lane: usize, stages: usize) -> Self {
        Self {
            lane,
            stages: vec![CarriedFor::default(); stages],
            since: None,
        }
    }

    /// If this item is timed, takes note that a stage is done with it.
    pub(crate) fn lap(&mut self, stage: usize) {
        if let Some(since) = self.since {
            let now = Instant::now();
            self.stages[stage].sample += now - since;
            self.since = Some(now);
        }
    }

    /// Divides what the carrier did among the stages, by what the items took that were timed: gives
    /// the reports of all but the first, whose own part `carrier` becomes.
    pub(crate) fn divide(&self, carrier: &WorkerReport) -> Vec<WorkerReport> {
        let all: Duration = self.stages.iter().map(|stage| stage.sample).sum();
        let busy = carrier.busy;
        let part = |stage: &CarriedFor| {
            let share = if all.is_zero() {
                1.0 / self.stages.len() as f64
            } else {
                stage.sample.as_secs_f64() / all.as_secs_f64()
            };
            busy.mul_f64(share.min(1.0))
        };
        let report = |stage: &CarriedFor| WorkerReport {
            name: String::new(),
            items_in: stage.items_in,
            items_out: stage.items_out,
            busy: part(stage),
            shared: busy.saturating_sub(part(stage)),
            starved: carrier.starved,
            blocked: carrier.blocked,
        };
        self.stages.iter().map(report).collect()
    }
}
