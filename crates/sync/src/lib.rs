//! Locks, threads, channels and time for the parallel patterns, and the explorer of their schedules.
#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

pub mod channel;
pub mod collections;
pub mod sync;
pub mod thread;
pub mod time;

#[cfg(feature = "model")]
mod engine;
#[cfg(feature = "model")]
pub mod graded;
#[cfg(feature = "model")]
pub mod model;
