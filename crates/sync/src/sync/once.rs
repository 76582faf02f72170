//! [`OnceLock`] and [`LazyLock`]: values that are made once.

use std::fmt;
use std::ops::Deref;

#[cfg(feature = "model")]
use crate::engine::{self, Slot, here};

/// A cell that is written at most once.
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::OnceLock;
///
/// let cell = OnceLock::new();
/// assert_eq!(cell.get(), None);
/// assert_eq!(*cell.get_or_init(|| 3), 3);
/// assert_eq!(cell.set(4), Err(4));
/// ```
pub struct OnceLock<T> {
    #[cfg(feature = "model")]
    slot: Slot,
    real: std::sync::OnceLock<T>,
}

impl<T> OnceLock<T> {
    /// Makes an empty cell.
    #[inline]
    pub const fn new() -> Self {
        Self {
            #[cfg(feature = "model")]
            slot: Slot::new(),
            real: std::sync::OnceLock::new(),
        }
    }

    /// Returns the value, if there is one.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn get(&self) -> Option<&T> {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            execution.once_look(&self.slot, || self.real.get().is_some(), here());
        }
        self.real.get()
    }

    /// Returns the value, which `make` makes if there is none yet.
    ///
    /// # Panics
    ///
    /// As `make` does; the cell then stays empty.
    ///
    /// # Blocking
    ///
    /// Waits while another thread makes the value.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            let done = || self.real.get().is_some();
            if execution.once_begin(&self.slot, done, here()) {
                let initialisation = Initialisation {
                    cell: self,
                    site: here(),
                };
                // `make` may let other threads run, so it stays outside the real cell's lock.
                let made = make();
                assert!(
                    self.real.set(made).is_ok(),
                    "the model lets one thread initialise"
                );
                drop(initialisation);
            }
            return self
                .real
                .get()
                .expect("initialised, by this thread or another");
        }
        self.real.get_or_init(make)
    }

    /// Stores `value`.
    ///
    /// # Errors
    ///
    /// Hands `value` back if there is one already.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.get_or_init(|| value.take().expect("called at most once"));
        value.map_or(Ok(()), Err)
    }

    /// Takes the value out.
    #[inline]
    pub fn into_inner(self) -> Option<T> {
        self.real.into_inner()
    }
}

/// Ends a modelled initialisation, also by a panic.
#[cfg(feature = "model")]
struct Initialisation<'a, T> {
    cell: &'a OnceLock<T>,
    site: engine::Site,
}

#[cfg(feature = "model")]
impl<T> Drop for Initialisation<'_, T> {
    fn drop(&mut self) {
        if let Some(execution) = engine::current() {
            execution.once_end(&self.cell.slot, self.cell.real.get().is_some(), self.site);
        }
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

/// A value that is made when it is first needed.
///
/// Unlike the standard one it asks for `Fn`, not `FnOnce`: where making the value panics, the next
/// reader tries again.
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::LazyLock;
///
/// static GREETING: LazyLock<String> = LazyLock::new(|| "hello".to_uppercase());
/// assert_eq!(*GREETING, "HELLO");
/// ```
pub struct LazyLock<T, F = fn() -> T> {
    cell: OnceLock<T>,
    make: F,
}

impl<T, F: Fn() -> T> LazyLock<T, F> {
    /// Makes a cell whose value `make` will make.
    #[inline]
    pub const fn new(make: F) -> Self {
        Self {
            cell: OnceLock::new(),
            make,
        }
    }
}

impl<T, F: Fn() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    fn deref(&self) -> &T {
        self.cell.get_or_init(&self.make)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cell.fmt(f)
    }
}
