//! What the scheduler is free to decide, and how it was told to.

use pattern_sync::time::Duration;

/// The rules that a [`Scheduler`](super::Scheduler) follows.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Policy {
    /// How many times a task may be handed out, second copies included; at least 1.
    pub max_attempts: usize,
    /// When a task in one pair of hands is given to a second.
    pub speculation: Option<Speculation>,
    /// How many times in a row a worker may die before it has begun with a task. Then it is sent
    /// home: it would die again.
    pub max_false_starts: usize,
    /// How long a worker that can be stopped may take to start.
    pub start_timeout: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            speculation: None,
            max_false_starts: 5,
            start_timeout: Duration::from_secs(30),
        }
    }
}

/// When a task is a straggler, of which an idle worker is given a second copy.
///
/// Copies are made only while no task waits: new work comes first. The first result counts,
/// whichever copy brings it, so the task should be one that may be done twice.
///
/// # Examples
///
/// ```
/// use master_worker::Speculation;
/// use pattern_sync::time::Duration;
///
/// let patience = Speculation::after(Duration::from_secs(60));
/// assert_ne!(patience, Speculation::slower_than(2.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speculation(Threshold);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Threshold {
    After(Duration),
    /// So many times the median.
    SlowerThan(f64),
}

/// So many attempts must have succeeded before their median says anything.
const ENOUGH: usize = 3;

impl Speculation {
    /// Calls a task a straggler when an attempt at it has taken so long.
    #[must_use]
    pub const fn after(patience: Duration) -> Self {
        Self(Threshold::After(patience))
    }

    /// Calls a task a straggler when an attempt at it has taken `times` as long as the median of
    /// the latest that succeeded, of which there must be at least three.
    ///
    /// # Panics
    ///
    /// Panics if `times` is negative or not a number.
    #[must_use]
    pub fn slower_than(times: f64) -> Self {
        assert!(times >= 0.0, "so many times the median: not {times}");
        Self(Threshold::SlowerThan(times))
    }

    /// Returns how long an attempt may take before its task is a straggler, if that can be said.
    pub(super) fn patience(self, latest: &Latest) -> Option<Duration> {
        match self.0 {
            Threshold::After(patience) => Some(patience),
            Threshold::SlowerThan(times) => {
                let median = latest.median()?;
                // More than can be represented is more than anybody will wait.
                Duration::try_from_secs_f64(median.as_secs_f64() * times).ok()
            }
        }
    }
}

/// How long the latest successful attempts took.
#[derive(Clone, Debug, Default)]
pub(super) struct Latest {
    durations: Vec<Duration>,
    /// Where the next one goes, once there are as many as are kept.
    next: usize,
}

impl Latest {
    /// Of how many the durations are kept.
    const KEPT: usize = 65;

    pub(super) fn add(&mut self, duration: Duration) {
        if self.durations.len() < Self::KEPT {
            self.durations.push(duration);
        } else {
            self.durations[self.next] = duration;
            self.next = (self.next + 1) % Self::KEPT;
        }
    }

    fn median(&self) -> Option<Duration> {
        if self.durations.len() < ENOUGH {
            return None;
        }
        let mut sorted = self.durations.clone();
        sorted.sort_unstable();
        Some(sorted[sorted.len() / 2])
    }
}
