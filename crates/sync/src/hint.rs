//! Waiting for a moment without sleeping.

/// Looks up to `looks` times whether `ready` says yes, with `pauses` of the processor's shortest
/// pauses before each look; returns whether it did.
///
/// It pays where what is awaited mostly comes within a microsecond, since to sleep and be woken
/// costs several. It is never more than that: whoever gets `false` must be able to sleep.
///
/// In an exploration it returns `false` without a look. What others do is not there a matter of
/// time: nobody else moves while this thread has its turn, and a turn given away after each look
/// would be a step more in every schedule, and an end in none.
///
/// # Examples
///
/// ```
/// use pattern_sync::hint::spin;
///
/// let mut looks = 0;
/// assert!(!spin(10, 1, || {
///     looks += 1;
///     false
/// }));
/// assert_eq!(looks, 10);
/// assert!(spin(10, 1, || true));
/// ```
#[inline]
pub fn spin(looks: u32, pauses: u32, mut ready: impl FnMut() -> bool) -> bool {
    #[cfg(feature = "model")]
    if crate::engine::current().is_some() {
        return false;
    }
    for _ in 0..looks {
        for _ in 0..pauses {
            std::hint::spin_loop();
        }
        if ready() {
            return true;
        }
    }
    false
}
