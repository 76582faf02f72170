//! The facade's face over loom's types, as far as the queues use it.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};

use loom::sync::atomic::Ordering;
use pattern_sync::time::Instant;

pub(crate) use loom::cell::UnsafeCell as Slot;
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicUsize};

/// To loom every lock is the same.
pub(crate) use self::{Mutex as BriefMutex, MutexGuard as BriefMutexGuard};

thread_local! {
    /// Whether what is done at an end is published with an ordering that is too weak. (Loom runs the
    /// threads of a model on the thread of the test.)
    pub(super) static PUBLISHES_TOO_WEAKLY: Cell<bool> = const { Cell::new(false) };
}

pub(crate) fn publication() -> Ordering {
    if PUBLISHES_TOO_WEAKLY.get() {
        Ordering::Relaxed
    } else {
        Ordering::Release
    }
}

pub(crate) fn may_spin() -> bool {
    false
}

pub(crate) struct Mutex<T>(loom::sync::Mutex<T>);

/// Holds a guard always, but within a wait.
pub(crate) struct MutexGuard<'a, T>(Option<loom::sync::MutexGuard<'a, T>>);

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(loom::sync::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        MutexGuard(Some(self.0.lock().unwrap()))
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().unwrap()
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.as_mut().unwrap()
    }
}

pub(crate) struct Condvar(loom::sync::Condvar);

/// What a timed wait would return.
pub(crate) struct TimedOut;

impl TimedOut {
    pub(crate) fn timed_out(&self) -> bool {
        true
    }
}

impl Condvar {
    pub(crate) fn new() -> Self {
        Self(loom::sync::Condvar::new())
    }

    pub(crate) fn wait<T>(&self, guard: &mut MutexGuard<'_, T>) {
        guard.0 = guard.0.take().map(|real| self.0.wait(real).unwrap());
    }

    pub(crate) fn wait_until<T>(&self, _: &mut MutexGuard<'_, T>, _: Instant) -> TimedOut {
        unreachable!("loom knows no clock")
    }

    pub(crate) fn notify_one(&self) {
        self.0.notify_one();
    }

    pub(crate) fn notify_all(&self) {
        self.0.notify_all();
    }
}
