//! What the queues answer when they refuse: one type per operation, each handing back the items
//! that it refused.

use std::error::Error;
use std::fmt;

/// The queue is closed: returned by [`BoundedQueue::push`](crate::BoundedQueue::push), with the
/// item.
///
/// # Examples
///
/// ```
/// use pattern_core::{BoundedQueue, PushError};
///
/// let queue = BoundedQueue::new(1);
/// queue.close();
/// let PushError(item) = queue.push("late").unwrap_err();
/// assert_eq!(item, "late");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PushError<T>(pub T);

/// Why [`BoundedQueue::try_push`](crate::BoundedQueue::try_push) refused the item, with the item.
///
/// # Examples
///
/// ```
/// use pattern_core::{BoundedQueue, TryPushError};
///
/// let queue = BoundedQueue::new(1);
/// queue.try_push('a').unwrap();
/// assert_eq!(queue.try_push('b'), Err(TryPushError::Full('b')));
/// queue.close();
/// assert_eq!(queue.try_push('b').unwrap_err().into_inner(), 'b');
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TryPushError<T> {
    /// The queue held as many items as it may.
    Full(T),
    /// The queue is closed, whether or not it is full.
    Closed(T),
}

/// Why [`BoundedQueue::push_timeout`](crate::BoundedQueue::push_timeout) refused the item, with the
/// item.
///
/// # Examples
///
/// ```
/// use pattern_core::{BoundedQueue, PushTimeoutError};
/// use pattern_sync::time::Duration;
///
/// let queue = BoundedQueue::new(1);
/// queue.push('a').unwrap();
/// let refused = queue.push_timeout('b', Duration::from_millis(1));
/// assert_eq!(refused, Err(PushTimeoutError::Timeout('b')));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PushTimeoutError<T> {
    /// The queue stayed full for the whole time.
    Timeout(T),
    /// The queue is, or was meanwhile, closed.
    Closed(T),
}

/// The queue was closed: returned by [`BoundedQueue::push_many`](crate::BoundedQueue::push_many),
/// with the items that were not pushed, in order.
///
/// # Examples
///
/// ```
/// use pattern_core::{BoundedQueue, PushManyError};
///
/// let queue = BoundedQueue::new(8);
/// queue.close();
/// let PushManyError(rest) = queue.push_many([1, 2, 3]).unwrap_err();
/// assert_eq!(rest, [1, 2, 3]);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PushManyError<T>(pub Vec<T>);

/// Why [`BoundedQueue::try_pop`](crate::BoundedQueue::try_pop) returned nothing.
///
/// # Examples
///
/// ```
/// use pattern_core::{BoundedQueue, TryPopError};
///
/// let queue = BoundedQueue::<u8>::new(1);
/// assert_eq!(queue.try_pop(), Err(TryPopError::Empty));
/// queue.close();
/// assert_eq!(queue.try_pop(), Err(TryPopError::Closed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryPopError {
    /// The queue is empty, and open: an item may come.
    Empty,
    /// The queue is closed and drained: no item will come.
    Closed,
}

/// Why [`BoundedQueue::pop_timeout`](crate::BoundedQueue::pop_timeout) returned nothing.
///
/// # Examples
///
/// ```
/// use pattern_core::{BoundedQueue, PopTimeoutError};
/// use pattern_sync::time::Duration;
///
/// let queue = BoundedQueue::<u8>::new(1);
/// assert_eq!(queue.pop_timeout(Duration::from_millis(1)), Err(PopTimeoutError::Timeout));
/// queue.close();
/// assert_eq!(queue.pop_timeout(Duration::from_secs(60)), Err(PopTimeoutError::Closed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PopTimeoutError {
    /// The queue stayed empty for the whole time, and open: an item may come.
    Timeout,
    /// The queue is closed and drained: no item will come.
    Closed,
}

impl<T> PushError<T> {
    /// Returns the refused item.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> TryPushError<T> {
    /// Returns the refused item.
    pub fn into_inner(self) -> T {
        match self {
            Self::Full(item) | Self::Closed(item) => item,
        }
    }

    /// Returns whether the queue was full.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// Returns whether the queue was closed.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }
}

impl<T> PushTimeoutError<T> {
    /// Returns the refused item.
    pub fn into_inner(self) -> T {
        match self {
            Self::Timeout(item) | Self::Closed(item) => item,
        }
    }

    /// Says what this means for an operation that had no time to wait.
    pub(crate) fn at_once(self) -> TryPushError<T> {
        match self {
            Self::Timeout(item) => TryPushError::Full(item),
            Self::Closed(item) => TryPushError::Closed(item),
        }
    }

    /// Returns whether the time ran out.
    pub const fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Returns whether the queue was closed.
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }
}

impl<T> PushManyError<T> {
    /// Returns the items that were not pushed, in order.
    pub fn into_inner(self) -> Vec<T> {
        self.0
    }
}

impl PopTimeoutError {
    /// Says what this means for an operation that had no time to wait.
    pub(crate) fn at_once(self) -> TryPopError {
        match self {
            Self::Timeout => TryPopError::Empty,
            Self::Closed => TryPopError::Closed,
        }
    }
}

// The items are left out of `Debug`, so that every error is an `Error` and can be unwrapped,
// whatever it carries.

impl<T> fmt::Debug for PushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushError(..)")
    }
}

impl<T> fmt::Debug for TryPushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "Full(..)",
            Self::Closed(_) => "Closed(..)",
        })
    }
}

impl<T> fmt::Debug for PushTimeoutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeout(_) => "Timeout(..)",
            Self::Closed(_) => "Closed(..)",
        })
    }
}

impl<T> fmt::Debug for PushManyError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PushManyError([{} items])", self.0.len())
    }
}

impl<T> fmt::Display for PushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pushing into a closed queue")
    }
}

impl<T> fmt::Display for TryPushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "pushing into a full queue",
            Self::Closed(_) => "pushing into a closed queue",
        })
    }
}

impl<T> fmt::Display for PushTimeoutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeout(_) => "timed out waiting for room in the queue",
            Self::Closed(_) => "pushing into a closed queue",
        })
    }
}

impl<T> fmt::Display for PushManyError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        write!(f, "pushing into a closed queue: {count} items not pushed")
    }
}

impl fmt::Display for TryPopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "popping from an empty queue",
            Self::Closed => "popping from a closed and drained queue",
        })
    }
}

impl fmt::Display for PopTimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeout => "timed out waiting for an item of the queue",
            Self::Closed => "popping from a closed and drained queue",
        })
    }
}

impl<T> Error for PushError<T> {}
impl<T> Error for TryPushError<T> {}
impl<T> Error for PushTimeoutError<T> {}
impl<T> Error for PushManyError<T> {}
impl Error for TryPopError {}
impl Error for PopTimeoutError {}
