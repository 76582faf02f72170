//! Tests of the whole: programs that run on a small repository of their own.

#[cfg(feature = "staff")]
mod class;
mod commands;
mod common;
mod editor;
mod endings;
#[cfg(feature = "staff")]
mod guide;
#[cfg(feature = "staff")]
mod handout;
#[cfg(feature = "staff")]
mod verify;
