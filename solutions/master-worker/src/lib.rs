//! The master-worker exercise: a master that hands out tasks on demand, and outlives its workers.
//!
//! The master owns the tasks: it knows which wait, which are in whose hands, and which are done.
//! Workers own nothing: each asks for a task, works on it, brings the result and asks again. So a
//! worker may be slow, may die with a task in its hands, or may come late; the task is not lost.
//!
//! ```
//! use master_worker::run;
//!
//! // Two workers; each task may be handed out up to three times before it is given up.
//! let lengths = run(2, 3, vec!["one", "three", "eleven"], str::len);
//! assert_eq!(lengths, [Ok(3), Ok(5), Ok(6)]);
//! ```
//!
//! # Layout
//!
//! | file        | steps  | what lives there                                                        |
//! |-------------|--------|-------------------------------------------------------------------------|
//! | `types.rs`  |        | [`TaskId`], [`WorkerId`], [`TaskFailed`], [`SubmitError`]: nothing to do  |
//! | `master.rs` | 1 to 5 | [`Master`]: hands out tasks, collects results, copes with the dead        |
//! | `run.rs`    | 6      | [`work`]: the life of a worker; [`run`]: a thread for each, and an end    |
//!
//! This file stays as it is: the graded tests use the names that it exports.

mod master;
mod run;
mod types;

pub use master::Master;
pub use run::{run, work};
pub use types::{SubmitError, TaskFailed, TaskId, WorkerId};
