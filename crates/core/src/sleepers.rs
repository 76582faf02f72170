//! Where threads sleep until a known number of them is woken.

use crate::deadline::Deadline;
use crate::primitives::{Condvar, Mutex};

/// Who sleeps, as the lock of the other end guards it: whoever brings what they wait for sees it
/// there.
///
/// At most one wake-up is on its way at a time. Whoever arrives by it wakes the next, as long as
/// there is more than it needs itself. So a push wakes one popper at most, and if that one is slow to
/// come, the pushes after it wake nobody, since a popper that is awake may take their items first.
/// Yet no one sleeps beside an item: with items and sleepers, either a wake-up is on its way, or there
/// are no more items than poppers that just arrived.
#[derive(Default)]
pub(crate) struct Asleep {
    /// Threads that no wake-up is meant for yet.
    count: usize,
    /// Whether a wake-up is on its way.
    waking: bool,
}

impl Asleep {
    /// Enters a thread, which will sleep.
    pub(crate) fn enter(&mut self) {
        self.count += 1;
    }

    /// Strikes off a thread whose time is up; returns `false` if the wake-up on its way may be meant
    /// for it.
    #[must_use]
    pub(crate) fn leave(&mut self) -> bool {
        let is_entered = self.count > 0;
        self.count -= usize::from(is_entered);
        is_entered
    }

    /// Strikes off one thread if there are `places` and nobody is on the way; returns how many are
    /// to be woken.
    #[inline]
    #[must_use]
    pub(crate) fn wake_one(&mut self, places: usize) -> usize {
        if self.count == 0 || self.waking || places == 0 {
            return 0;
        }
        self.count -= 1;
        self.waking = true;
        1
    }

    /// Notes that the thread that was woken is there, where `places` are; returns how many are to be
    /// woken next.
    #[must_use]
    pub(crate) fn arrive(&mut self, places: usize) -> usize {
        self.waking = false;
        self.wake_one(places.saturating_sub(1)) // the first is its own
    }

    /// Strikes off everybody; returns how many are to be woken.
    #[must_use]
    pub(crate) fn wake_all(&mut self) -> usize {
        std::mem::take(&mut self.count)
    }
}

/// Where the threads of an [`Asleep`] sleep.
///
/// For each thread struck off there, one is woken here, whether it fell asleep before or does so
/// after: a wake-up is kept until a sleeper uses it, hence none is lost between the entry and the
/// sleep.
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

    /// Sleeps until woken, or until `deadline`; returns whether a wake-up was used. A recording says
    /// that it was for `what`.
    pub(crate) fn sleep(&self, what: &str, deadline: Deadline) -> bool {
        let mut wake_ups = self.wake_ups.lock();
        let mut passed = false;
        // Awaited: a wake-up.
        while *wake_ups == 0 {
            if passed {
                return false;
            }
            passed = deadline.wait(what, &self.woken, &mut wake_ups);
        }
        *wake_ups -= 1;
        true
    }
}
