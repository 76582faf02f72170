//! Closures of any type in one type: small ones within it, large ones in a box.
#![allow(unsafe_code)] // A trait object cannot be stored inline without it.

use std::fmt;
use std::mem::{ManuallyDrop, MaybeUninit};

/// The room within a [`Closure`].
type Words = MaybeUninit<[usize; 3]>;

/// A closure that nobody wants a result of. One of up to three words (an `Arc` and two numbers, say)
/// is kept within, so that to make, move and call it takes no allocation.
pub(crate) struct Closure {
    table: &'static Table,
    /// Holds a value of the type that `table` was made for.
    words: Words,
}

/// What can be done with the words.
struct Table {
    /// Moves the closure out of the words, and calls it.
    call: unsafe fn(*mut Words),
    /// Drops the closure in the words.
    drop: unsafe fn(*mut Words),
}

// SAFETY: it can only be made of a closure that is `Send`.
unsafe impl Send for Closure {}

impl Closure {
    /// Takes a closure in.
    #[inline]
    pub(crate) fn new<F: FnOnce() + Send + 'static>(closure: F) -> Self {
        if size_of::<F>() <= size_of::<Words>() && align_of::<F>() <= align_of::<Words>() {
            Self::inline(closure)
        } else {
            Self::inline(Box::new(closure))
        }
    }

    /// Takes a closure in that fits.
    #[inline]
    fn inline<F: FnOnce() + Send + 'static>(closure: F) -> Self {
        const {
            assert!(size_of::<Box<F>>() <= size_of::<Words>());
        }
        debug_assert!(size_of::<F>() <= size_of::<Words>());
        let mut words = Words::uninit();
        // SAFETY: `new` has looked that the closure fits (or has put it into a box, which does), in
        // size and alignment.
        unsafe { words.as_mut_ptr().cast::<F>().write(closure) };
        Self {
            table: const { &Table::of::<F>() },
            words,
        }
    }

    /// Calls the closure.
    pub(crate) fn call(self) {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: the words hold what the table was made for, and since `this` is not dropped,
        // nobody uses it afterwards.
        unsafe { (this.table.call)(&raw mut this.words) };
    }
}

impl Table {
    /// Makes the table of a type.
    const fn of<F: FnOnce()>() -> Self {
        Self {
            call: call::<F>,
            drop: drop_words::<F>,
        }
    }
}

/// Moves the closure out of the words, and calls it.
///
/// # Safety
///
/// The words must hold an `F`, and not be used afterwards.
unsafe fn call<F: FnOnce()>(words: *mut Words) {
    // SAFETY: the caller's promise.
    let closure = unsafe { words.cast::<F>().read() };
    closure();
}

/// Drops the closure in the words.
///
/// # Safety
///
/// As for [`call`].
unsafe fn drop_words<F>(words: *mut Words) {
    // SAFETY: the caller's promise.
    unsafe { words.cast::<F>().drop_in_place() };
}

impl Drop for Closure {
    fn drop(&mut self) {
        // SAFETY: the words hold what the table was made for (`call` does not come by here), and
        // this is the last use.
        unsafe { (self.table.drop)(&raw mut self.words) };
    }
}

impl fmt::Debug for Closure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Closure(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pattern_sync::sync::Arc;
    use pattern_sync::sync::atomic::{AtomicUsize, Ordering};

    /// A closure of `N` bytes and an `Arc`, which adds `N` to a sum.
    fn adding<const N: usize>(sum: &Arc<AtomicUsize>) -> Closure {
        let (sum, ballast) = (Arc::clone(sum), [1_u8; N]);
        Closure::new(move || {
            sum.fetch_add(
                ballast.iter().map(|&byte| usize::from(byte)).sum(),
                Ordering::SeqCst,
            );
        })
    }

    #[test]
    fn closures_of_all_sizes_are_called_once_with_what_they_captured() {
        let sum = Arc::new(AtomicUsize::new(0));
        let closures = [
            adding::<0>(&sum),
            adding::<16>(&sum),
            adding::<17>(&sum),
            adding::<900>(&sum),
        ];
        closures.into_iter().for_each(Closure::call);
        assert_eq!(sum.load(Ordering::SeqCst), 933);
        assert_eq!(Arc::strong_count(&sum), 1);
    }

    #[test]
    fn a_closure_that_is_not_called_drops_what_it_captured_once() {
        let sum = Arc::new(AtomicUsize::new(0));
        drop([adding::<1>(&sum), adding::<100>(&sum)]);
        assert_eq!(sum.load(Ordering::SeqCst), 0);
        assert_eq!(Arc::strong_count(&sum), 1);
    }

    #[test]
    fn a_closure_that_wants_more_alignment_than_a_word_has_gets_it() {
        #[repr(align(64))]
        struct Wide(u8);
        let (wide, aligned) = (Wide(7), Arc::new(AtomicUsize::new(0)));
        let closure = Closure::new({
            let aligned = Arc::clone(&aligned);
            move || {
                let wide = wide;
                let place = (&raw const wide).addr();
                aligned.store(
                    usize::from(place % 64 == 0 && wide.0 == 7),
                    Ordering::SeqCst,
                );
            }
        });
        closure.call();
        assert_eq!(aligned.load(Ordering::SeqCst), 1);
    }
}
