//! Tests of the whole: programs that run on a small repository of their own.

mod commands;
mod common;
mod endings;
#[cfg(feature = "staff")]
mod verify;
