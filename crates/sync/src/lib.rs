//! Locks, threads, channels and time for the parallel patterns, and the explorer of their schedules.
//!
//! Code that takes what threads share from this crate can be run in two worlds. In the real one
//! each type is a thin wrapper around a well-known one. In an *exploration* (feature `model`) the
//! same types are modelled: the explorer (module `model`) runs a closure under one interleaving of its
//! threads after another, and reports the first that fails, with a picture of it.
//!
//! ```
//! use pattern_sync::sync::{Arc, Mutex};
//! use pattern_sync::thread;
//!
//! let total = Arc::new(Mutex::new(0));
//! let threads: Vec<_> = (1..=3)
//!     .map(|number| {
//!         let total = Arc::clone(&total);
//!         thread::spawn(move || *total.lock() += number)
//!     })
//!     .collect();
//! for thread in threads {
//!     thread.join().unwrap();
//! }
//! assert_eq!(*total.lock(), 6);
//! ```
//!
//! # When not to use it
//!
//! Code that rests on memory orderings weaker than `SeqCst` is not explored faithfully here: use
//! [loom](https://docs.rs/loom) for it. Code that will never be explored loses nothing with these
//! types, but gains nothing either.
//!
//! # Features
//!
//! * none (the default): each method is inlined and calls the wrapped one; the types are as large
//!   as those that they wrap.
//! * `model`: the types are *dual*. Outside an exploration they do the same as without the feature,
//!   after one look at a thread-local variable; inside one they ask the scheduler. The surface is
//!   the same, because it is the same source.
//! * `trace`: what the threads of a real run do can be recorded (module [`trace`]). While nothing is, a wait costs a
//!   relaxed load more.
//!
//! # Layout
//!
//! | module | what it holds | shaped like |
//! |---|---|---|
//! | [`sync`] | mutexes, readers-writer lock, condition variable, barrier, atomics, once-only cells | `parking_lot`, `std::sync` |
//! | [`thread`] | spawning, scopes, names, parking, thread-local values | `std::thread` |
//! | [`channel`] | bounded and unbounded channels | `crossbeam_channel` |
//! | [`time`] | `Instant`, virtual inside an exploration | `std::time` |
//! | [`hint`] | whether to wait busily: never in an exploration | `std::hint` |
//! | [`collections`] | hash map and set that are the same in every run | `std::collections` |
//! | [`trace`] | recordings of real runs: who worked, who waited, for what | Perfetto's track events |
//! | `model` | the explorer: phases, budgets, shrinking, timeline, replay | |
//! | `graded` | the wrappers of graded tests, which report to the grader; the judge of value tests | |
//! | `engine` (private) | runs one schedule, every thread a coroutine | |
//!
//! # Elsewhere
//!
//! Systematic exploration of schedules is known as *stateless model checking* (`VeriSoft`), and
//! is what CHESS, loom, shuttle and Coyote do, each in its way.
#![deny(unsafe_op_in_unsafe_fn)]

pub mod channel;
pub mod collections;
pub mod hint;
pub mod sync;
pub mod thread;
pub mod time;
pub mod trace;

#[cfg(feature = "model")]
mod engine;
#[cfg(feature = "model")]
pub mod graded;
#[cfg(feature = "model")]
pub mod model;
#[cfg(feature = "model")]
mod random;
