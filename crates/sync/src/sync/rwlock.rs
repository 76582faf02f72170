//! [`RwLock`]: many readers or one writer, no poisoning.

use std::fmt;
use std::ops::{Deref, DerefMut};

#[cfg(feature = "model")]
use crate::engine::{self, Slot, here};
use crate::trace;

/// Protects a value: many threads read it at a time, or one changes it.
///
/// Shaped like `parking_lot::RwLock`. Which of the waiting readers and writers comes first is not
/// specified; an exploration tries all orders. A writer that waits for readers keeps further
/// readers out, so that it comes in some day; a thread that reads already and asks again then waits
/// for itself.
///
/// # Memory ordering
///
/// Unlocking happens before every later locking.
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::RwLock;
///
/// let setting = RwLock::new(5);
/// {
///     let (one, other) = (setting.read(), setting.read());
///     assert_eq!(*one + *other, 10);
/// }
/// *setting.write() += 1;
/// assert_eq!(*setting.read(), 6);
/// ```
#[derive(Default)]
pub struct RwLock<T: ?Sized> {
    #[cfg(feature = "model")]
    slot: Slot,
    real: parking_lot::RwLock<T>,
}

impl<T> RwLock<T> {
    /// Makes an unlocked lock around `value`.
    #[inline]
    pub const fn new(value: T) -> Self {
        Self {
            #[cfg(feature = "model")]
            slot: Slot::new(),
            real: parking_lot::RwLock::new(value),
        }
    }

    /// Takes the value out.
    #[inline]
    pub fn into_inner(self) -> T {
        self.real.into_inner()
    }
}

/// Defines a guard: the real one, and in an exploration the modelled hold that ends with it.
macro_rules! guard {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[must_use = "the lock is let go when the guard is dropped"]
        pub struct $name<'a, T: ?Sized> {
            real: parking_lot::$name<'a, T>,
            #[cfg(feature = "model")]
            slot: &'a Slot,
            #[cfg(feature = "model")]
            site: engine::Site,
        }

        #[cfg(feature = "model")]
        impl<T: ?Sized> Drop for $name<'_, T> {
            fn drop(&mut self) {
                if let Some(execution) = engine::current() {
                    execution.unlock_rw(self.slot, self.site);
                }
            }
        }

        impl<T: ?Sized> Deref for $name<'_, T> {
            type Target = T;

            #[inline]
            fn deref(&self) -> &T {
                &self.real
            }
        }

        impl<T: ?Sized + fmt::Debug> fmt::Debug for $name<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.real.fmt(f)
            }
        }
    };
}

guard!(
    /// The right to read what an [`RwLock`] protects; dropping it unlocks.
    RwLockReadGuard
);
guard!(
    /// The right to change what an [`RwLock`] protects; dropping it unlocks.
    RwLockWriteGuard
);

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.real
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Takes the lock for reading.
    ///
    /// # Blocking
    ///
    /// Waits until nobody holds it for writing.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            execution.read(&self.slot, here());
            let real = self.real.try_read();
            return self.read_guard(real.unwrap_or_else(|| execution.held_from_outside(here())));
        }
        let real = &self.real;
        self.read_guard(trace::wait_unless(
            || real.try_read(),
            trace::labels::LOCK_TO_READ,
            || real.read(),
        ))
    }

    /// Takes the lock for reading if nobody holds it for writing.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current()
            && !execution.try_read(&self.slot, here())
        {
            return None;
        }
        let real = self.real.try_read()?;
        Some(self.read_guard(real))
    }

    /// Takes the lock for writing.
    ///
    /// # Blocking
    ///
    /// Waits until nobody else holds it at all.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            execution.write(&self.slot, here());
            let real = self.real.try_write();
            return self.write_guard(real.unwrap_or_else(|| execution.held_from_outside(here())));
        }
        let real = &self.real;
        self.write_guard(trace::wait_unless(
            || real.try_write(),
            trace::labels::LOCK_TO_WRITE,
            || real.write(),
        ))
    }

    /// Takes the lock for writing if nobody holds it.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T>> {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current()
            && !execution.try_write(&self.slot, here())
        {
            return None;
        }
        let real = self.real.try_write()?;
        Some(self.write_guard(real))
    }

    /// Reaches the value without locking: `&mut self` proves that nobody else can.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.real.get_mut()
    }

    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    fn read_guard<'a>(
        &'a self,
        real: parking_lot::RwLockReadGuard<'a, T>,
    ) -> RwLockReadGuard<'a, T> {
        RwLockReadGuard {
            real,
            #[cfg(feature = "model")]
            slot: &self.slot,
            #[cfg(feature = "model")]
            site: here(),
        }
    }

    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    fn write_guard<'a>(
        &'a self,
        real: parking_lot::RwLockWriteGuard<'a, T>,
    ) -> RwLockWriteGuard<'a, T> {
        RwLockWriteGuard {
            real,
            #[cfg(feature = "model")]
            slot: &self.slot,
            #[cfg(feature = "model")]
            site: here(),
        }
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}
