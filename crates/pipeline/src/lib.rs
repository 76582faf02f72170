//! Stages that work at the same time, over bounded queues, in order or not.

mod account;
mod assembly;
mod builder;
mod ends;
mod error;
mod items;
pub mod lesson;
mod link;
mod report;
mod run;

pub use crate::builder::Pipeline;
pub use crate::error::{BoxError, Cause, Failure, PipelineError};
pub use crate::items::Items;
pub use crate::report::{QueueReport, Report, StageReport, WorkerReport};
