//! The short busy wait before a thread goes to sleep.

use std::cell::Cell;

use pattern_sync::{hint, thread_local};

use crate::primitives::may_spin;

/// Looks in vain before a thread offers its turn: ten microseconds or so, in which a thread on
/// another core comes round, and about what it costs to fall asleep and to be woken. With fewer, a
/// thread that has slept once finds the other side asleep, and so on for every few items.
const LOOKS: u32 = 256;
/// Looks of a thread that has just looked so often in vain. The other side may be without a core,
/// and then it is this one that keeps it from running.
const FEW_LOOKS: u32 = 64;
/// Waits with few looks, before a thread tries once more whether many are of use.
const SHORT_WAITS: u32 = 3;
/// Pauses of the processor before each look. Few, since whatever comes is seen by so much later.
const PAUSES: u32 = 2;
/// Pauses at the most, while more and more comes: each look takes a cache line from the side that is
/// to write to it next, and so delays what is waited for.
const MOST_PAUSES: u32 = 64;
/// Looks without anything new after which no more seem to come.
const STANDSTILL: u32 = 4;
/// Turns offered before a thread sleeps, in case that the other side waits for this very core.
const TURNS: u32 = 4;

thread_local! {
    /// How many of this thread's next waits are short.
    static SHORT: Cell<u32> = Cell::new(0);
}

/// Waits a moment for `places` to reach `wanted`: items to pop, or room to push.
///
/// Fewer will do once no more come. `wanted` keeps the two sides of a queue from moving in step, one
/// place at a time, which costs each of them a cache miss per item.
///
/// Returns at once where busy waiting is of no use, as in an exploration.
pub(crate) fn wait_a_moment(wanted: usize, places: impl Fn() -> usize) {
    if !may_spin() {
        return;
    }
    let short = SHORT.get();
    let looks = if short > 0 { FEW_LOOKS } else { LOOKS };
    if come_while_looking(looks, wanted, &places) {
        return;
    }
    SHORT.set(short.checked_sub(1).unwrap_or(SHORT_WAITS));
    hint::give_way(TURNS, || places() > 0);
}

/// Looks for `places`, for as long as more of them come, and `looks` times while there are none;
/// returns whether there were any.
fn come_while_looking(looks: u32, wanted: usize, places: impl Fn() -> usize) -> bool {
    let mut before = 0;
    let mut looks_in_vain = 0;
    let mut standstill = 0;
    let mut pauses = PAUSES;
    while looks_in_vain < looks {
        for _ in 0..pauses {
            hint::spin_loop();
        }
        let now = places();
        if now > before {
            standstill = 0;
            pauses = (2 * pauses).min(MOST_PAUSES);
        } else {
            standstill += 1;
            pauses = PAUSES;
        }
        if now >= wanted || (now > 0 && standstill >= STANDSTILL) {
            return true;
        }
        looks_in_vain += u32::from(now == 0);
        before = now;
    }
    false
}
