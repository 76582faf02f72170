//! What a worker takes from the injector at a time: for itself, but others may take it away.
//!
//! The owner takes without a lock: one exchange gives it a number that nobody else gets. Thieves do
//! the same, but one at a time and never while the batch is filled: for that there is the mutex,
//! which the owner takes once for each batch.
#![allow(unsafe_code)] // The slots are shared; an exchange says whose each is.

use std::cell::UnsafeCell;
use std::marker::PhantomData;
use std::mem::MaybeUninit;

use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Mutex};

/// The most items of a batch.
pub(crate) const SIZE: usize = 32;

/// What the owner and the thieves share. Items have numbers, which go up from one batch to the next;
/// the slot of an item is its number modulo [`SIZE`].
struct Batch<T> {
    /// The number of the next item to be taken, at most `filled`. Whoever raises it gets that item.
    next: AtomicUsize,
    /// The number after that of the last item. Changed by the owner alone, under `filling`.
    filled: AtomicUsize,
    /// Held by the owner while it fills, and by a thief from its exchange until it has its item: so
    /// a slot is not filled before the last item has been moved out of it.
    filling: Mutex<()>,
    slots: [UnsafeCell<MaybeUninit<T>>; SIZE],
}

// SAFETY: an item is moved from the thread that fills to the one that takes it, so it must be `Send`;
// nobody sees an item that somebody else can see, so it need not be `Sync`.
unsafe impl<T: Send> Sync for Batch<T> {}

/// The side of the worker that the batch belongs to; there is one, on one thread at a time.
pub(crate) struct Owner<T> {
    batch: Arc<Batch<T>>,
    /// May be sent, not shared.
    on_one_thread: PhantomData<*mut ()>,
}

// SAFETY: it is a reference to a `Batch`, which may be sent if items may be. That there is one
// `Owner` at a time does not depend on where it is.
unsafe impl<T: Send> Send for Owner<T> {}

/// The side of all others.
pub(crate) struct Thief<T> {
    batch: Arc<Batch<T>>,
}

/// Makes an empty batch.
pub(crate) fn batch<T>() -> (Owner<T>, Thief<T>) {
    let batch = Arc::new(Batch {
        next: AtomicUsize::new(0),
        filled: AtomicUsize::new(0),
        filling: Mutex::new(()),
        slots: [const { UnsafeCell::new(MaybeUninit::uninit()) }; SIZE],
    });
    let owner = Owner {
        batch: Arc::clone(&batch),
        on_one_thread: PhantomData,
    };
    (owner, Thief { batch })
}

impl<T> Batch<T> {
    fn remaining(&self) -> usize {
        // `filled` first: `next` may pass that value meanwhile, which counts as nothing.
        let filled = self.filled.load(Ordering::SeqCst);
        filled.saturating_sub(self.next.load(Ordering::SeqCst))
    }

    /// Takes the next item.
    ///
    /// # Safety
    ///
    /// The caller must be the owner, or hold `filling`.
    #[inline]
    unsafe fn take(&self) -> Option<T> {
        // Relaxed, all of them: the owner has filled the slots and set `filled` itself, and a thief
        // came by `filling` after it. That no two get the same number takes no ordering.
        let filled = self.filled.load(Ordering::Relaxed);
        let mut number = self.next.load(Ordering::Relaxed);
        loop {
            if number == filled {
                return None;
            }
            let (set, fetch) = (Ordering::Relaxed, Ordering::Relaxed);
            match self
                .next
                .compare_exchange_weak(number, number + 1, set, fetch)
            {
                Ok(_) => break,
                Err(taken) => number = taken,
            }
        }
        // SAFETY: the slot was filled, since the number is below `filled`. Nobody else got the
        // number. It is not filled anew meanwhile: the owner is here itself, or waits for `filling`.
        Some(unsafe { (*self.slots[number % SIZE].get()).assume_init_read() })
    }
}

impl<T> Owner<T> {
    /// Takes the oldest item.
    #[inline]
    pub(crate) fn take(&self) -> Option<T> {
        // SAFETY: this is the owner.
        unsafe { self.batch.take() }
    }

    /// Returns whether all have been taken.
    pub(crate) fn is_empty(&self) -> bool {
        self.batch.remaining() == 0
    }

    /// Puts in up to [`SIZE`] items.
    ///
    /// # Panics
    ///
    /// Panics if there are more, or if there is anything left: the batch must be empty.
    pub(crate) fn fill(&self, items: impl ExactSizeIterator<Item = T>) {
        let batch = &*self.batch;
        let _filling = batch.filling.lock();
        // Relaxed: whoever else changed it held `filling`.
        let first = batch.next.load(Ordering::Relaxed);
        assert!(batch.filled.load(Ordering::Relaxed) == first && items.len() <= SIZE);
        let mut end = first;
        for item in items.take(SIZE) {
            // SAFETY: whoever took the last item out of this slot has moved it out: the owner, here,
            // or a thief, under `filling`. None can be taken before `filled` is raised.
            unsafe { (*batch.slots[end % SIZE].get()).write(item) };
            end += 1;
        }
        batch.filled.store(end, Ordering::SeqCst);
    }
}

impl<T> Thief<T> {
    /// Takes the oldest item away.
    pub(crate) fn steal(&self) -> Option<T> {
        if self.remaining() == 0 {
            return None;
        }
        let _filling = self.batch.filling.lock();
        // SAFETY: `filling` is held until the item has been moved out.
        unsafe { self.batch.take() }
    }

    /// Returns how many items nobody has taken; out of date when it arrives.
    pub(crate) fn remaining(&self) -> usize {
        self.batch.remaining()
    }

    /// Returns how many items have been taken so far: to see whether the owner gets on.
    pub(crate) fn progress(&self) -> usize {
        self.batch.next.load(Ordering::Relaxed)
    }
}

impl<T> Drop for Batch<T> {
    fn drop(&mut self) {
        // SAFETY: neither the owner nor a thief is left, so whoever calls this is the only one.
        while let Some(item) = unsafe { self.take() } {
            drop(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pattern_sync::thread;

    #[test]
    fn each_item_is_had_once_by_the_owner_or_by_a_thief() {
        const BATCHES: usize = 1_000;
        let (owner, thief) = batch();
        let (own, stolen) = thread::scope(|s| {
            let thief = s.spawn(|| {
                let mut stolen = Vec::new();
                // Ends when the last item of all has been taken, by whomever.
                while thief.progress() < BATCHES * SIZE {
                    stolen.extend(thief.steal());
                }
                stolen
            });
            let mut own = Vec::new();
            for round in 0..BATCHES {
                owner.fill((0..SIZE).map(|item| round * SIZE + item));
                own.extend(std::iter::from_fn(|| owner.take()));
            }
            (own, thief.join().unwrap())
        });
        assert!(
            own.is_sorted() && stolen.is_sorted(),
            "the oldest comes first"
        );
        let mut all = [own, stolen].concat();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..BATCHES * SIZE));
    }

    #[test]
    fn what_is_left_is_dropped_with_the_batch() {
        let (owner, thief) = batch();
        let item = Arc::new(());
        owner.fill([(); 3].map(|()| Arc::clone(&item)).into_iter());
        assert!(owner.take().is_some() && thief.steal().is_some());
        assert_eq!(Arc::strong_count(&item), 2);
        drop((owner, thief));
        assert_eq!(Arc::strong_count(&item), 1);
    }

    #[test]
    #[should_panic(expected = "filled")]
    fn a_batch_is_filled_only_when_it_is_empty() {
        let (owner, _thief) = batch();
        owner.fill([1].into_iter());
        owner.fill([2].into_iter());
    }
}
