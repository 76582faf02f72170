//! Producers and consumers over a bounded queue.
mod builder;
mod error;
mod input;
pub mod lesson;
mod outcome;
mod output;
mod report;
mod run;
mod shared;
mod threads;

pub use pattern_core::{
    BoundedQueue, JoinableQueue, PopTimeoutError, PushError, PushManyError, PushTimeoutError,
    TryPopError, TryPushError,
};

pub use crate::builder::ProducerConsumer;
pub use crate::error::{Cause, Failure, Role, RunError};
pub use crate::input::Input;
pub use crate::outcome::{BoxError, Outcome};
pub use crate::output::Output;
pub use crate::report::{Report, ThreadReport};
pub use crate::run::run;
pub use crate::shared::OnFailure;
