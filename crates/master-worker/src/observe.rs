//! What an observer is told.

use pattern_sync::time::Duration;

use crate::scheduler::{Command, Event};

/// One step of the master: what happened, and what it did about it.
///
/// Sent to the channel that [`MasterBuilder::observe`](crate::MasterBuilder::observe) was given. The
/// steps of a run, from the first on, are all that its [`Scheduler`](crate::scheduler::Scheduler)
/// ever knew: fed to another one with the same policy they give the same commands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// When it was, counted from the start of the master.
    pub at: Duration,
    /// What happened.
    pub event: Event,
    /// What was done about it.
    pub commands: Vec<Command>,
    /// How many tasks were waiting after that.
    pub waiting: usize,
}
