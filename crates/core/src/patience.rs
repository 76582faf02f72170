//! The short busy wait before a thread goes to sleep.

use pattern_sync::hint;
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

/// Looks before a thread offers its turn: half a microsecond.
const LOOKS: u32 = 2;
/// Pauses of the processor before each of these looks: meanwhile the other side has its cache lines
/// for itself, and gets on.
const PAUSES: u32 = 16;
/// Turns offered before a thread sleeps: some microseconds if nobody takes them, about as long as it
/// takes to fall asleep and to be woken.
const TURNS: u32 = 16;
/// A turn that took longer than this let somebody else run on this core.
const USED_TURN: Duration = Duration::from_nanos(600);
/// A turn that took longer than this gave the core to somebody who has other things to do. To go on
/// offering turns would be to wait for him, time slice by time slice; a sleeper is woken at once.
const SLOW_TURN: Duration = Duration::from_micros(50);

/// How it went when a thread offered its turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turns {
    /// What it waited for was there, at once or since others ran on other cores.
    Ready,
    /// What it waited for was there, brought by somebody who ran on this very core meanwhile.
    ReadyAfterOthers,
    /// It was not worth it.
    InVain,
}

/// Looks for `places` to reach `wanted`, for as long as more of them come: items to pop, or room to
/// push. Returns whether there were any.
///
/// Fewer will do once no more come. `wanted` keeps the two sides of a queue from moving in step, one
/// place at a time, which costs each of them a cache miss per item.
pub(crate) fn look(wanted: usize, places: impl Fn() -> usize) -> bool {
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

/// Offers this thread's turn a few times, until it is `ready` to go on.
pub(crate) fn offer_turns(ready: impl Fn() -> bool) -> Turns {
    let mut start = Instant::now();
    for _ in 0..TURNS {
        thread::yield_now();
        let end = Instant::now();
        let taken = end - start;
        if ready() {
            return if taken > USED_TURN {
                Turns::ReadyAfterOthers
            } else {
                Turns::Ready
            };
        }
        if taken > SLOW_TURN {
            break;
        }
        start = end;
    }
    Turns::InVain
}
