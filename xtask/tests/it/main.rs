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
#[cfg(all(target_os = "linux", feature = "staff"))]
mod mixed;
#[cfg(feature = "staff")]
mod recordings;
#[cfg(feature = "staff")]
mod similarity;
#[cfg(feature = "staff")]
mod verify;
#[cfg(unix)]
mod watch;
