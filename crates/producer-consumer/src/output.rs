//! A producer's end of the queue.

use pattern_core::{PushError, TryPushError};

use crate::report::{Account, ThreadReport};
use crate::shared::Shared;

/// A producer's end of the queue: what it puts in here, the consumers get.
///
/// A push is refused, and hands the item back, once the run is being stopped: a thread has failed
/// ([`OnFailure::StopEveryone`](crate::OnFailure::StopEveryone)) or no consumer is left. Nothing
/// will be accepted after that, so the usual answer is to return.
///
/// # Examples
///
/// ```
/// use producer_consumer::ProducerConsumer;
///
/// let mut squares = Vec::new();
/// ProducerConsumer::new(2)
///     .producer("p1", |out| {
///         for n in 1..=4 {
///             if out.push(n * n).is_err() {
///                 return;
///             }
///         }
///     })
///     .consumer("c1", |square| squares.push(square))
///     .run()?;
/// assert_eq!(squares, [1, 4, 9, 16]);
/// # Ok::<(), producer_consumer::RunError>(())
/// ```
pub struct Output<'run, T> {
    shared: &'run Shared<T>,
    account: Account,
}

impl<'run, T> Output<'run, T> {
    pub(crate) fn new(shared: &'run Shared<T>, name: String) -> Self {
        Self {
            shared,
            account: Account::open(name),
        }
    }

    /// Adds an item, and waits while the queue is full: this is the back-pressure.
    ///
    /// # Errors
    ///
    /// [`PushError`] with the item when the run is being stopped.
    ///
    /// # Blocking
    ///
    /// Waits for room. A consumer that takes an item wakes it, and so does the end of the last
    /// consumer or the failure that stops the run.
    ///
    /// # Memory ordering
    ///
    /// Whatever this thread did before the push happens before the consumer's handling of the item.
    pub fn push(&mut self, item: T) -> Result<(), PushError<T>> {
        match self.try_push(item) {
            Ok(()) => Ok(()),
            Err(TryPushError::Closed(item)) => Err(PushError(item)),
            // Only now is the clock read: a push that finds room costs no more than the queue's.
            Err(TryPushError::Full(item)) => {
                self.account.wait(|| self.shared.queue.push(item))?;
                self.account.count_item();
                Ok(())
            }
        }
    }

    /// Adds an item if there is room for it now. For producers that would rather drop an item than
    /// fall behind, such as sensors.
    ///
    /// # Errors
    ///
    /// [`TryPushError`] with the item: `Full`, or `Closed` when the run is being stopped.
    ///
    /// # Examples
    ///
    /// ```
    /// use producer_consumer::ProducerConsumer;
    ///
    /// let mut dropped = 0;
    /// let report = ProducerConsumer::new(3)
    ///     .producer("sensor", |out| {
    ///         dropped = (0..100).filter(|&measure| out.try_push(measure).is_err()).count();
    ///     })
    ///     .consumer("display", |_measure| {})
    ///     .run()?;
    /// assert_eq!(report.consumed(), 100 - dropped);
    /// # Ok::<(), producer_consumer::RunError>(())
    /// ```
    pub fn try_push(&mut self, item: T) -> Result<(), TryPushError<T>> {
        self.shared.queue.try_push(item)?;
        self.account.count_item();
        Ok(())
    }

    /// Adds every item of an iterator, and waits while the queue is full.
    ///
    /// # Errors
    ///
    /// [`PushError`] with the item that was refused, as soon as one is; the iterator is not asked
    /// for another.
    ///
    /// # Blocking
    ///
    /// As [`Output::push`], for each item.
    ///
    /// # Examples
    ///
    /// ```
    /// use producer_consumer::ProducerConsumer;
    ///
    /// let words = ["one", "two", "three"];
    /// let mut letters = 0;
    /// ProducerConsumer::new(2)
    ///     .producer("p1", |out| {
    ///         let _ = out.push_all(words);
    ///     })
    ///     .consumer("c1", |word| letters += word.len())
    ///     .run()?;
    /// assert_eq!(letters, 11);
    /// # Ok::<(), producer_consumer::RunError>(())
    /// ```
    pub fn push_all(&mut self, items: impl IntoIterator<Item = T>) -> Result<(), PushError<T>> {
        items.into_iter().try_for_each(|item| self.push(item))
    }

    /// Tells whether pushes are still accepted. For producers that take long over an item, and
    /// would rather not begin one that nobody wants; `true` may be out of date when it arrives.
    ///
    /// # Examples
    ///
    /// ```
    /// use producer_consumer::ProducerConsumer;
    ///
    /// ProducerConsumer::new(2)
    ///     .producer("endless", |out| {
    ///         while out.is_open() {
    ///             let _ = out.push("drop");
    ///         }
    ///     })
    ///     .consumer("bucket", |_drop| Err("full to the brim"))
    ///     .run()
    ///     .unwrap_err();
    /// ```
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.shared.queue.is_closed()
    }

    /// Adds every item of an iterator; the one that is refused is kept with the unconsumed.
    pub(crate) fn push_all_or_keep(&mut self, items: impl IntoIterator<Item = T>) {
        if let Err(PushError(item)) = self.push_all(items) {
            self.account.count_item();
            self.shared.keep(item);
        }
    }

    /// Gives the account of the producer.
    pub(crate) fn close(self) -> ThreadReport {
        self.account.close()
    }
}
