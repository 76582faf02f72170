//! Unusual: `join` looks again and again after timed waits.

use pattern_sync::sync::{Condvar, Mutex};
use pattern_sync::time::{Duration, Instant};

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
    /// How many items are on their way in, in the queue, or taken and not yet done.
    unfinished: Mutex<usize>,
    /// Where threads sleep in [`join`](Self::join) until `unfinished` is 0.
    all_done: Condvar,
}

impl<T> JoinableQueue<T> {
    /// Creates an empty, open queue, all of whose work is done.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0.
    pub fn new(capacity: usize) -> Self {
        Self {
            queue: BoundedQueue::new(capacity),
            unfinished: Mutex::new(0),
            all_done: Condvar::new(),
        }
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
        // Counted before it goes in: afterwards a consumer may already have marked it done. And not
        // locked during the push, which may wait for a consumer that needs this lock.
        *self.unfinished.lock() += 1;
        let outcome = self.queue.push(item);
        if outcome.is_err() {
            // It never went in, and nobody else will take it off the count.
            self.task_done();
        }
        outcome
    }

    /// Takes the oldest item; returns `None` once the queue is closed and nothing is left in it.
    ///
    /// # Blocking
    ///
    /// As [`BoundedQueue::pop`].
    pub fn pop(&self) -> Option<T> {
        // Taken is not done: the count stays as it is.
        self.queue.pop()
    }

    /// Marks one taken item as done; called by whoever took it, after its work.
    ///
    /// # Panics
    ///
    /// If it is called more often than items were pushed.
    pub fn task_done(&self) {
        let mut unfinished = self.unfinished.lock();
        assert!(
            *unfinished > 0,
            "task_done called more often than items were pushed"
        );
        *unfinished -= 1;
        if *unfinished == 0 {
            // Several threads may have called `join`, and all of them wait for just this.
            self.all_done.notify_all();
        }
    }

    /// Returns when every item that was pushed has been marked done; at once if there is none.
    ///
    /// # Blocking
    ///
    /// Waits for the consumers: for the items in the queue and for those that they are working on.
    pub fn join(&self) {
        let mut unfinished = self.unfinished.lock();
        // Until all is done. Looked at again after every wake-up: more may have been pushed.
        while *unfinished > 0 {
            let soon = Instant::now() + Duration::from_millis(10);
            self.all_done.wait_until(&mut unfinished, soon);
        }
    }

    /// Closes the queue, as [`BoundedQueue::close`]; items that are not done stay so.
    pub fn close(&self) {
        self.queue.close();
    }
}
