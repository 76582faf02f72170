//! Thread-local values: `thread_local!` and [`LocalKey`].

use std::cell::{Cell, RefCell};

#[cfg(feature = "model")]
use crate::engine;

/// A value that every thread has for itself; declared with [`thread_local!`](crate::thread_local).
///
/// In an exploration each modelled thread has its own.
pub struct LocalKey<T: 'static> {
    real: &'static std::thread::LocalKey<T>,
    #[cfg(feature = "model")]
    make: fn() -> T,
}

impl<T: 'static> LocalKey<T> {
    #[doc(hidden)]
    pub const fn new(real: &'static std::thread::LocalKey<T>, make: fn() -> T) -> Self {
        #[cfg(not(feature = "model"))]
        let _ = make;
        Self {
            real,
            #[cfg(feature = "model")]
            make,
        }
    }

    /// Calls `body` with this thread's value, which is made at the first use.
    ///
    /// # Panics
    ///
    /// While the thread's values are being dropped.
    #[inline]
    pub fn with<R>(&'static self, body: impl FnOnce(&T) -> R) -> R {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            let key = std::ptr::from_ref(self).addr();
            let value = execution.local(key, || std::rc::Rc::new((self.make)()));
            return body(value.downcast_ref().expect("one key has one type"));
        }
        self.real.with(body)
    }
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Replaces this thread's value.
    pub fn set(&'static self, value: T) {
        self.with(|cell| cell.set(value));
    }

    /// Returns this thread's value.
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes this thread's value and leaves the default.
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Calls `body` with this thread's value.
    ///
    /// # Panics
    ///
    /// If it is borrowed mutably.
    pub fn with_borrow<R>(&'static self, body: impl FnOnce(&T) -> R) -> R {
        self.with(|cell| body(&cell.borrow()))
    }

    /// Calls `body` with this thread's value, to change it.
    ///
    /// # Panics
    ///
    /// If it is borrowed.
    pub fn with_borrow_mut<R>(&'static self, body: impl FnOnce(&mut T) -> R) -> R {
        self.with(|cell| body(&mut cell.borrow_mut()))
    }
}

/// Declares values that every thread has for itself.
///
/// # Examples
///
/// ```
/// use std::cell::Cell;
///
/// pattern_sync::thread_local! {
///     static HANDLED: Cell<u32> = Cell::new(0);
/// }
///
/// HANDLED.set(HANDLED.get() + 1);
/// assert_eq!(HANDLED.get(), 1);
/// assert_eq!(pattern_sync::thread::spawn(|| HANDLED.get()).join().unwrap(), 0);
/// ```
#[macro_export]
macro_rules! thread_local {
    ($($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = $make:expr);* $(;)?) => {
        $(
            $(#[$attribute])*
            $visibility static $name: $crate::thread::LocalKey<$type> = {
                fn make() -> $type {
                    $make
                }
                ::std::thread_local! {
                    static REAL: $type = make();
                }
                $crate::thread::LocalKey::new(&REAL, make)
            };
        )*
    };
}
