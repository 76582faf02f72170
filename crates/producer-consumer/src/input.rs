//! A consumer's end of the queue.

use std::iter::FusedIterator;

use pattern_core::TryPopError;

use crate::report::{Account, ThreadReport};
use crate::shared::Shared;

/// A consumer's end of the queue: an iterator over the items that fall to it.
///
/// It ends when every producer has ended and the queue is empty, or when the run is being stopped.
/// For consumers that have something to do before the first item or after the last one; the others
/// are simpler as [`consumer`](crate::ProducerConsumer::consumer).
///
/// # Blocking
///
/// `next` waits while the queue is empty. A producer that adds an item wakes it, and so does the
/// end of the last producer or the failure that stops the run.
///
/// # Memory ordering
///
/// Whatever the producer did before it pushed an item happens before `next` gives that item out.
///
/// # Examples
///
/// A consumer that works in batches has a last batch to deal with, which is not a full one:
///
/// ```
/// use producer_consumer::ProducerConsumer;
///
/// let mut batches = Vec::new();
/// ProducerConsumer::new(5)
///     .producer_from("p1", 0..7)
///     .consumer_with("c1", |input| {
///         let mut batch = Vec::new();
///         for item in input {
///             batch.push(item);
///             if batch.len() == 3 {
///                 batches.push(std::mem::take(&mut batch));
///             }
///         }
///         batches.push(batch);
///     })
///     .run()?;
/// assert_eq!(batches, [vec![0, 1, 2], vec![3, 4, 5], vec![6]]);
/// # Ok::<(), producer_consumer::RunError>(())
/// ```
pub struct Input<'run, T> {
    shared: &'run Shared<T>,
    account: Account,
}

impl<'run, T> Input<'run, T> {
    pub(crate) fn new(shared: &'run Shared<T>, name: String) -> Self {
        Self {
            shared,
            account: Account::open(name),
        }
    }

    /// Gives the account of the consumer.
    pub(crate) fn close(self) -> ThreadReport {
        self.account.close()
    }
}

impl<T> Iterator for Input<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let item = match self.shared.queue.try_pop() {
            Ok(item) => item,
            Err(TryPopError::Closed) => return None,
            // Only now is the clock read: a pop that finds an item costs no more than the queue's.
            Err(TryPopError::Empty) => self.account.wait(|| self.shared.queue.pop())?,
        };
        self.account.count_item();
        Some(item)
    }
}

// A queue that has been closed and emptied stays so.
impl<T> FusedIterator for Input<'_, T> {}
