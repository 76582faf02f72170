//! [`Condvar`]: sleep until somebody says that it is worth looking again.

use std::fmt;
use std::time::Duration;

use super::MutexGuard;
#[cfg(feature = "model")]
use crate::engine::{self, Slot, Wakeup, here};
use crate::time::Instant;
use crate::trace::{self, Place, labels};

/// Lets threads sleep until another thread changes what they wait for.
///
/// Shaped like `parking_lot::Condvar`. A waiter may wake although nobody notified it (here, in an
/// exploration, it *does*, in some schedule), and what it was woken for may be gone by the time
/// that it holds the lock again; so a wait belongs in a `while`, or in
/// [`wait_while`](Self::wait_while).
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::{Arc, Condvar, Mutex};
/// use pattern_sync::thread;
///
/// let shared = Arc::new((Mutex::new(false), Condvar::new()));
/// let waiter = thread::spawn({
///     let shared = Arc::clone(&shared);
///     move || {
///         let (ready, changed) = &*shared;
///         let mut ready = ready.lock();
///         while !*ready {
///             changed.wait(&mut ready);
///         }
///         *ready
///     }
/// });
/// *shared.0.lock() = true;
/// shared.1.notify_one();
/// assert!(waiter.join().unwrap());
/// ```
#[derive(Default)]
pub struct Condvar {
    #[cfg(feature = "model")]
    slot: Slot,
    real: parking_lot::Condvar,
}

/// Tells whether a timed wait ended because of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Returns `true` if the time was up, and `false` after a notification or a spurious wake-up.
    #[inline]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// Makes a condition variable on which nobody waits.
    #[inline]
    pub const fn new() -> Self {
        Self {
            #[cfg(feature = "model")]
            slot: Slot::new(),
            real: parking_lot::Condvar::new(),
        }
    }

    /// Lets the lock go, sleeps, and takes the lock again.
    ///
    /// # Blocking
    ///
    /// Wakes by [`notify_one`](Self::notify_one), [`notify_all`](Self::notify_all), or for no
    /// reason; then waits for the lock.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn wait<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>) {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            let (site, slot) = (here(), guard.slot);
            parking_lot::MutexGuard::unlocked(&mut guard.real, || {
                execution.wait(&self.slot, slot, None, site);
            });
            return;
        }
        trace::wait(labels::NOTIFICATION, || {
            self.real.wait(&mut guard.real);
            trace::woken(|| Place::of(self));
        });
    }

    /// Sleeps for as long as `condition` holds of the protected value.
    ///
    /// # Blocking
    ///
    /// As [`wait`](Self::wait), over and over until the condition is false.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn wait_while<T, F>(&self, guard: &mut MutexGuard<'_, T>, mut condition: F)
    where
        T: ?Sized,
        F: FnMut(&mut T) -> bool,
    {
        while condition(&mut **guard) {
            self.wait(guard);
        }
    }

    /// Waits as [`wait`](Self::wait), but no longer than `timeout`.
    ///
    /// # Blocking
    ///
    /// As [`wait`](Self::wait); also wakes when the time is up.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn wait_for<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        timeout: Duration,
    ) -> WaitTimeoutResult {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            let deadline = execution.deadline(timeout);
            return self.wait_modelled(&execution, guard, deadline);
        }
        self.wait_timed(|| self.real.wait_for(&mut guard.real, timeout))
    }

    /// Waits as [`wait`](Self::wait), but no longer than until `deadline`.
    ///
    /// # Blocking
    ///
    /// As [`wait`](Self::wait); also wakes at the deadline.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn wait_until<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        deadline: Instant,
    ) -> WaitTimeoutResult {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            return self.wait_modelled(&execution, guard, deadline.as_virtual());
        }
        self.wait_timed(|| self.real.wait_until(&mut guard.real, deadline.as_real()))
    }

    /// Sleeps for as long as `condition` holds, but no longer than `timeout` in all.
    ///
    /// # Blocking
    ///
    /// As [`wait_while`](Self::wait_while); also gives up when the time is up, and then says so
    /// even if the condition has just become false.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn wait_while_for<T, F>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        mut condition: F,
        timeout: Duration,
    ) -> WaitTimeoutResult
    where
        T: ?Sized,
        F: FnMut(&mut T) -> bool,
    {
        let Some(deadline) = Instant::now().checked_add(timeout) else {
            self.wait_while(guard, condition);
            return WaitTimeoutResult(false);
        };
        let mut result = WaitTimeoutResult(false);
        while !result.timed_out() && condition(&mut **guard) {
            result = self.wait_until(guard, deadline);
        }
        result
    }

    /// Wakes one waiter, if there is one; tells whether there was.
    ///
    /// Nothing is remembered for whoever waits later.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn notify_one(&self) -> bool {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            return execution.notify(&self.slot, false, here()) > 0;
        }
        trace::wakes(|| Place::of(self));
        self.real.notify_one()
    }

    /// Wakes every waiter; returns how many there were.
    ///
    /// Nothing is remembered for whoever waits later.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn notify_all(&self) -> usize {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            return execution.notify(&self.slot, true, here());
        }
        trace::wakes(|| Place::of(self));
        self.real.notify_all()
    }

    #[inline]
    fn wait_timed(
        &self,
        wait: impl FnOnce() -> parking_lot::WaitTimeoutResult,
    ) -> WaitTimeoutResult {
        trace::wait(labels::NOTIFICATION_FOR_A_TIME, || {
            let timed_out = wait().timed_out();
            if !timed_out {
                trace::woken(|| Place::of(self));
            }
            WaitTimeoutResult(timed_out)
        })
    }

    #[cfg(feature = "model")]
    #[track_caller]
    fn wait_modelled<T: ?Sized>(
        &self,
        execution: &engine::Execution,
        guard: &mut MutexGuard<'_, T>,
        deadline: u64,
    ) -> WaitTimeoutResult {
        let (site, slot) = (here(), guard.slot);
        parking_lot::MutexGuard::unlocked(&mut guard.real, || {
            let wakeup = execution.wait(&self.slot, slot, Some(deadline), site);
            WaitTimeoutResult(wakeup == Wakeup::TimedOut)
        })
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}
