//! The capstone: a folder of texts becomes an index, out of three of the patterns.
//!
//! Which files mention "fiddle", and how often? An *inverted index* knows: it leads from each word to
//! the files in which it occurs. Reading files is slow and can fail; cleaning texts has several
//! steps; counting words is much work that can be divided. For each of these there is a pattern, and
//! this workspace has it as a library. What is left to do, and all that is to be done here, is to
//! combine them so that nobody waits in vain, the memory stays bounded, and a failure anywhere ends
//! everything cleanly.
//!
//! ```text
//!             producer-consumer                       pipeline            map-reduce on a worker pool
//!  names ──► [bounded queue] ──► readers ──► [bounded queue] ──► normalise ──► split ──► count ──► reduce
//!  one thread                    several                         several       one       tasks     tasks
//! ```
//!
//! # Layout
//!
//! | file       | step | what lives there                                                          |
//! |------------|------|---------------------------------------------------------------------------|
//! | `types.rs` |      | [`Folder`], [`Settings`], [`Document`], [`Index`]…: nothing to do           |
//! | `read.rs`  | 1    | [`read`]: producer-consumer, several readers                                |
//! | `clean.rs` | 2    | [`clean`]: a pipeline from texts to words                                   |
//! | `count.rs` | 3    | [`count`]: map-reduce, whose tasks run on a worker pool                     |
//! | `index.rs` | 4    | [`index`]: all of it at the same time                                       |
//!
//! This file stays as it is: the graded tests use the names that it exports.

mod clean;
mod count;
mod index;
mod read;
mod types;

pub use clean::clean;
pub use count::count;
pub use index::index;
pub use read::read;
pub use types::{
    Document, Files, Folder, Index, IndexError, OnUnreadable, Settings, Unreadable, Words,
    partition_of,
};
