//! Threads: spawned, scoped, named, parked; shaped like `std::thread`.

mod builder;
mod handle;
mod local;
mod scope;

use std::io;
use std::num::NonZero;
use std::time::Duration;

#[cfg(feature = "model")]
use crate::engine::{self, here};
use crate::trace::{self, Kind, Place, labels};

pub use builder::{Builder, JoinHandle, spawn};
pub use handle::{Thread, ThreadId, current};
pub use local::LocalKey;
#[cfg(feature = "model")]
pub(crate) use scope::SCOPED_THREAD_PANICKED;
pub use scope::{Scope, ScopedJoinHandle, scope};
pub use std::thread::Result;

/// Offers the turn to other threads.
///
/// In an exploration the others come first at the next step.
#[cfg_attr(feature = "model", track_caller)]
#[inline]
pub fn yield_now() {
    #[cfg(feature = "model")]
    if let Some(execution) = engine::current() {
        return execution.yield_now(here());
    }
    std::thread::yield_now();
}

/// Sleeps for at least `duration`.
///
/// In an exploration it takes no time: the clock jumps there when nobody else can run, or, in some
/// schedules, earlier.
#[cfg_attr(feature = "model", track_caller)]
#[inline]
pub fn sleep(duration: Duration) {
    #[cfg(feature = "model")]
    if let Some(execution) = engine::current() {
        return execution.sleep(duration, here());
    }
    trace::span(Kind::Sleep, "sleeps", || std::thread::sleep(duration));
}

/// Waits for the permission that [`Thread::unpark`] gives, and uses it up.
///
/// # Blocking
///
/// Until there is a permission, or for no reason.
#[cfg_attr(feature = "model", track_caller)]
#[inline]
pub fn park() {
    #[cfg(feature = "model")]
    if let Some(execution) = engine::current() {
        return execution.park(None, here());
    }
    trace::wait(labels::PERMISSION, || {
        std::thread::park();
        trace::woken(|| Place::Parked(std::thread::current().id()));
    });
}

/// Waits as [`park`], but no longer than `timeout`.
///
/// # Blocking
///
/// As [`park`]; also ends when the time is up.
#[cfg_attr(feature = "model", track_caller)]
#[inline]
pub fn park_timeout(timeout: Duration) {
    #[cfg(feature = "model")]
    if let Some(execution) = engine::current() {
        return execution.park(Some(execution.deadline(timeout)), here());
    }
    trace::wait(labels::PERMISSION_FOR_A_TIME, || {
        std::thread::park_timeout(timeout);
        trace::woken(|| Place::Parked(std::thread::current().id()));
    });
}

/// Tells whether the current thread is unwinding because of a panic.
#[inline]
#[must_use]
pub fn panicking() -> bool {
    #[cfg(feature = "model")]
    if let Some(execution) = engine::current() {
        return execution.is_panicking();
    }
    std::thread::panicking()
}

/// Returns how many threads can run at the same time, also inside a container with a quota.
///
/// In an exploration it is always two, so that no verdict depends on the machine.
///
/// # Errors
///
/// None today; the signature is that of the standard function.
#[inline]
pub fn available_parallelism() -> io::Result<NonZero<usize>> {
    #[cfg(feature = "model")]
    if engine::current().is_some() {
        return Ok(NonZero::<usize>::MIN.saturating_add(1));
    }
    Ok(NonZero::new(num_cpus::get()).unwrap_or(NonZero::<usize>::MIN))
}
