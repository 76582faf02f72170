//! Grades the exercises and checks the whole set.
//!
//! Two doors lead in: `cargo xtask` (what students use: see [`cli`]) and `cargo staff` (what
//! instructors and maintainers use: feature `staff`).
//!
//! # Layout
//!
//! | module | what lives there |
//! |---|---|
//! | [`repo`], [`exercise`], [`files`] | where things are; what `exercise.toml` says; files with their folders |
//! | [`lang`], [`messages`], [`terminal`] | the language, every sentence in it, width and colour |
//! | [`claims`] | what the suites say of a failure, in French |
//! | [`grade`] | the stages: intake, source check, pristine package, build, audit, run, judge, result |
//! | [`grade::sandbox`] | what keeps foreign code away from everything else: levels L1, L2, L3 |
//! | [`token`], [`report`] | replay tokens; what the graded process hands in |
//! | [`picture`] | a schedule as a page for the browser, and as a figure for a lesson |
//! | [`quiz`] | the questions of each pattern |
//! | `hints` | the one thing to look at in a verdict, and three hints for it |
//! | [`watch`] | grades at every save, and shows what stands in the way |
//! | [`stub`] | cuts an exercise's stub from its solution |
//! | [`cli`] | one module for each command of `cargo xtask` |
//! | `staff` | one module for each command of `cargo staff` (feature `staff`); `staff::formats` renders a class's results |
//!
//! # Trade-offs
//!
//! * `cargo xtask` isolates at L1 only (a process group, a deadline, limits): what confines a process
//!   by the kernel and audits object code is compiled with feature `isolation`, which `staff` implies.
//!   Students would wait for it at their first build, and it would protect them from themselves.
//! * The report of a test is made in the process that also runs the submission. Safe code cannot reach it,
//!   and the source check and the audit refuse what is not safe; machine code that got past both of them
//!   and the compiler could still report what it likes about the tests of this one submission.
//! * Students are spoken to in English or French; instructors and maintainers (`staff`), and whoever works
//!   on a broken checkout, in English. What `rustc` says stays as it is.
//! * The audit sees what is compiled into the library. Generic code is compiled where it is used, in
//!   the suite's program, among the harness's own code: there the source check has to do.

pub mod claims;
pub mod cli;
pub mod date;
pub mod escape;
pub mod exercise;
pub mod files;
pub mod grade;
pub mod hash;
mod hints;
pub mod lang;
pub mod messages;
pub mod parallel;
pub mod picture;
pub mod quiz;
pub mod repo;
pub mod report;
#[cfg(feature = "staff")]
pub mod staff;
pub mod stub;
pub mod terminal;
#[cfg(test)]
mod testing;
pub mod token;
pub mod watch;
