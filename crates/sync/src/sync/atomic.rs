//! Atomic variables.
//!
//! In an exploration every operation is one step, and all of them happen in one order, whatever
//! `Ordering` is asked for: exploring finds races between steps, not missing fences.

#[cfg(feature = "model")]
use crate::engine::{self, Slot, here};

pub use std::sync::atomic::Ordering;

/// Orders memory accesses of different variables.
///
/// An exploration ignores it: there everything is sequentially consistent.
///
/// # Panics
///
/// With [`Ordering::Relaxed`].
#[inline]
pub fn fence(order: Ordering) {
    std::sync::atomic::fence(order);
}

/// Defines what every atomic type has.
macro_rules! atomic {
    ($(#[$doc:meta])* $name:ident, $value:ty) => {
        $(#[$doc])*
        #[derive(Default)]
        pub struct $name {
            #[cfg(feature = "model")]
            slot: Slot,
            real: std::sync::atomic::$name,
        }

        impl $name {
            /// Makes a variable that holds `value`.
            #[inline]
            pub const fn new(value: $value) -> Self {
                Self {
                    #[cfg(feature = "model")]
                    slot: Slot::new(),
                    real: std::sync::atomic::$name::new(value),
                }
            }

            /// Returns the value, of which `self` is the only owner.
            #[inline]
            pub fn into_inner(self) -> $value {
                self.real.into_inner()
            }

            /// Reaches the value: `&mut self` proves that nobody else can.
            #[inline]
            pub fn get_mut(&mut self) -> &mut $value {
                self.real.get_mut()
            }
        }

        atomic!(@operations $name, $value,
            /// Returns the value.
            load(), $value;
            /// Stores `value`.
            store(value: $value), ();
            /// Stores `value` and returns the one before.
            swap(value: $value), $value;
        );

        atomic!(@exchanges $name, $value,
            /// Stores `new` if the value is `current`.
            ///
            /// # Errors
            ///
            /// Returns the value that was there instead; on success, the one before.
            compare_exchange;
            /// Stores `new` if the value is `current`; may fail for no reason.
            ///
            /// # Errors
            ///
            /// Returns the value that was there; on success, the one before.
            compare_exchange_weak;
        );

        impl From<$value> for $name {
            fn from(value: $value) -> Self {
                Self::new(value)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.real.fmt(f)
            }
        }
    };

    (@operations $name:ident, $value:ty,
     $($(#[$doc:meta])* $operation:ident($($argument:ident: $type:ty)?), $result:ty;)*) => {
        impl $name {
            $(
                $(#[$doc])*
                #[cfg_attr(feature = "model", track_caller)]
                #[inline]
                pub fn $operation(&self, $($argument: $type,)? order: Ordering) -> $result {
                    #[cfg(feature = "model")]
                    if let Some(execution) = engine::current() {
                        return execution.atomic(
                            &self.slot,
                            here(),
                            || self.real.$operation($($argument,)? order),
                            |&result| {
                                let arguments: &[$value] = &[$($argument)?];
                                describe(stringify!($operation), arguments, result)
                            },
                        );
                    }
                    self.real.$operation($($argument,)? order)
                }
            )*
        }
    };

    (@exchanges $name:ident, $value:ty, $($(#[$doc:meta])* $operation:ident;)*) => {
        impl $name {
            $(
                $(#[$doc])*
                #[cfg_attr(feature = "model", track_caller)]
                #[inline]
                pub fn $operation(
                    &self,
                    current: $value,
                    new: $value,
                    success: Ordering,
                    failure: Ordering,
                ) -> Result<$value, $value> {
                    #[cfg(feature = "model")]
                    if let Some(execution) = engine::current() {
                        return execution.atomic(
                            &self.slot,
                            here(),
                            // The weak form may fail at will, which would make runs differ.
                            || self.real.compare_exchange(current, new, success, failure),
                            |&result| describe(stringify!($operation), &[current, new], result),
                        );
                    }
                    self.real.$operation(current, new, success, failure)
                }
            )*

            /// Replaces the value by what `update` makes of it, trying again when another thread
            /// was faster.
            ///
            /// # Errors
            ///
            /// Returns the value when `update` returns `None`; on success, the one before.
            #[cfg_attr(feature = "model", track_caller)]
            #[inline]
            pub fn fetch_update(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut update: impl FnMut($value) -> Option<$value>,
            ) -> Result<$value, $value> {
                let mut previous = self.load(fetch_order);
                while let Some(next) = update(previous) {
                    match self.compare_exchange_weak(previous, next, set_order, fetch_order) {
                        Ok(previous) => return Ok(previous),
                        Err(now) => previous = now,
                    }
                }
                Err(previous)
            }
        }
    };
}

/// Defines an integer type: what every atomic has, and arithmetic.
macro_rules! atomic_integer {
    ($name:ident, $value:ty) => {
        atomic!(
            #[doc = concat!("A `", stringify!($value), "` that threads change without a lock.")]
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("use pattern_sync::sync::atomic::{", stringify!($name), ", Ordering};")]
            ///
            #[doc = concat!("let count = ", stringify!($name), "::new(1);")]
            /// assert_eq!(count.fetch_add(2, Ordering::Relaxed), 1);
            /// assert_eq!(count.into_inner(), 3);
            /// ```
            $name, $value
        );

        atomic!(@operations $name, $value,
            /// Adds, wrapping around, and returns the value before.
            fetch_add(value: $value), $value;
            /// Subtracts, wrapping around, and returns the value before.
            fetch_sub(value: $value), $value;
            /// Keeps the larger value, and returns the one before.
            fetch_max(value: $value), $value;
            /// Keeps the smaller value, and returns the one before.
            fetch_min(value: $value), $value;
            /// Keeps the bits that both have, and returns the value before.
            fetch_and(value: $value), $value;
            /// Keeps the bits that either has, and returns the value before.
            fetch_or(value: $value), $value;
            /// Keeps the bits that only one has, and returns the value before.
            fetch_xor(value: $value), $value;
        );
    };
}

atomic_integer!(AtomicUsize, usize);
atomic_integer!(AtomicIsize, isize);
atomic_integer!(AtomicU64, u64);
atomic_integer!(AtomicI64, i64);
atomic_integer!(AtomicU32, u32);
atomic_integer!(AtomicI32, i32);
atomic_integer!(AtomicU8, u8);

atomic!(
    /// A `bool` that threads change without a lock.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::sync::atomic::{AtomicBool, Ordering};
    ///
    /// let stopped = AtomicBool::new(false);
    /// assert!(!stopped.swap(true, Ordering::Relaxed));
    /// assert!(stopped.load(Ordering::Relaxed));
    /// ```
    AtomicBool, bool
);

atomic!(@operations AtomicBool, bool,
    /// Keeps `true` if both are, and returns the value before.
    fetch_and(value: bool), bool;
    /// Keeps `true` if either is, and returns the value before.
    fetch_or(value: bool), bool;
    /// Keeps `true` if only one is, and returns the value before.
    fetch_xor(value: bool), bool;
);

/// Says what an operation did: `fetch_add(2) → 1`.
#[cfg(feature = "model")]
fn describe<A: std::fmt::Debug, R: std::fmt::Debug>(
    operation: &str,
    arguments: &[A],
    result: R,
) -> String {
    let arguments: Vec<String> = arguments
        .iter()
        .map(|argument| format!("{argument:?}"))
        .collect();
    let call = format!("{operation}({})", arguments.join(", "));
    match format!("{result:?}").as_str() {
        "()" => call,
        result => format!("{call} → {result}"),
    }
}
