//! A value with cache lines of its own.

use std::ops::Deref;

/// Keeps a value away from its neighbours, so that threads that write to one of them do not take
/// the cache line of the other away from those who read it.
///
/// 128 bytes: two lines, since common processors fetch them in pairs.
#[repr(align(128))]
pub(crate) struct Padded<T>(pub(crate) T);

impl<T> Deref for Padded<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.0
    }
}
