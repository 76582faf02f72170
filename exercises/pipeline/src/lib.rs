//! The pipeline exercise: from two threads and a channel to stages that end together.
//!
//! Items pass through several stages, one after the other, and every stage works at the same time as
//! the others: while the last one handles the first item, the first one already has the third in
//! its hands. Between two stages lies a bounded channel, so that a stage that is ahead waits, and
//! the memory in use stays bounded, however long the input is.
//!
//! ```
//! use pipeline::Pipeline;
//!
//! let lengths = Pipeline::source(2, ["one ", " three", "fifteen"])
//!     .stage("trim", 2, |text| text.trim())
//!     .ordered_stage("measure", 2, 2, |word| word.len())
//!     .collect();
//! assert_eq!(lengths, [3, 5, 7]);
//! ```
//!
//! # Layout
//!
//! | file          | steps | what lives there                                                          |
//! |---------------|-------|---------------------------------------------------------------------------|
//! | `pipeline.rs` | 1, 2  | [`Pipeline`]: a source, stages with one thread or several, and a sink      |
//! | `ordered.rs`  | 3     | [`Pipeline::ordered_stage`]: several workers, and the order of the input  |
//! | `errors.rs`   | 4     | [`Pipeline::try_stage`]: the first error stops everything                 |
//!
//! This file stays as it is: the graded tests use the names that it exports.

mod errors;
mod ordered;
mod pipeline;

pub use pipeline::Pipeline;
