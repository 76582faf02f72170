//! The worker pool exercise: a few threads that run many tasks, and hand back what became of them.
//!
//! Starting a thread for each small task is slow, and thousands of threads at once are too many. A
//! pool starts its workers once. Tasks wait in a queue; whichever worker is free takes the oldest,
//! so that nobody has to decide in advance who does what.
//!
//! ```
//! use worker_pool::WorkerPool;
//!
//! let pool = WorkerPool::new(2);
//! let lengths = ["one", "two", "three"].map(|word| pool.submit(|| word.len()));
//! assert_eq!(lengths.map(|length| length.join().unwrap()), [3, 3, 5]);
//! ```
//!
//! # Layout
//!
//! | file             | steps      | what lives there                                                |
//! |------------------|------------|-----------------------------------------------------------------|
//! | `worker_pool.rs` | 1, 2, 3, 4 | [`WorkerPool`]: the workers, their queue, and how they end      |
//! | `handle.rs`      | 3, 4       | [`Handle`]: the way that a result comes back, and [`TaskError`] |
//!
//! This file stays as it is: the graded tests use the names that it exports.

mod handle;
mod worker_pool;

pub use handle::{Handle, TaskError};
pub use worker_pool::WorkerPool;
