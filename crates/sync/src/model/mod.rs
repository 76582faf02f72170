//! The schedule explorer: runs a closure under one interleaving of its threads after another.
//!
//! Inside, the objects of this crate are modelled: all threads run on one real thread, and at each
//! lock, notification, send, and so on, the explorer decides who goes on. It also decides whom a
//! notification wakes, when a time-out fires, and when a waiter wakes for no reason. A closure
//! passed to [`Explorer::check`] either holds in every schedule explored, or comes back with a
//! [`Failure`]: the cause in a sentence, a [`Timeline`], and the [`Schedule`] that shows it again.
//!
//! ```
//! use pattern_sync::model;
//! use pattern_sync::sync::{Arc, Condvar, Mutex};
//! use pattern_sync::thread;
//!
//! // Holds: the flag is looked at again after each wake-up, and changed under the lock.
//! model::explore(|| {
//!     let shared = Arc::new((Mutex::new(false), Condvar::new()));
//!     let setter = thread::spawn({
//!         let shared = Arc::clone(&shared);
//!         move || {
//!             *shared.0.lock() = true;
//!             shared.1.notify_one();
//!         }
//!     });
//!     let mut flag = shared.0.lock();
//!     shared.1.wait_while(&mut flag, |flag| !*flag);
//!     drop(flag);
//!     setter.join().unwrap();
//! });
//! ```
//!
//! # What counts as a failure
//!
//! A panic of the body, or of a thread that nobody joins; threads that wait for ever, also after
//! the body has returned; and a schedule that goes on for thousands of steps.
//!
//! # What is out of sight
//!
//! Whatever is not made of this crate's objects: real threads and locks, real time, randomness.
//! Atomics are sequentially consistent here. An object belongs to the schedule that first uses it:
//! create it inside the closure. After a failing schedule the remaining threads are abandoned
//! without running destructors, and their stacks are used again; so explored closures hold no files,
//! no threads of another kind, and nothing pinned that lives on its destructor being called.
//!
//! Layout: `explorer` (the door), `runner` (phases and budgets), `search` and `random` (who goes
//! on), `shrink`, `nearest` (a schedule that passes, to compare with), `schedule` (the replay token),
//! `coverage`, `failure`, `cause`, `diagnosis` and `cycles` (why), `timeline`, `names`,
//! `steps` and `text` (the picture), `sentences` (causes in words), `phrases` (the words, in English and
//! for who brings another language).

mod cause;
mod coverage;
mod cycles;
mod diagnosis;
mod explorer;
mod failure;
mod names;
mod nearest;
mod panics;
mod phrases;
mod random;
mod reduction;
mod runner;
mod schedule;
mod search;
mod sentences;
mod shrink;
mod steps;
mod text;
mod timeline;

use std::fmt;

use crate::engine::{self, here};

pub use crate::engine::{Action, Bound, ObjectKind, Obstacle, Position, Waiting, Wakeup};
pub use cause::{AlsoStuck, Awaited, Cause, LockStep, Remark, Silence, WaitStep};
pub use coverage::{Completeness, Coverage, Phase, PhaseKind};
pub use explorer::Explorer;
pub use failure::Failure;
pub use phrases::{English, Phrase, Words};
pub use schedule::{ParseScheduleError, Schedule};
pub use timeline::{End, Lane, Object, Omitted, Row, Timeline};

/// Explores `body` with the standard budgets.
///
/// # Panics
///
/// If a schedule fails; the message is the [`Failure`].
#[track_caller]
pub fn explore(body: impl Fn() + 'static) {
    if let Err(failure) = Explorer::new().check(body) {
        panic!("{failure}");
    }
}

/// Waits until every other thread is blocked or has ended.
///
/// A timed wait counts as blocked, and no time passes. So what has not happened when this returns
/// will not happen by itself: a full queue stays full. Threads that busy-wait never let it return.
///
/// # Panics
///
/// Outside an exploration.
///
/// # Examples
///
/// ```
/// use pattern_sync::channel::bounded;
/// use pattern_sync::{model, thread};
///
/// model::explore(|| {
///     let (sender, receiver) = bounded(2);
///     thread::spawn(move || (0..5).for_each(|item| sender.send(item).unwrap()));
///     model::settle();
///     assert_eq!(receiver.len(), 2);
///     assert_eq!(receiver.iter().count(), 5);
/// });
/// ```
#[track_caller]
pub fn settle() {
    let execution = engine::current().expect("settle: only inside an exploration");
    execution.settle(here());
}

/// Writes a line into the timeline. Does nothing outside an exploration.
///
/// # Examples
///
/// ```
/// pattern_sync::model::explore(|| pattern_sync::model::note("half-time"));
/// ```
#[track_caller]
pub fn note(text: impl fmt::Display) {
    if let Some(execution) = engine::current() {
        execution.note(text.to_string(), here());
    }
}

/// Returns a number below `arity`; the exploration tries them all.
///
/// # Panics
///
/// If `arity` is zero, or outside an exploration.
///
/// # Examples
///
/// ```
/// use std::cell::Cell;
/// use std::rc::Rc;
///
/// let seen = Rc::new(Cell::new(0));
/// let tried = Rc::clone(&seen);
/// pattern_sync::model::explore(move || {
///     tried.set(tried.get() | 1 << pattern_sync::model::choose(3));
/// });
/// assert_eq!(seen.get(), 0b111);
/// ```
#[track_caller]
#[must_use]
pub fn choose(arity: usize) -> usize {
    assert!(arity > 0, "choose: there is nothing to choose from");
    let execution = engine::current().expect("choose: only inside an exploration");
    execution.choose(arity, here())
}
