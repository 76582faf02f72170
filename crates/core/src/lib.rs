//! Queue and worker primitives that the parallel patterns are built from.

mod bounded_queue;
mod counter;
mod deadline;
mod errors;
mod fifo;
mod iter;
mod joinable_queue;
mod latch;
mod stop_token;
mod task_guard;
mod wait_group;
mod worker_group;
mod worker_panic;

pub use bounded_queue::BoundedQueue;
pub use errors::{
    PopTimeoutError, PushError, PushManyError, PushTimeoutError, TryPopError, TryPushError,
};
pub use iter::{Iter, TryIter};
pub use joinable_queue::JoinableQueue;
pub use latch::Latch;
pub use stop_token::{StopSource, StopToken};
pub use task_guard::{Completion, Guards, TaskGuard};
pub use wait_group::{WaitGroup, WaitGroupGuard};
pub use worker_group::{SpawnError, WorkerGroup};
pub use worker_panic::{WorkerPanic, WorkerPanics, panic_message};
