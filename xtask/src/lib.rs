//! Grades the exercises and checks the whole set.
//!
//! Two doors lead in: `cargo xtask` (what students use: see [`cli`]) and `cargo staff` (what
//! instructors and maintainers use: feature `staff`).
//!
//! # Layout
//!
//! | module | what lives there |
//! |---|---|
//! | [`repo`], [`exercise`] | where things are; what `exercise.toml` says |
//! | [`lang`], [`messages`], [`terminal`] | the language, every sentence in it, width and colour |
//! | [`grade`] | the stages: intake, source check, pristine package, build, run, judge, result |
//! | [`token`], [`report`] | replay tokens; what the graded process hands in |
//! | [`stub`] | cuts an exercise's stub from its solution |
//! | [`cli`] | one module for each command of `cargo xtask` |
//! | `staff` | one module for each command of `cargo staff` (feature `staff`); `staff::formats` renders a class's results |

pub mod cli;
pub mod date;
pub mod escape;
pub mod exercise;
pub mod grade;
pub mod hash;
pub mod lang;
pub mod messages;
pub mod parallel;
pub mod repo;
pub mod report;
#[cfg(feature = "staff")]
pub mod staff;
pub mod stub;
pub mod terminal;
#[cfg(test)]
mod testing;
pub mod token;
