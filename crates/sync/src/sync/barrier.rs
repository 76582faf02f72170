//! [`Barrier`]: nobody goes on before everybody is there.

use std::fmt;

#[cfg(feature = "model")]
use crate::engine::{self, Slot, here};
use crate::trace::{self, Place, labels};

/// Holds threads back until a given number of them has arrived; then it starts over.
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::Barrier;
/// use pattern_sync::thread;
///
/// let barrier = Barrier::new(2);
/// let leaders = thread::scope(|s| {
///     let other = s.spawn(|| barrier.wait().is_leader());
///     [barrier.wait().is_leader(), other.join().unwrap()]
/// });
/// assert_eq!(leaders.iter().filter(|&&leader| leader).count(), 1);
/// ```
pub struct Barrier {
    #[cfg(feature = "model")]
    slot: Slot,
    #[cfg(feature = "model")]
    threads: usize,
    real: std::sync::Barrier,
}

/// Tells one of the threads that left a [`Barrier`] from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Returns `true` for exactly one of the threads that leave together.
    #[inline]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl Barrier {
    /// Makes a barrier for `threads` threads; zero is taken as one.
    #[inline]
    pub const fn new(threads: usize) -> Self {
        Self {
            #[cfg(feature = "model")]
            slot: Slot::new(),
            #[cfg(feature = "model")]
            threads,
            real: std::sync::Barrier::new(threads),
        }
    }

    /// Waits for the others.
    ///
    /// # Blocking
    ///
    /// Until as many threads wait as the barrier is for.
    ///
    /// # Memory ordering
    ///
    /// What any of them did before waiting happens before what any of them does after it.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn wait(&self) -> BarrierWaitResult {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            return BarrierWaitResult(execution.arrive(&self.slot, self.threads, here()));
        }
        trace::wait(labels::BARRIER, || {
            trace::wakes(|| Place::of(self));
            let result = self.real.wait();
            trace::woken(|| Place::of(self));
            BarrierWaitResult(result.is_leader())
        })
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}
