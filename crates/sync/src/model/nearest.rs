//! The schedule next to a failing one that passes: what to compare the failure with.

use super::Timeline;
use super::failure;
use super::runner::Runner;
use super::schedule::{Follow, Schedule};

/// Options that are tried at a choice point; there are about as many as threads.
const OPTIONS: u16 = 4;

/// Choice points that are tried, from the last one backwards.
const POINTS: usize = 400;

impl Runner<'_> {
    /// Finds a schedule that passes and is like `failing` for as long as possible; recorded.
    ///
    /// From the last choice point backwards, something else happens there, and afterwards what
    /// happens by itself. So the first that passes shares the longest beginning.
    pub(super) fn nearest(&self, failing: &Schedule) -> Option<(Schedule, Timeline)> {
        let (outcome, follow) = self.follow(Follow::exactly(failing), false);
        if failure::kind(&outcome).is_none() {
            return self.recorded(failing.clone());
        }
        let options = follow.taken;
        for point in (0..options.len()).rev().take(POINTS) {
            for option in (0..OPTIONS).filter(|option| *option != options[point]) {
                let mut other = options[..point].to_vec();
                other.push(option);
                let other = self.schedule(other);
                if let Some(found) = self.passes(&other).then(|| self.recorded(other)).flatten() {
                    return Some(found);
                }
            }
        }
        None
    }

    fn passes(&self, schedule: &Schedule) -> bool {
        let (outcome, _) = self.follow(Follow::exactly(schedule), false);
        failure::kind(&outcome).is_none()
    }

    fn recorded(&self, schedule: Schedule) -> Option<(Schedule, Timeline)> {
        let timeline = self.replay(&schedule).ok()?;
        Some((schedule, timeline))
    }
}
