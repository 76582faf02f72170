//! A bounded queue that also knows which items are still being worked on, and can be waited for.

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use pattern_sync::time::Duration;

use crate::deadline::Deadline;
use crate::fifo::Fifo;
use crate::task_guard::TOO_MANY;
use crate::unfinished::{Done, Unfinished};
use crate::{
    Guards, Iter, PopTimeoutError, PushError, PushManyError, PushTimeoutError, TaskGuard, TryIter,
    TryPopError, TryPushError,
};

/// A [`BoundedQueue`](crate::BoundedQueue) whose items are *unfinished* from the push until they
/// are marked done, and which can be waited for until nothing is unfinished.
///
/// The model is Python's `queue.Queue`: [`push`](Self::push) counts an item,
/// [`task_done`](Self::task_done) discounts it, [`join`](Self::join) waits for zero. Popping alone
/// changes nothing: an item in a consumer's hands is unfinished. [`pop_guard`](Self::pop_guard)
/// calls `task_done` by itself, also when the consumer panics, and is to be preferred.
///
/// # Closing and joining
///
/// The two are independent. [`close`](Self::close) wakes no one who waits in `join`: items that
/// were accepted are still to be popped and marked done, and `join` promises just that. Without
/// consumers it would wait forever; [`join_timeout`](Self::join_timeout) does not, and
/// [`drain`](Self::drain) takes out what nobody will work on and counts it as done.
///
/// # Memory ordering
///
/// What a thread did before it pushed an item *happens before* what another does after it popped
/// that item. What a consumer did before it marked an item done *happens before* what a thread does
/// after a `join` that waited for it.
///
/// # Examples
///
/// ```
/// use pattern_core::JoinableQueue;
/// use pattern_sync::sync::atomic::{AtomicU32, Ordering};
/// use pattern_sync::thread;
///
/// let queue = JoinableQueue::new(5);
/// let sum = AtomicU32::new(0);
/// thread::scope(|s| {
///     for _ in 0..2 {
///         s.spawn(|| {
///             for number in queue.guards() {
///                 sum.fetch_add(*number, Ordering::SeqCst);
///             } // here the number is marked done
///         });
///     }
///     queue.push_many(1..=10).unwrap();
///     queue.join(); // all ten numbers are added up now, not merely taken
///     assert_eq!(sum.load(Ordering::SeqCst), 55);
///     queue.close(); // ends both consumers
/// });
/// ```
pub struct JoinableQueue<T> {
    fifo: Fifo<T>,
    /// Items marked done, of those that `fifo` ever numbered.
    done: Done,
}

impl<T> JoinableQueue<T> {
    /// Makes an empty queue that holds `capacity` items at most.
    ///
    /// # Panics
    ///
    /// Panics if `capacity` is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::<String>::new(16);
    /// queue.join(); // nothing is unfinished
    /// ```
    pub fn new(capacity: usize) -> Self {
        Self {
            fifo: Fifo::new(capacity),
            done: Done::new(),
        }
    }

    /// Pushes `item` at the back, waiting for room as long as it takes, and counts it as
    /// unfinished.
    ///
    /// # Errors
    ///
    /// Hands the item back, not counted, if the queue is closed, before or while it waits.
    ///
    /// # Blocking
    ///
    /// Waits while the queue is full and open. A pop wakes it, and so does [`close`](Self::close).
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(1);
    /// queue.push('a').unwrap();
    /// assert_eq!(queue.unfinished(), 1);
    /// ```
    pub fn push(&self, item: T) -> Result<(), PushError<T>> {
        self.fifo
            .push(item, Deadline::Never)
            .map_err(|refusal| PushError(refusal.into_inner()))
    }

    /// Pushes `item` at the back if there is room now, and counts it as unfinished.
    ///
    /// # Errors
    ///
    /// Hands the item back, not counted, if the queue is full or closed.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(1);
    /// queue.try_push('a').unwrap();
    /// assert!(queue.try_push('b').unwrap_err().is_full());
    /// assert_eq!(queue.unfinished(), 1);
    /// ```
    pub fn try_push(&self, item: T) -> Result<(), TryPushError<T>> {
        self.fifo
            .push(item, Deadline::Now)
            .map_err(PushTimeoutError::at_once)
    }

    /// Pushes `item` at the back, waiting for room no longer than `timeout`, and counts it as
    /// unfinished.
    ///
    /// # Errors
    ///
    /// Hands the item back, not counted, if the queue stays full for that long, or is closed before
    /// or while it waits.
    ///
    /// # Blocking
    ///
    /// As [`push`](Self::push), up to `timeout` from the call.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::time::Duration;
    ///
    /// let queue = pattern_core::JoinableQueue::new(1);
    /// queue.push('a').unwrap();
    /// let refused = queue.push_timeout('b', Duration::from_millis(1)).unwrap_err();
    /// assert!(refused.is_timeout());
    /// ```
    pub fn push_timeout(&self, item: T, timeout: Duration) -> Result<(), PushTimeoutError<T>> {
        self.fifo.push(item, Deadline::after(timeout))
    }

    /// Pushes all `items` at the back, in order, waiting for room as long as it takes; each counts
    /// as unfinished from the moment it is in.
    ///
    /// See [`BoundedQueue::push_many`](crate::BoundedQueue::push_many).
    ///
    /// # Errors
    ///
    /// Hands back the items that were not pushed, in order and not counted, if the queue is closed
    /// before or while it waits.
    ///
    /// # Blocking
    ///
    /// As [`push`](Self::push), for each batch.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(4);
    /// queue.push_many(1..=3).unwrap();
    /// assert_eq!(queue.unfinished(), 3);
    /// ```
    pub fn push_many(&self, items: impl IntoIterator<Item = T>) -> Result<(), PushManyError<T>> {
        self.fifo.push_many(items)
    }

    /// Pops the item at the front, waiting for one as long as it takes; `None` once the queue is
    /// closed and drained.
    ///
    /// The item stays unfinished until the caller calls [`task_done`](Self::task_done).
    ///
    /// # Blocking
    ///
    /// Waits while the queue is empty and open. A push wakes it, and so does
    /// [`close`](Self::close).
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(1);
    /// queue.push('a').unwrap();
    /// assert_eq!(queue.pop(), Some('a'));
    /// assert_eq!(queue.unfinished(), 1); // popped is not done
    /// queue.task_done();
    /// queue.join();
    /// ```
    pub fn pop(&self) -> Option<T> {
        self.fifo.pop(Deadline::Never).ok()
    }

    /// Pops the item at the front if there is one now, leaving it unfinished.
    ///
    /// # Errors
    ///
    /// Says whether the queue is merely empty or closed and drained.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::{JoinableQueue, TryPopError};
    ///
    /// let queue = JoinableQueue::<u8>::new(1);
    /// assert_eq!(queue.try_pop(), Err(TryPopError::Empty));
    /// ```
    pub fn try_pop(&self) -> Result<T, TryPopError> {
        self.fifo
            .pop(Deadline::Now)
            .map_err(PopTimeoutError::at_once)
    }

    /// Pops the item at the front, waiting for one no longer than `timeout`, leaving it unfinished.
    ///
    /// # Errors
    ///
    /// Says whether the queue stayed empty for that long, or is closed and drained.
    ///
    /// # Blocking
    ///
    /// As [`pop`](Self::pop), up to `timeout` from the call.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::{JoinableQueue, PopTimeoutError};
    /// use pattern_sync::time::Duration;
    ///
    /// let queue = JoinableQueue::<u8>::new(1);
    /// let nothing = queue.pop_timeout(Duration::from_millis(1));
    /// assert_eq!(nothing, Err(PopTimeoutError::Timeout));
    /// ```
    pub fn pop_timeout(&self, timeout: Duration) -> Result<T, PopTimeoutError> {
        self.fifo.pop(Deadline::after(timeout))
    }

    /// Pops up to `max` items, waiting for the first as long as it takes, leaving them unfinished;
    /// `None` once the queue is closed and drained.
    ///
    /// Each item of the batch is to be marked done by a [`task_done`](Self::task_done) of its own.
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
    /// let queue = pattern_core::JoinableQueue::new(4);
    /// queue.push_many(1..=3).unwrap();
    /// assert_eq!(queue.pop_many(2), Some(vec![1, 2]));
    /// assert_eq!(queue.unfinished(), 3);
    /// ```
    pub fn pop_many(&self, max: usize) -> Option<Vec<T>> {
        self.fifo.pop_many(max)
    }

    /// Pops as [`pop`](Self::pop) does, into a guard that marks the item done when it is dropped.
    ///
    /// # Blocking
    ///
    /// As [`pop`](Self::pop).
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(1);
    /// queue.push(41).unwrap();
    /// let task = queue.pop_guard().unwrap();
    /// assert_eq!(*task + 1, 42);
    /// drop(task);
    /// assert_eq!(queue.unfinished(), 0);
    /// ```
    pub fn pop_guard(&self) -> Option<TaskGuard<'_, T>> {
        self.pop().map(|item| self.guard(item))
    }

    /// Pops as [`try_pop`](Self::try_pop) does, into a guard that marks the item done when it is
    /// dropped.
    ///
    /// # Errors
    ///
    /// Says whether the queue is merely empty or closed and drained.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::{JoinableQueue, TryPopError};
    ///
    /// let queue = JoinableQueue::<u8>::new(1);
    /// assert_eq!(queue.try_pop_guard().unwrap_err(), TryPopError::Empty);
    /// ```
    pub fn try_pop_guard(&self) -> Result<TaskGuard<'_, T>, TryPopError> {
        self.try_pop().map(|item| self.guard(item))
    }

    /// Pops as [`pop_timeout`](Self::pop_timeout) does, into a guard that marks the item done when
    /// it is dropped.
    ///
    /// # Errors
    ///
    /// Says whether the queue stayed empty for that long, or is closed and drained.
    ///
    /// # Blocking
    ///
    /// As [`pop`](Self::pop), up to `timeout` from the call.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::time::Duration;
    ///
    /// let queue = pattern_core::JoinableQueue::new(1);
    /// queue.push('a').unwrap();
    /// let task = queue.pop_guard_timeout(Duration::from_secs(2)).unwrap();
    /// assert_eq!(*task, 'a');
    /// ```
    pub fn pop_guard_timeout(
        &self,
        timeout: Duration,
    ) -> Result<TaskGuard<'_, T>, PopTimeoutError> {
        self.pop_timeout(timeout).map(|item| self.guard(item))
    }

    /// Takes out all items that the queue holds now, without waiting, and counts them as done.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(4);
    /// queue.push_many(1..=3).unwrap();
    /// queue.close();
    /// assert_eq!(queue.drain(), [1, 2, 3]); // nobody will work on these
    /// queue.join();
    /// ```
    pub fn drain(&self) -> Vec<T> {
        let items = self.fifo.drain();
        self.mark_done(items.len());
        items
    }

    /// Marks one item done that was popped without a guard.
    ///
    /// # Panics
    ///
    /// Panics if that makes more items done than were pushed.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(2);
    /// queue.push_many(["a", "b"]).unwrap();
    /// while let Ok(_item) = queue.try_pop() {
    ///     queue.task_done();
    /// }
    /// queue.join();
    /// ```
    pub fn task_done(&self) {
        self.mark_done(1);
    }

    /// Waits until nothing is unfinished: every item that was pushed has been marked done.
    ///
    /// An item that is pushed while it waits is waited for too, unless everything was done for a
    /// moment before.
    ///
    /// # Blocking
    ///
    /// Waits while an item is queued or worked on, no matter whether the queue is closed. The
    /// [`task_done`](Self::task_done), or the guard, of the last item wakes it.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::thread;
    ///
    /// let queue = pattern_core::JoinableQueue::new(1);
    /// thread::scope(|s| {
    ///     s.spawn(|| queue.guards().for_each(drop));
    ///     queue.push_many(1..=3).unwrap();
    ///     queue.join();
    ///     assert_eq!(queue.unfinished(), 0);
    ///     queue.close();
    /// });
    /// ```
    pub fn join(&self) {
        self.unfinished_items().wait_for_none(Deadline::Never);
    }

    /// Waits as [`join`](Self::join) does, no longer than `timeout`; returns whether everything was
    /// done.
    ///
    /// # Blocking
    ///
    /// As [`join`](Self::join), up to `timeout` from the call.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::time::Duration;
    ///
    /// let queue = pattern_core::JoinableQueue::new(1);
    /// queue.push('a').unwrap();
    /// assert!(!queue.join_timeout(Duration::from_millis(1)));
    /// drop(queue.pop_guard());
    /// assert!(queue.join_timeout(Duration::from_millis(1)));
    /// ```
    #[must_use = "it may have timed out"]
    pub fn join_timeout(&self, timeout: Duration) -> bool {
        self.unfinished_items()
            .wait_for_none(Deadline::after(timeout))
    }

    /// Returns how many items were pushed and not marked done. With other threads at work, the
    /// number may be outdated at once.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(2);
    /// queue.push('a').unwrap();
    /// assert_eq!(queue.unfinished(), 1);
    /// ```
    pub fn unfinished(&self) -> usize {
        self.unfinished_items().get()
    }

    /// Closes the queue: pushing is refused from now on, and popping ends once the queue is
    /// drained.
    ///
    /// Every thread that waits in a push or a pop is woken, but none that waits in a
    /// [`join`](Self::join). Closing again changes nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::time::Duration;
    ///
    /// let queue = pattern_core::JoinableQueue::new(2);
    /// queue.push(1).unwrap();
    /// queue.close();
    /// assert!(queue.push(2).is_err());
    /// assert!(!queue.join_timeout(Duration::from_millis(1))); // 1 is still to be worked on
    /// assert_eq!(queue.guards().count(), 1);
    /// queue.join();
    /// ```
    pub fn close(&self) {
        self.fifo.close();
    }

    /// Returns whether the queue was closed. Items may be left in it.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::<u8>::new(1);
    /// queue.close();
    /// assert!(queue.is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        self.fifo.is_closed()
    }

    /// Returns how many items are in the queue, without those that are being worked on. With other
    /// threads at work, the number may be outdated at once.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(3);
    /// queue.push_many(['a', 'b']).unwrap();
    /// let _in_work = queue.pop();
    /// assert_eq!((queue.len(), queue.unfinished()), (1, 2));
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
    /// assert!(pattern_core::JoinableQueue::<u8>::new(1).is_empty());
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
    /// let queue = pattern_core::JoinableQueue::new(1);
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
    /// assert_eq!(pattern_core::JoinableQueue::<u8>::new(5).capacity(), 5);
    /// ```
    pub fn capacity(&self) -> usize {
        self.fifo.capacity()
    }

    /// Returns an iterator that pops as [`pop`](Self::pop) does, leaving the items unfinished, and
    /// ends once the queue is closed and drained.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(4);
    /// queue.push_many(1..=3).unwrap();
    /// queue.close();
    /// for _item in &queue {
    ///     queue.task_done();
    /// }
    /// queue.join();
    /// ```
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { fifo: &self.fifo }
    }

    /// Returns an iterator that pops without waiting, leaving the items unfinished, and ends as
    /// soon as the queue is empty.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(4);
    /// queue.push_many(1..=3).unwrap();
    /// assert_eq!(queue.try_iter().sum::<i32>(), 6);
    /// assert_eq!(queue.unfinished(), 3);
    /// ```
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { fifo: &self.fifo }
    }

    /// Returns an iterator that pops as [`pop_guard`](Self::pop_guard) does: each item is marked
    /// done when its guard is dropped, at the end of the loop's body.
    ///
    /// # Examples
    ///
    /// ```
    /// let queue = pattern_core::JoinableQueue::new(4);
    /// queue.push_many(["a", "b"]).unwrap();
    /// queue.close();
    /// for task in queue.guards() {
    ///     assert_eq!(task.len(), 1);
    /// }
    /// queue.join();
    /// ```
    pub fn guards(&self) -> Guards<'_, T> {
        Guards { queue: self }
    }

    /// Returns what is unfinished, as something to wait for.
    fn unfinished_items(&self) -> Unfinished<'_> {
        Unfinished {
            pushed: self.fifo.pushed(),
            done: &self.done,
        }
    }

    /// Wraps an item that was popped.
    fn guard(&self, item: T) -> TaskGuard<'_, T> {
        TaskGuard::new(item, self.unfinished_items())
    }

    /// Marks `count` items done.
    fn mark_done(&self, count: usize) {
        assert!(
            self.unfinished_items().mark_done(count).is_ok(),
            "{TOO_MANY}"
        );
    }
}

// No code of the caller runs under the locks, so a panic cannot leave the queue half changed.
impl<T> UnwindSafe for JoinableQueue<T> {}
impl<T> RefUnwindSafe for JoinableQueue<T> {}

impl<T> fmt::Debug for JoinableQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fifo.describe("JoinableQueue", f)
    }
}
