//! The short busy wait before a thread goes to sleep.

use pattern_sync::hint;
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

use crate::primitives::may_spin;

/// Looks before a thread offers its turn: half a microsecond.
const LOOKS: u32 = 2;
/// Pauses of the processor before each of these looks: meanwhile the other side has its cache lines
/// for itself, and gets on.
const PAUSES: u32 = 16;
/// Turns offered before a thread sleeps: some microseconds if nobody takes them, about as long as it
/// takes to fall asleep and to be woken.
const YIELDS: u32 = 16;
/// A yield that took longer than this let somebody else run on this core.
const USED_YIELD: Duration = Duration::from_nanos(600);
/// A yield that took longer than this gave the core to somebody who has other things to do. To go on
/// yielding would be to wait for him, time slice by time slice; a sleeper is woken at once.
const SLOW_YIELD: Duration = Duration::from_micros(50);

/// What one wait tells the next one at the same end of a queue.
#[derive(Clone, Copy, Default)]
pub(crate) struct Experience {
    /// The other side came on when it was offered this very core: to keep the core busy with looking
    /// is of no use then.
    shares_the_core: bool,
}

/// Waits a moment for `places` to reach `wanted`: items to pop, or room to push.
///
/// Fewer will do once no more come. `wanted` keeps the two sides of a queue from moving in step, one
/// place at a time, which costs each of them a cache miss per item.
///
/// Returns at once where busy waiting is of no use, as in an exploration.
pub(crate) fn wait_a_moment(
    experience: Experience,
    wanted: usize,
    places: impl Fn() -> usize,
) -> Experience {
    if !may_spin() || (!experience.shares_the_core && come_while_looking(wanted, &places)) {
        return Experience::default();
    }
    for _ in 0..YIELDS {
        let start = Instant::now();
        thread::yield_now();
        let taken = start.elapsed();
        if places() > 0 {
            let shares_the_core = taken > USED_YIELD;
            if !shares_the_core {
                come_while_looking(wanted, &places);
            }
            return Experience { shares_the_core };
        }
        if taken > SLOW_YIELD {
            break;
        }
    }
    Experience::default()
}

/// Looks for `places`, for as long as more of them come; returns whether there were any.
fn come_while_looking(wanted: usize, places: impl Fn() -> usize) -> bool {
    let mut before = 0;
    let mut looks_in_vain = 0;
    while looks_in_vain < LOOKS {
        for _ in 0..PAUSES {
            hint::spin_loop();
        }
        let now = places();
        if now >= wanted || (now > 0 && now == before) {
            return true;
        }
        looks_in_vain += u32::from(now == 0);
        before = now;
    }
    false
}
