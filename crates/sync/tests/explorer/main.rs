//! The explorer against small programs: with known bugs, without bugs, and ones that count.
#![cfg(feature = "model")]

mod engine;
mod harness;
mod known_bugs;
mod without_bugs;
