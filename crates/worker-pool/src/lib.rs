//! A pool of reused worker threads: submitted tasks, handles, work stealing.
mod builder;
mod erase;
mod error;
mod handle;
mod observer;
mod pool;
mod queues;
mod scope;
mod shared;
mod stats;
mod task;
mod worker;

pub use crate::builder::Builder;
pub use crate::error::{BuildError, JoinTimeoutError, TaskError, TaskPanic, TrySubmitError};
pub use crate::handle::Handle;
pub use crate::observer::Observer;
pub use crate::pool::WorkerPool;
pub use crate::scope::{Scope, ScopedHandle};
pub use crate::stats::{Report, Stats, WorkerReport};
