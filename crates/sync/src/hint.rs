//! Waiting for a moment without sleeping: whether it may pay, and how to do it.

use std::cell::Cell;
use std::time::{Duration, Instant};

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
    if !may_spin() {
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

/// A yield that takes longer has given the processor to somebody with work of its own.
const SLOW: Duration = Duration::from_micros(20);

/// After a slow yield, so many calls of [`give_way`] of that thread do without, for each microsecond
/// that it took: as many as it takes to make up for it. On a machine that computes something else on
/// all its cores a yield takes a time slice, which is thousands of items of a queue.
const ABSTAIN_PER_MICROSECOND: u128 = 3;

/// So many at the most: a process that was stopped for an hour has not waited for others.
const MOST_ABSTAINED: u32 = 1 << 16;

thread_local! {
    static ABSTAINING: Cell<u32> = const { Cell::new(0) };
}

/// Gives the processor away up to `times` times, a few, and looks each time whether `ready` says
/// yes; returns whether it did.
///
/// What is awaited may be about to come from a thread that waits for this very processor: then
/// spinning keeps it off, and this lets it run. If it is a thread with other work that comes
/// instead, to sleep is better; so a thread that was kept waiting does not do it again for a while.
///
/// In an exploration it returns `false` without a look, as [`spin`] does.
///
/// # Examples
///
/// ```
/// use pattern_sync::hint::give_way;
///
/// assert!(give_way(4, || true));
/// assert!(!give_way(4, || false));
/// ```
#[inline]
pub fn give_way(times: u32, mut ready: impl FnMut() -> bool) -> bool {
    if !may_spin() {
        return false;
    }
    let abstaining = ABSTAINING.get();
    if abstaining > 0 {
        ABSTAINING.set(abstaining - 1);
        return false;
    }
    for _ in 0..times {
        let begin = Instant::now();
        std::thread::yield_now();
        let taken = begin.elapsed();
        let awaited = ready();
        if taken > SLOW {
            let calls = taken.as_micros() * ABSTAIN_PER_MICROSECOND;
            ABSTAINING.set(calls.min(MOST_ABSTAINED.into()) as u32);
            return awaited;
        }
        if awaited {
            return true;
        }
    }
    false
}
