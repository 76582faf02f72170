//! What the steps of threads touch: two steps that touch nothing in common come to the same in either
//! order.

use super::ThreadIndex;
use super::object::ObjectIndex;
use super::state::Wait;

/// A set of objects and threads. Some share a bit, so that it may seem to hold more than it does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Footprint(u128);

/// Bits for objects.
const OBJECTS: usize = 96;

/// Bits for threads, which lie behind those of the objects.
const THREADS: usize = 30;

impl Footprint {
    pub(crate) const NOTHING: Self = Self(0);
    pub(crate) const EVERYTHING: Self = Self(u128::MAX);
    /// The virtual clock.
    pub(super) const TIME: Self = Self(1 << (OBJECTS + THREADS));
    /// The number of threads.
    pub(super) const CENSUS: Self = Self(1 << (OBJECTS + THREADS + 1));

    pub(super) fn object(index: ObjectIndex) -> Self {
        Self(1 << (index % OBJECTS))
    }

    /// A thread's end, and its permission to leave its park.
    pub(super) fn thread(index: ThreadIndex) -> Self {
        Self(1 << (OBJECTS + index % THREADS))
    }

    /// What `thread` touches when it goes on after `wait`, for an operation on `object`.
    #[inline]
    pub(super) fn of(wait: Wait, object: Option<ObjectIndex>, thread: ThreadIndex) -> Self {
        match (wait, object) {
            (Wait::End(other), _) => Self::thread(other),
            (Wait::Unpark, _) => Self::thread(thread),
            (Wait::Quiet, _) => Self::EVERYTHING,
            (_, Some(index)) => Self::object(index),
            (_, None) => Self::NOTHING,
        }
    }

    #[inline]
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One step of one thread: all from where it went on to where it comes by the next choice point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) thread: ThreadIndex,
    /// What it has touched.
    pub(crate) touched: Footprint,
    /// What the thread is about to touch.
    pub(crate) next: Footprint,
}
