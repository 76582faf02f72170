//! Busy waiting: whether it may pay, and how to do it.

#[cfg(feature = "model")]
use crate::engine;

/// Tells whether a thread that waits may look a few times more before it sleeps.
///
/// In an exploration it may not: there a thread that only looks is a thread that goes nowhere, and
/// each look would multiply the schedules. So whoever asks first is explored as if it slept at once,
/// and busy waiting has to be what it should be: a shortcut that changes nothing but the time.
///
/// # Examples
///
/// ```
/// use pattern_sync::hint;
/// use pattern_sync::sync::atomic::{AtomicBool, Ordering};
///
/// /// Looks for a moment whether it is ready.
/// fn is_soon(ready: &AtomicBool) -> bool {
///     let mut looks = if hint::may_spin() { 100 } else { 1 };
///     while looks > 0 && !ready.load(Ordering::Acquire) {
///         hint::spin_loop();
///         looks -= 1;
///     }
///     looks > 0
/// }
/// assert!(is_soon(&AtomicBool::new(true)));
/// assert!(!is_soon(&AtomicBool::new(false)));
/// ```
#[inline]
#[must_use]
pub fn may_spin() -> bool {
    #[cfg(feature = "model")]
    if engine::current().is_some() {
        return false;
    }
    true
}

/// Tells the processor that this thread waits busily.
#[inline]
pub fn spin_loop() {
    std::hint::spin_loop();
}
