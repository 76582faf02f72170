//! Queue and worker primitives that the parallel patterns are built from.

mod bounded_queue;
mod deadline;
mod errors;
mod fifo;
mod iter;

pub use bounded_queue::BoundedQueue;
pub use errors::{
    PopTimeoutError, PushError, PushManyError, PushTimeoutError, TryPopError, TryPushError,
};
pub use iter::{Iter, TryIter};
