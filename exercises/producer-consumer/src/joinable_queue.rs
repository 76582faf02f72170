//! Step 3: a queue that knows when all the work put into it is done.

use pattern_sync::sync::{Condvar, Mutex};

use crate::{BoundedQueue, PushError};

/// Hands out items like a [`BoundedQueue`], and lets threads wait until every one of them is done.
///
/// An empty queue does not mean that the work is done: a consumer may have taken the last item and
/// still be busy with it. So whoever takes an item calls [`task_done`](Self::task_done) *after* its
/// work, and [`join`](Self::join) waits for that.
///
/// # Examples
///
/// ```
/// use producer_consumer::JoinableQueue;
///
/// let queue = JoinableQueue::new(2);
/// queue.push("letter")?;
/// let letter = queue.pop().expect("the queue is open");
/// // The queue is empty now, but `join` would still wait.
/// println!("reading the {letter}");
/// queue.task_done();
/// queue.join();
/// # Ok::<(), producer_consumer::PushError<&str>>(())
/// ```
pub struct JoinableQueue<T> {
    /// Where the items wait.
    queue: BoundedQueue<T>,
    // Step 3: what has to be counted, and where do threads sleep until it is 0? Add it here.
}

impl<T> JoinableQueue<T> {
    /// Creates an empty, open queue, all of whose work is done.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0.
    pub fn new(capacity: usize) -> Self {
        todo!("step 3: build the queue, with nothing to wait for yet")
    }

    /// Adds `item` behind all the others; it counts as unfinished until it is marked done.
    ///
    /// # Errors
    ///
    /// If the queue is closed: the error holds `item`, which then does not count.
    ///
    /// # Blocking
    ///
    /// As [`BoundedQueue::push`].
    pub fn push(&self, item: T) -> Result<(), PushError<T>> {
        todo!("step 3: count the item and push it; an item that is refused does not count")
    }

    /// Takes the oldest item; returns `None` once the queue is closed and nothing is left in it.
    ///
    /// # Blocking
    ///
    /// As [`BoundedQueue::pop`].
    pub fn pop(&self) -> Option<T> {
        todo!("step 3: take the oldest item")
    }

    /// Marks one taken item as done; called by whoever took it, after its work.
    ///
    /// # Panics
    ///
    /// If it is called more often than items were pushed.
    pub fn task_done(&self) {
        todo!("step 3: take one item off the count; if it was the last, wake whoever waits")
    }

    /// Returns when every item that was pushed has been marked done; at once if there is none.
    ///
    /// # Blocking
    ///
    /// Waits for the consumers: for the items in the queue and for those that they are working on.
    pub fn join(&self) {
        todo!("step 3: wait until every item that was pushed is done")
    }

    /// Closes the queue, as [`BoundedQueue::close`]; items that are not done stay so.
    pub fn close(&self) {
        todo!("step 3: close the queue")
    }
}
