//! What the queues share between threads: the facade's locks and atomics, or loom's under test.
//!
//! An exploration knows one order of all events, hence it cannot see an ordering that is too weak.
//! For that there are tests under loom (`loom_tests.rs`), and these alone are built with its types;
//! nothing else ever is.

#[cfg(not(all(test, loom)))]
pub(crate) use real::*;

#[cfg(all(test, loom))]
pub(crate) use crate::loom_tests::primitives::*;

#[cfg(not(all(test, loom)))]
mod real {
    use pattern_sync::sync::atomic::Ordering;
    use std::cell::UnsafeCell;

    pub(crate) use pattern_sync::hint::may_spin;
    pub(crate) use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize};
    pub(crate) use pattern_sync::sync::{BriefMutex, BriefMutexGuard, Condvar, Mutex, MutexGuard};

    /// The ordering with which an end of a queue publishes what it did there.
    #[inline]
    pub(crate) const fn publication() -> Ordering {
        Ordering::Release
    }

    /// A cell that is reached through a raw pointer. (Loom's has the same face.)
    pub(crate) struct Slot<T>(UnsafeCell<T>);

    impl<T> Slot<T> {
        pub(crate) fn new(value: T) -> Self {
            Self(UnsafeCell::new(value))
        }

        /// Calls `body` with a pointer to the value.
        #[inline]
        pub(crate) fn with_mut<R>(&self, body: impl FnOnce(*mut T) -> R) -> R {
            body(self.0.get())
        }
    }
}
