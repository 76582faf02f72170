//! Queue and worker primitives that the parallel patterns are built from.

mod bounded_queue;
mod counter;
mod deadline;
mod errors;
mod fifo;
mod iter;
mod joinable_queue;
mod task_guard;

pub use bounded_queue::BoundedQueue;
pub use errors::{
    PopTimeoutError, PushError, PushManyError, PushTimeoutError, TryPopError, TryPushError,
};
pub use iter::{Iter, TryIter};
pub use joinable_queue::JoinableQueue;
pub use task_guard::{Completion, Guards, TaskGuard};
