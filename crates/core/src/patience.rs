//! The short busy wait before a thread goes to sleep.

use pattern_sync::hint;

use crate::primitives::may_spin;

/// Looks in vain before a thread offers its turn: some microseconds, in which a thread on another
/// core comes round, and no more than it costs to fall asleep and to be woken.
const LOOKS: u32 = 64;
/// Pauses of the processor before each look: meanwhile the other side has its cache lines for
/// itself. Few, since whatever comes is seen by so much later, each time.
const PAUSES: u32 = 2;
/// Looks without anything new after which no more seem to come.
const STANDSTILL: u32 = 4;
/// Turns offered before a thread sleeps, in case that the other side waits for this very core.
const TURNS: u32 = 4;

/// Waits a moment for `places` to reach `wanted`: items to pop, or room to push.
///
/// Fewer will do once no more come. `wanted` keeps the two sides of a queue from moving in step, one
/// place at a time, which costs each of them a cache miss per item.
///
/// Returns at once where busy waiting is of no use, as in an exploration.
pub(crate) fn wait_a_moment(wanted: usize, places: impl Fn() -> usize) {
    if may_spin() && !come_while_looking(wanted, &places) {
        hint::give_way(TURNS, || places() > 0);
    }
}

/// Looks for `places`, for as long as more of them come; returns whether there were any.
fn come_while_looking(wanted: usize, places: impl Fn() -> usize) -> bool {
    let mut before = 0;
    let mut looks_in_vain = 0;
    let mut standstill = 0;
    while looks_in_vain < LOOKS {
        for _ in 0..PAUSES {
            hint::spin_loop();
        }
        let now = places();
        standstill = if now > before { 0 } else { standstill + 1 };
        if now >= wanted || (now > 0 && standstill >= STANDSTILL) {
            return true;
        }
        looks_in_vain += u32::from(now == 0);
        before = now;
    }
    false
}
