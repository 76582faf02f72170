//! The short busy wait before a thread goes to sleep.

use pattern_sync::hint;
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

use crate::primitives::may_spin;

/// Looks in vain before a thread sleeps: some microseconds, about as long as it takes to fall asleep
/// and to be woken.
const LOOKS: u32 = 16;
/// Looks after which a thread offers its turn each time. The other side may need this very core.
const LOOKS_BEFORE_YIELDING: u32 = 2;
/// Pauses of the processor before each look: meanwhile the other side has its cache lines for
/// itself, and gets on.
const PAUSES: u32 = 16;
/// A yield that took longer than this gave the core to somebody who has other things to do. To go on
/// yielding would be to wait for him, time slice by time slice; a sleeper is woken at once.
const SLOW_YIELD: Duration = Duration::from_micros(50);

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
    let mut before = 0;
    let mut looks_in_vain = 0;
    while looks_in_vain < LOOKS {
        for _ in 0..PAUSES {
            hint::spin_loop();
        }
        let now = places();
        if now >= wanted || (now > 0 && now == before) {
            return;
        }
        if now == 0 {
            looks_in_vain += 1;
            if looks_in_vain > LOOKS_BEFORE_YIELDING && yields_slowly() {
                return;
            }
        }
        before = now;
    }
}

/// Offers the turn; returns whether somebody made much of it.
fn yields_slowly() -> bool {
    let start = Instant::now();
    thread::yield_now();
    start.elapsed() > SLOW_YIELD
}
