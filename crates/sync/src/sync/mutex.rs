//! [`Mutex`]: one holder at a time, no poisoning.

use std::fmt;
use std::ops::{Deref, DerefMut};

#[cfg(feature = "model")]
use crate::engine::{self, Slot, here};
use crate::trace;

/// Protects a value: one thread at a time holds it.
///
/// Shaped like `parking_lot::Mutex`: [`lock`](Self::lock) returns the guard itself, and a panic
/// while holding the lock simply unlocks it.
///
/// # Memory ordering
///
/// Unlocking happens before the next locking.
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::Mutex;
///
/// let items = Mutex::new(vec![1]);
/// items.lock().push(2);
/// assert_eq!(items.into_inner(), [1, 2]);
/// ```
#[derive(Default)]
pub struct Mutex<T: ?Sized> {
    #[cfg(feature = "model")]
    pub(super) slot: Slot,
    real: parking_lot::Mutex<T>,
}

/// The right to use what a [`Mutex`] protects; dropping it unlocks.
#[must_use = "the lock is let go when the guard is dropped"]
pub struct MutexGuard<'a, T: ?Sized> {
    pub(super) real: parking_lot::MutexGuard<'a, T>,
    #[cfg(feature = "model")]
    pub(super) slot: &'a Slot,
    #[cfg(feature = "model")]
    site: engine::Site,
}

impl<T> Mutex<T> {
    /// Makes an unlocked mutex around `value`.
    #[inline]
    pub const fn new(value: T) -> Self {
        Self {
            #[cfg(feature = "model")]
            slot: Slot::new(),
            real: parking_lot::Mutex::new(value),
        }
    }

    /// Takes the value out.
    #[inline]
    pub fn into_inner(self) -> T {
        self.real.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Takes the lock.
    ///
    /// # Blocking
    ///
    /// Waits until nobody else holds it. Locking twice on one thread waits for ever.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            execution.lock(&self.slot, here());
            let real = self.real.try_lock();
            return self.guard(real.unwrap_or_else(|| execution.held_from_outside(here())));
        }
        let real = &self.real;
        self.guard(trace::wait_unless(
            || real.try_lock(),
            trace::labels::LOCK,
            || real.lock(),
        ))
    }

    /// Takes the lock if nobody holds it.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current()
            && !execution.try_lock(&self.slot, here())
        {
            return None;
        }
        let real = self.real.try_lock()?;
        Some(self.guard(real))
    }

    /// Tells whether somebody holds the lock; by the time the answer is here, it may have changed.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn is_locked(&self) -> bool {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            return execution.is_locked(&self.slot, here());
        }
        self.real.is_locked()
    }

    /// Reaches the value without locking: `&mut self` proves that nobody else can.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.real.get_mut()
    }

    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    fn guard<'a>(&'a self, real: parking_lot::MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        MutexGuard {
            real,
            #[cfg(feature = "model")]
            slot: &self.slot,
            #[cfg(feature = "model")]
            site: here(),
        }
    }
}

#[cfg(feature = "model")]
impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        // The real lock is let go right after this; no other modelled thread runs in between.
        if let Some(execution) = engine::current() {
            execution.unlock(self.slot, self.site);
        }
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.real
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.real
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}
