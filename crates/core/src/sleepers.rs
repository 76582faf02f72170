//! Where threads sleep until a known number of them is woken.

use crate::deadline::Deadline;
use crate::primitives::{Condvar, Mutex};

/// The threads that sleep at one end of a queue, which are woken one for each place that there is
/// for them.
///
/// Who is to sleep is counted by the user, under a lock of his own. For each thread taken off that
/// count, one is woken here, whether it fell asleep before or does so after: a wake-up is kept until
/// a sleeper uses it, hence none is lost between the counting and the sleep.
pub(crate) struct Sleepers {
    /// Wake-ups that no sleeper has used yet.
    wake_ups: Mutex<usize>,
    /// Sleepers wait here for a wake-up.
    woken: Condvar,
}

impl Sleepers {
    pub(crate) fn new() -> Self {
        Self {
            wake_ups: Mutex::new(0),
            woken: Condvar::new(),
        }
    }

    /// Wakes `count` threads.
    #[inline]
    pub(crate) fn wake(&self, count: usize) {
        if count > 0 {
            self.wake_some(count);
        }
    }

    #[cold]
    fn wake_some(&self, count: usize) {
        *self.wake_ups.lock() += count;
        // One for each wake-up, after unlocking, so that none runs into the lock. Those who sleep
        // are as many at least, or will use theirs without sleeping.
        for _ in 0..count {
            self.woken.notify_one();
        }
    }

    /// Sleeps until woken, or until `deadline`; returns whether a wake-up was used.
    pub(crate) fn sleep(&self, deadline: Deadline) -> bool {
        let mut wake_ups = self.wake_ups.lock();
        let mut passed = false;
        // Awaited: a wake-up.
        while *wake_ups == 0 {
            if passed {
                return false;
            }
            passed = deadline.wait(&self.woken, &mut wake_ups);
        }
        *wake_ups -= 1;
        true
    }
}
