//! The explorer against small programs: with known bugs, without bugs, and ones that count.
#![cfg(feature = "model")]

mod harness;
mod known_bugs;
