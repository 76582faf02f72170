//! A master that owns tasks and retries, over workers that may die.

mod builder;
mod desk;
mod driver;
mod error;
mod hub;
mod master;
mod observe;
pub mod process;
mod run;
pub mod scheduler;
mod stats;
mod worker;

pub use crate::builder::MasterBuilder;
pub use crate::error::{AttemptFailed, Failure, GivenUp, SubmitError, TaskFailed, TimedOut};
pub use crate::master::Master;
pub use crate::observe::Step;
pub use crate::run::run;
pub use crate::scheduler::{Speculation, TaskId, WorkerId};
pub use crate::stats::{Counts, Stats, WorkerStats};
pub use crate::worker::{Stopper, Worker, WorkerError};
