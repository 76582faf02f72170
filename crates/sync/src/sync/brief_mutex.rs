//! [`BriefMutex`]: a lock for a handful of instructions, at half the price.
#![allow(
    unsafe_code,
    reason = "a lock promises the compiler what it cannot see: one holder at a time"
)]

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::lock_api;

#[cfg(feature = "model")]
use crate::engine::{self, Slot, here};

/// Protects a value that is never held for more than a handful of instructions.
///
/// It costs one atomic read-modify-write operation a turn, where a [`Mutex`](super::Mutex) costs a
/// second one, at unlocking, to learn whether somebody is to be woken. Here nobody ever is: a thread
/// that finds it locked tries again in a moment, then offers its turn, then takes short naps. So it
/// suits what does not block, allocate or call the user's code while it holds the lock, and nothing
/// else; nor does a [`Condvar`](super::Condvar) work with it. In an exploration it is an ordinary
/// mutex.
///
/// # Memory ordering
///
/// Unlocking happens before the next locking.
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::BriefMutex;
///
/// let next = BriefMutex::new(7);
/// *next.lock() += 1;
/// assert_eq!(next.into_inner(), 8);
/// ```
pub struct BriefMutex<T> {
    #[cfg(feature = "model")]
    slot: Slot,
    real: lock_api::Mutex<RawBriefMutex, T>,
}

/// The right to use what a [`BriefMutex`] protects; dropping it unlocks.
#[must_use = "the lock is let go when the guard is dropped"]
pub struct BriefMutexGuard<'a, T> {
    real: lock_api::MutexGuard<'a, RawBriefMutex, T>,
    #[cfg(feature = "model")]
    slot: &'a Slot,
    #[cfg(feature = "model")]
    site: engine::Site,
}

impl<T> BriefMutex<T> {
    /// Makes an unlocked mutex around `value`.
    #[inline]
    pub const fn new(value: T) -> Self {
        Self {
            #[cfg(feature = "model")]
            slot: Slot::new(),
            real: lock_api::Mutex::new(value),
        }
    }

    /// Takes the value out.
    #[inline]
    pub fn into_inner(self) -> T {
        self.real.into_inner()
    }

    /// Takes the lock.
    ///
    /// # Blocking
    ///
    /// Waits until nobody else holds it, which is soon. Locking twice on one thread waits for ever.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn lock(&self) -> BriefMutexGuard<'_, T> {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            execution.lock(&self.slot, here());
            let real = self.real.try_lock();
            return self.guard(real.unwrap_or_else(|| execution.held_from_outside(here())));
        }
        self.guard(self.real.lock())
    }

    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    fn guard<'a>(
        &'a self,
        real: lock_api::MutexGuard<'a, RawBriefMutex, T>,
    ) -> BriefMutexGuard<'a, T> {
        BriefMutexGuard {
            real,
            #[cfg(feature = "model")]
            slot: &self.slot,
            #[cfg(feature = "model")]
            site: here(),
        }
    }
}

#[cfg(feature = "model")]
impl<T> Drop for BriefMutexGuard<'_, T> {
    fn drop(&mut self) {
        // The real lock is let go right after this; no other modelled thread runs in between.
        if let Some(execution) = engine::current() {
            execution.unlock(self.slot, self.site);
        }
    }
}

impl<T> Deref for BriefMutexGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.real
    }
}

impl<T> DerefMut for BriefMutexGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.real
    }
}

impl<T: fmt::Debug> fmt::Debug for BriefMutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

/// The lock itself: whether it is held.
struct RawBriefMutex(AtomicBool);

// SAFETY: `locked` goes from `false` to `true` by a compare-and-exchange, which one thread alone
// wins, and back to `false` only in `unlock`, which the holder alone may call. So there is one
// holder at a time.
unsafe impl lock_api::RawMutex for RawBriefMutex {
    const INIT: Self = Self(AtomicBool::new(false));
    type Guard = ();

    #[inline]
    fn lock(&self) {
        if self.try_lock().is_none() {
            self.lock_patiently();
        }
    }

    #[inline]
    fn try_lock(&self) -> Option<()> {
        // Acquire: partner of the release in `unlock`. What the holder before did happens before
        // what this one does.
        self.0
            .compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed)
            .is_ok()
            .then_some(())
    }

    #[inline]
    unsafe fn unlock(&self, (): ()) {
        // Release: partner of the acquire in `try_lock`.
        self.0.store(false, Ordering::Release);
    }

    #[inline]
    fn is_locked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Attempts, each after twice as long a pause, before a thread offers its turn: a microsecond or so.
const ATTEMPTS: u32 = 7;
/// Turns offered before a thread takes naps. It gets here only if the holder was interrupted.
const TURNS: u32 = 8;
/// How long a thread naps: more than the clock of the system resolves, less than a time slice.
const NAP: Duration = Duration::from_micros(50);

impl RawBriefMutex {
    #[cold]
    fn lock_patiently(&self) {
        for round in 0_u32.. {
            for attempt in 0..ATTEMPTS {
                for _ in 0..1_u32 << attempt {
                    std::hint::spin_loop();
                }
                // Looks first: a read leaves the cache line to the holder, an attempt takes it away.
                if !self.0.load(Ordering::Relaxed) && lock_api::RawMutex::try_lock(self).is_some() {
                    return;
                }
            }
            if round < TURNS {
                std::thread::yield_now();
            } else {
                std::thread::sleep(NAP);
            }
        }
    }
}
