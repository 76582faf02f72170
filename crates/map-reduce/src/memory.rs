//! Hints to the processor and to the system about memory: none of them changes what a program does.

#![allow(unsafe_code, reason = "the calls are foreign, or take raw pointers")]

/// Begins to bring what is at a place nearer to the processor, and does not wait for it.
#[inline]
pub(crate) fn prefetch<T>(place: &T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch of any address is allowed, and this one is a reference's.
        unsafe { _mm_prefetch(std::ptr::from_ref(place).cast(), _MM_HINT_T0) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = place;
}

/// Asks for pages of two megabytes for the room of an empty vector, if it is large enough for some.
///
/// A table is read all over: with pages of four kilobytes the processor waits more for the addresses
/// of the pages than for the pages. A system that has none to give goes on as before.
pub(crate) fn on_huge_pages<T>(empty: &mut Vec<T>) {
    #[cfg(target_os = "linux")]
    {
        const HUGE: usize = 2 << 20;
        let room = empty.spare_capacity_mut();
        let (begin, bytes) = (room.as_mut_ptr().cast::<u8>(), size_of_val(room));
        let skipped = begin.align_offset(HUGE);
        let Some(huge) = bytes.checked_sub(skipped).map(|left| left / HUGE * HUGE) else {
            return;
        };
        if huge > 0 {
            // SAFETY: the pages from there on, as many bytes, are inside the vector's room, which is
            // ours; the advice is about how they are mapped, and leaves what is in them. An error is
            // a refusal, and is of no consequence.
            unsafe {
                libc::madvise(begin.add(skipped).cast(), huge, libc::MADV_HUGEPAGE);
            }
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = empty;
}
