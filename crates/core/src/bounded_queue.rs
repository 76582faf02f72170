//! A blocking queue of bounded capacity, for many producers and many consumers, that can be closed.

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use pattern_sync::time::Duration;

use crate::deadline::Deadline;
use crate::fifo::Fifo;
use crate::{
    Iter, PopTimeoutError, PushError, PushManyError, PushTimeoutError, TryIter, TryPopError,
    TryPushError,
};

/// A first-in-first-out queue of bounded capacity, for many producers and many consumers, that can
/// be closed.
///
/// A producer that finds the queue full waits for room: this is *back-pressure*, which keeps fast
/// producers from filling the memory. [Closing](Self::close) is how producers say that nothing more
/// will come: what is in the queue can still be popped, pushing is refused, and whoever waits is
/// woken.
///
/// Items come out in the order in which they went in. Among threads that wait, no order is kept.
///
/// # Memory ordering
///
/// What a thread did before it pushed an item *happens before* what another does after it popped
/// that item; what a thread did before [`close`](Self::close), before what another does once it was
/// told that the queue is closed.
///
/// # Examples
///
/// ```
/// use pattern_core::BoundedQueue;
/// use pattern_sync::thread;
///
/// let queue = BoundedQueue::new(2);
/// let sum = thread::scope(|s| {
///     let consumer = s.spawn(|| queue.iter().sum::<u32>());
///     for number in 1..=10 {
///         queue.push(number).unwrap(); // waits whenever two numbers are in the queue
///     }
///     queue.close(); // ends the consumer's iteration
///     consumer.join().unwrap()
/// });
/// assert_eq!(sum, 55);
/// ```
///
/// A queue of what may not change threads may not be shared, which the compiler enforces:
///
/// ```compile_fail
/// use pattern_core::BoundedQueue;
/// use pattern_sync::thread;
///
/// let queue = BoundedQueue::<std::rc::Rc<u32>>::new(2);
/// thread::scope(|s| {
///     s.spawn(|| queue.pop()); // error: `Rc<u32>` cannot be sent between threads safely
/// });
/// ```
pub struct BoundedQueue<T> {
    fifo: Fifo<T>,
}

impl<T> BoundedQueue<T> {
    /// Makes an empty queue that holds `capacity` items at most.
    ///
    /// # Panics
    ///
    /// Panics if `capacity` is 0: such a queue could never pass anything on.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::<String>::new(16);
    /// assert_eq!(queue.capacity(), 16);
    /// assert!(queue.is_empty());
    /// ```
    pub fn new(capacity: usize) -> Self {
        Self {
            fifo: Fifo::new(capacity),
        }
    }

    /// Pushes `item` at the back, waiting for room as long as it takes.
    ///
    /// # Errors
    ///
    /// Hands the item back if the queue is closed, before or while it waits.
    ///
    /// # Blocking
    ///
    /// Waits while the queue is full and open. A pop wakes it, and so does [`close`](Self::close).
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(1);
    /// queue.push("first")?;
    /// assert_eq!(queue.pop(), Some("first"));
    /// # Ok::<(), pattern_core::PushError<&str>>(())
    /// ```
    pub fn push(&self, item: T) -> Result<(), PushError<T>> {
        self.fifo
            .push(item, Deadline::Never)
            .map_err(|refusal| PushError(refusal.into_inner()))
    }

    /// Pushes `item` at the back if there is room now.
    ///
    /// # Errors
    ///
    /// Hands the item back if the queue is full or closed.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(1);
    /// assert!(queue.try_push('a').is_ok());
    /// assert!(queue.try_push('b').unwrap_err().is_full());
    /// ```
    pub fn try_push(&self, item: T) -> Result<(), TryPushError<T>> {
        self.fifo
            .push(item, Deadline::Now)
            .map_err(PushTimeoutError::at_once)
    }

    /// Pushes `item` at the back, waiting for room no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Hands the item back if the queue stays full for that long, or is closed before or while it
    /// waits.
    ///
    /// # Blocking
    ///
    /// As [`push`](Self::push), up to `timeout` from the call. A thread whose time is up still
    /// pushes if it finds room.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::time::Duration;
    ///
    /// let queue = pattern_core::BoundedQueue::new(1);
    /// assert!(queue.push_timeout('a', Duration::from_millis(1)).is_ok());
    /// let refused = queue.push_timeout('b', Duration::from_millis(1)).unwrap_err();
    /// assert!(refused.is_timeout());
    /// assert_eq!(refused.into_inner(), 'b');
    /// ```
    pub fn push_timeout(&self, item: T, timeout: Duration) -> Result<(), PushTimeoutError<T>> {
        self.fifo.push(item, Deadline::after(timeout))
    }

    /// Pushes all `items` at the back, in order, waiting for room as long as it takes.
    ///
    /// It takes the lock once per batch that finds room rather than once per item. Other producers'
    /// items may come to lie between two batches. The items are collected before the first is
    /// pushed, so they must be finite in number.
    ///
    /// # Errors
    ///
    /// Hands back the items that were not pushed, in order, if the queue is closed before or while
    /// it waits. Those that are not handed back were pushed.
    ///
    /// # Blocking
    ///
    /// As [`push`](Self::push), for each batch.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(4);
    /// queue.push_many(["a", "b", "c"]).unwrap();
    /// assert_eq!(queue.pop_many(2), Some(vec!["a", "b"]));
    /// ```
    pub fn push_many(&self, items: impl IntoIterator<Item = T>) -> Result<(), PushManyError<T>> {
        self.fifo.push_many(items)
    }

    /// Pops the item at the front, waiting for one as long as it takes; `None` once the queue is
    /// closed and drained.
    ///
    /// # Blocking
    ///
    /// Waits while the queue is empty and open. A push wakes it, and so does
    /// [`close`](Self::close).
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(1);
    /// queue.push(7).unwrap();
    /// queue.close();
    /// assert_eq!(queue.pop(), Some(7));
    /// assert_eq!(queue.pop(), None);
    /// ```
    pub fn pop(&self) -> Option<T> {
        self.fifo.pop(Deadline::Never).ok()
    }

    /// Pops the item at the front if there is one now.
    ///
    /// # Errors
    ///
    /// Says whether the queue is merely empty or closed and drained.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::{BoundedQueue, TryPopError};
    ///
    /// let queue = BoundedQueue::new(1);
    /// assert_eq!(queue.try_pop(), Err(TryPopError::Empty));
    /// queue.push(7).unwrap();
    /// assert_eq!(queue.try_pop(), Ok(7));
    /// ```
    pub fn try_pop(&self) -> Result<T, TryPopError> {
        self.fifo
            .pop(Deadline::Now)
            .map_err(PopTimeoutError::at_once)
    }

    /// Pops the item at the front, waiting for one no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Says whether the queue stayed empty for that long, or is closed and drained.
    ///
    /// # Blocking
    ///
    /// As [`pop`](Self::pop), up to `timeout` from the call. A thread whose time is up still pops
    /// if it finds an item.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::{BoundedQueue, PopTimeoutError};
    /// use pattern_sync::time::Duration;
    ///
    /// let queue = BoundedQueue::<u8>::new(1);
    /// let nothing = queue.pop_timeout(Duration::from_millis(1));
    /// assert_eq!(nothing, Err(PopTimeoutError::Timeout));
    /// ```
    pub fn pop_timeout(&self, timeout: Duration) -> Result<T, PopTimeoutError> {
        self.fifo.pop(Deadline::after(timeout))
    }

    /// Pops up to `max` items from the front, waiting for the first as long as it takes; `None`
    /// once the queue is closed and drained.
    ///
    /// The batch is never empty, and is what the queue held at one moment: it does not wait to be
    /// `max` items long.
    ///
    /// # Panics
    ///
    /// Panics if `max` is 0.
    ///
    /// # Blocking
    ///
    /// As [`pop`](Self::pop), for the first item.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(8);
    /// queue.push_many(1..=5).unwrap();
    /// queue.close();
    ///
    /// let mut batches = Vec::new();
    /// while let Some(batch) = queue.pop_many(2) {
    ///     batches.push(batch);
    /// }
    /// assert_eq!(batches, [vec![1, 2], vec![3, 4], vec![5]]);
    /// ```
    pub fn pop_many(&self, max: usize) -> Option<Vec<T>> {
        self.fifo.pop_many(max)
    }

    /// Takes out all items that the queue holds now, without waiting.
    ///
    /// After [`close`](Self::close) this ends a queue at once: the items that nobody will work on
    /// come back.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(8);
    /// queue.push_many(1..=3).unwrap();
    /// queue.close();
    /// assert_eq!(queue.drain(), [1, 2, 3]);
    /// assert_eq!(queue.pop(), None);
    /// ```
    pub fn drain(&self) -> Vec<T> {
        self.fifo.drain()
    }

    /// Closes the queue: pushing is refused from now on, and popping ends once the queue is
    /// drained.
    ///
    /// Every thread that waits in a push or a pop is woken. Closing again changes nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(2);
    /// queue.push(1).unwrap();
    /// queue.close();
    /// assert!(queue.push(2).is_err());
    /// assert_eq!(queue.iter().collect::<Vec<_>>(), [1]);
    /// ```
    pub fn close(&self) {
        self.fifo.close();
    }

    /// Returns whether the queue was closed. Items may be left in it.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::<u8>::new(1);
    /// assert!(!queue.is_closed());
    /// queue.close();
    /// assert!(queue.is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        self.fifo.is_closed()
    }

    /// Returns how many items are in the queue. With other threads at work, the number may be
    /// outdated at once.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(3);
    /// queue.push_many(['a', 'b']).unwrap();
    /// assert_eq!(queue.len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        self.fifo.len()
    }

    /// Returns whether the queue holds no item. With other threads at work, this may be outdated at
    /// once.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(1);
    /// assert!(queue.is_empty());
    /// queue.push(1).unwrap();
    /// assert!(!queue.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns whether the queue holds as many items as it may. With other threads at work, this
    /// may be outdated at once.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(1);
    /// queue.push(1).unwrap();
    /// assert!(queue.is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        self.len() == self.capacity()
    }

    /// Returns the most items that the queue may hold.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(pattern_core::BoundedQueue::<u8>::new(5).capacity(), 5);
    /// ```
    pub fn capacity(&self) -> usize {
        self.fifo.capacity()
    }

    /// Returns the most items that the queue has held at a time: never more than its capacity, and as
    /// many if a push has had to wait.
    ///
    /// An item counts from the moment at which room is found for it, so what is popped while it is
    /// put in counts with it.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(5);
    /// queue.push_many(["a", "b"]).unwrap();
    /// queue.drain();
    /// queue.push("c").unwrap();
    /// assert_eq!(queue.high_water(), 2);
    /// ```
    pub fn high_water(&self) -> usize {
        self.fifo.high_water()
    }

    /// Returns an iterator that pops, waiting for items, and ends once the queue is closed and
    /// drained.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(4);
    /// queue.push_many(["a", "b"]).unwrap();
    /// queue.close();
    /// let mut letters = String::new();
    /// for letter in &queue {
    ///     letters += letter;
    /// }
    /// assert_eq!(letters, "ab");
    /// ```
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { fifo: &self.fifo }
    }

    /// Returns an iterator that pops without waiting, and ends as soon as the queue is empty.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::BoundedQueue::new(4);
    /// queue.push_many(1..=3).unwrap();
    /// assert_eq!(queue.try_iter().take(2).sum::<i32>(), 3);
    /// assert_eq!(queue.len(), 1);
    /// ```
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { fifo: &self.fifo }
    }
}

// No code of the caller runs under the locks, so a panic cannot leave the queue half changed.
impl<T> UnwindSafe for BoundedQueue<T> {}
impl<T> RefUnwindSafe for BoundedQueue<T> {}

impl<T> fmt::Debug for BoundedQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fifo.describe("BoundedQueue", f)
    }
}
