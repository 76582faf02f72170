//! The slots that items lie in, and all the unsafe code of the queues.
#![allow(
    unsafe_code,
    reason = "a slot is shared by two sides that hold different locks: no safe cell allows that"
)]

use std::mem::MaybeUninit;

use pattern_sync::sync::Arc;

use crate::primitives::Slot;

/// A ring of slots, a power of two of them, which indices that only ever grow walk around.
///
/// It is a handle: a clone is the same ring. It does not know which slots hold items; what is left
/// in them when the last handle goes is forgotten, not dropped.
pub(crate) struct Ring<T> {
    slots: Arc<[Slot<MaybeUninit<T>>]>,
}

// SAFETY: the ring owns items of type `T` for whoever writes and reads them, which the two methods
// leave to callers who keep to their conditions: one thread at a time touches a slot, and what one
// did there happens before what the next does. So items move between threads, as `T: Send` allows,
// and no two threads ever have a reference to the same item, which would take `T: Sync`.
unsafe impl<T: Send> Send for Ring<T> {}
// SAFETY: as for `Send`.
unsafe impl<T: Send> Sync for Ring<T> {}

impl<T> Ring<T> {
    /// Makes a ring of `room` slots, rounded up to a power of two.
    pub(crate) fn with_room(room: usize) -> Self {
        let slot = || Slot::new(MaybeUninit::uninit());
        let room = room.next_power_of_two();
        Self {
            slots: std::iter::repeat_with(slot).take(room).collect(),
        }
    }

    /// Returns how many slots there are.
    #[inline]
    pub(crate) fn room(&self) -> usize {
        self.slots.len()
    }

    /// Puts an item into the slot of `index`.
    ///
    /// # Safety
    ///
    /// The slot holds no item. Whatever another thread did with the slot before happens before
    /// this, and nobody does anything with it at the same time.
    #[inline]
    pub(crate) unsafe fn write(&self, index: usize, item: T) {
        self.slot(index).with_mut(|slot| {
            // SAFETY: the caller has the slot for itself, hence no other reference to it exists.
            unsafe { (*slot).write(item) };
        });
    }

    /// Takes the item out of the slot of `index`.
    ///
    /// # Safety
    ///
    /// The slot holds an item. Whatever another thread did with the slot before happens before
    /// this, and nobody does anything with it at the same time.
    #[inline]
    pub(crate) unsafe fn read(&self, index: usize) -> T {
        self.slot(index).with_mut(|slot| {
            // SAFETY: the caller has the slot for itself, it holds an item, and by the condition of
            // `write` it will not be read again before another one was put in.
            unsafe { (*slot).assume_init_read() }
        })
    }

    #[inline]
    fn slot(&self, index: usize) -> &Slot<MaybeUninit<T>> {
        // The number of slots is a power of two, hence this is the remainder, and stays so when
        // the index wraps around.
        &self.slots[index & (self.slots.len() - 1)]
    }
}

impl<T> Clone for Ring<T> {
    fn clone(&self) -> Self {
        Self {
            slots: Arc::clone(&self.slots),
        }
    }
}
