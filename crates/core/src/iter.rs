//! Iteration over what comes out of a queue, waiting for items or not.

use std::fmt;
use std::iter::FusedIterator;

use crate::deadline::Deadline;
use crate::fifo::Fifo;
use crate::{BoundedQueue, JoinableQueue};

/// A blocking iterator over the items of a queue, which ends once the queue is closed and drained.
///
/// Made by [`BoundedQueue::iter`] and [`JoinableQueue::iter`](crate::JoinableQueue::iter). Each
/// item goes to one of the threads that iterate or pop.
pub struct Iter<'a, T> {
    pub(crate) fifo: &'a Fifo<T>,
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.fifo.pop(Deadline::Never).ok()
    }
}

// A closed queue never opens again, hence `None` is for good.
impl<T> FusedIterator for Iter<'_, T> {}

/// An iterator over the items that a queue holds now, which ends at the first moment without one.
///
/// Made by [`BoundedQueue::try_iter`] and
/// [`JoinableQueue::try_iter`](crate::JoinableQueue::try_iter). It never blocks and, since an item
/// may come later, it may yield again after it ended.
pub struct TryIter<'a, T> {
    pub(crate) fifo: &'a Fifo<T>,
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.fifo.pop(Deadline::Now).ok()
    }
}

impl<'a, T> IntoIterator for &'a BoundedQueue<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a JoinableQueue<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> fmt::Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fifo.describe("Iter", f)
    }
}

impl<T> fmt::Debug for TryIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fifo.describe("TryIter", f)
    }
}
