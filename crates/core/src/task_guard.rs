//! Guards that mark an item of a `JoinableQueue` done when they are dropped, also by a panic.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::{Deref, DerefMut};

use pattern_sync::thread;

use crate::JoinableQueue;
use crate::unfinished::Unfinished;

/// What a task marked done once too often says when it panics.
pub(crate) const TOO_MANY: &str = "task_done called more often than push";

/// An item taken from a [`JoinableQueue`], which is marked done when the guard is dropped.
///
/// It is dropped at the end of the consumer's scope and also when the consumer panics, so that no
/// one waits in [`join`](JoinableQueue::join) for an item whose consumer is gone. The item itself
/// is dropped first, and marked done after that.
///
/// # Examples
///
/// ```
/// use pattern_core::JoinableQueue;
///
/// let queue = JoinableQueue::new(1);
/// queue.push(String::from("report")).unwrap();
/// {
///     let task = queue.pop_guard().unwrap();
///     assert_eq!(task.len(), 6); // dereferences to the item
///     assert_eq!(queue.unfinished(), 1); // still being worked on
/// }
/// queue.join(); // returns at once: the guard is gone
/// ```
#[must_use = "dropping the guard marks the item done"]
pub struct TaskGuard<'a, T> {
    // The order matters: fields are dropped from first to last.
    item: T,
    completion: Completion<'a>,
}

/// The duty to mark one item of a [`JoinableQueue`] done, which its drop does.
///
/// What is left of a [`TaskGuard`] when [`into_parts`](TaskGuard::into_parts) takes the item out.
#[must_use = "dropping the completion marks the item done"]
pub struct Completion<'a> {
    unfinished: Unfinished<'a>,
}

impl<'a, T> TaskGuard<'a, T> {
    pub(crate) fn new(item: T, unfinished: Unfinished<'a>) -> Self {
        Self {
            item,
            completion: Completion { unfinished },
        }
    }

    /// Takes the guard apart, for items that are worked on by value; dropping the second part marks
    /// the item done.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::JoinableQueue;
    ///
    /// let queue = JoinableQueue::<Box<dyn FnOnce() -> u32 + Send>>::new(1);
    /// queue.push(Box::new(|| 6 * 7)).unwrap();
    ///
    /// let (job, completion) = queue.pop_guard().unwrap().into_parts();
    /// assert_eq!(job(), 42); // were it to panic, the completion would be dropped all the same
    /// drop(completion);
    /// assert_eq!(queue.unfinished(), 0);
    /// ```
    pub fn into_parts(self) -> (T, Completion<'a>) {
        (self.item, self.completion)
    }
}

impl<T> Deref for TaskGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.item
    }
}

impl<T> DerefMut for TaskGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.item
    }
}

impl Drop for Completion<'_> {
    fn drop(&mut self) {
        // It fails only if somebody called `task_done` for an item that this guard stands for. A
        // thread that is unwinding already must not panic again: that would end the process.
        let marked = self.unfinished.mark_done(1);
        assert!(marked.is_ok() || thread::panicking(), "{TOO_MANY}");
    }
}

/// A blocking iterator over the guarded items of a [`JoinableQueue`].
///
/// Made by [`JoinableQueue::guards`]. It ends once the queue is closed and drained.
pub struct Guards<'a, T> {
    pub(crate) queue: &'a JoinableQueue<T>,
}

impl<'a, T> Iterator for Guards<'a, T> {
    type Item = TaskGuard<'a, T>;

    fn next(&mut self) -> Option<TaskGuard<'a, T>> {
        self.queue.pop_guard()
    }
}

// A closed queue never opens again, hence `None` is for good.
impl<T> FusedIterator for Guards<'_, T> {}

impl<T: fmt::Debug> fmt::Debug for TaskGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TaskGuard").field(&self.item).finish()
    }
}

impl<T: fmt::Display> fmt::Display for TaskGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.item.fmt(f)
    }
}

impl fmt::Debug for Completion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Guards<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guards").field(self.queue).finish()
    }
}
