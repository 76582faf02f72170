//! A worker's place: what others may take from it, and what is its own.

use pattern_sync::sync::atomic::{AtomicUsize, Ordering};

use crate::task::Offer;
use crate::tasks::Tasks;
use crate::{batch, forks};

/// What others see of a worker.
#[repr(align(128))] // cache lines for itself, so that workers do not disturb each other
pub(crate) struct Seat {
    /// The tasks that it has submitted itself.
    pub(crate) tasks: Tasks,
    /// What it has taken from the injector and not yet begun.
    pub(crate) batch: batch::Thief<Offer>,
    /// The halves of joins that it has offered.
    pub(crate) forks: forks::Thief,
    /// How many tasks from outside it has begun. Written by the worker alone.
    begun: AtomicUsize,
}

/// What the worker alone has.
pub(crate) struct Desk {
    pub(crate) batch: batch::Owner<Offer>,
    pub(crate) forks: forks::Owner,
}

impl Seat {
    pub(crate) fn new() -> (Self, Desk) {
        let (own_batch, batch) = batch::batch();
        let (own_forks, forks) = forks::forks();
        let seat = Self {
            tasks: Tasks::default(),
            batch,
            forks,
            begun: AtomicUsize::new(0),
        };
        let (batch, forks) = (own_batch, own_forks);
        (seat, Desk { batch, forks })
    }

    /// Returns whether there is anything to be stolen.
    pub(crate) fn has_loot(&self) -> bool {
        self.tasks.any() || self.batch.remaining() > 0 || !self.forks.is_empty()
    }

    /// Steals what is left of the batch. Some may have been begun.
    pub(crate) fn steal_batch(&self) -> impl Iterator<Item = Offer> {
        std::iter::from_fn(|| self.batch.steal())
    }

    /// Counts a task from outside as begun; called by the worker itself.
    #[inline]
    pub(crate) fn count_begun(&self) {
        // Relaxed: read by the only thread that writes. Release: whoever reads the count may make
        // use of the room that was made.
        let begun = self.begun.load(Ordering::Relaxed) + 1;
        self.begun.store(begun, Ordering::Release);
    }

    pub(crate) fn begun(&self) -> usize {
        self.begun.load(Ordering::Acquire) // partner: `count_begun`
    }
}
