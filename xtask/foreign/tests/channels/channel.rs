//! The face of `crossbeam_channel` over a `BoundedQueue`: handles that close it with the last of
//! their kind.

use pattern_core::{
    BoundedQueue, Iter, PopTimeoutError, PushError, PushTimeoutError, TryIter, TryPopError,
    TryPushError,
};
use pattern_sync::sync::Arc;
use pattern_sync::time::Duration;

pub(crate) use ::crossbeam_channel::{
    RecvError, RecvTimeoutError, SendError, SendTimeoutError, TryRecvError, TrySendError,
};

/// An unbounded channel is a bounded queue whose limit is the memory.
const UNBOUNDED: usize = usize::MAX;

/// Makes a channel of that capacity; of 1 where 0 is asked for, since a queue passes nothing on
/// without keeping it.
pub(crate) fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    with_capacity(capacity.max(1))
}

pub(crate) fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    with_capacity(UNBOUNDED)
}

fn with_capacity<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let queue = Arc::new(BoundedQueue::new(capacity));
    let sender = Sender(Arc::new(SendingEnd(Arc::clone(&queue))));
    (sender, Receiver(Arc::new(ReceivingEnd(queue))))
}

fn capacity<T>(queue: &BoundedQueue<T>) -> Option<usize> {
    Some(queue.capacity()).filter(|&capacity| capacity != UNBOUNDED)
}

pub(crate) struct Sender<T>(Arc<SendingEnd<T>>);

/// What all senders share.
struct SendingEnd<T>(Arc<BoundedQueue<T>>);

impl<T> Drop for SendingEnd<T> {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl<T> Sender<T> {
    fn queue(&self) -> &BoundedQueue<T> {
        &self.0.0
    }

    pub(crate) fn send(&self, item: T) -> Result<(), SendError<T>> {
        let pushed = self.queue().push(item);
        pushed.map_err(|PushError(item)| SendError(item))
    }

    pub(crate) fn try_send(&self, item: T) -> Result<(), TrySendError<T>> {
        self.queue().try_push(item).map_err(|error| match error {
            TryPushError::Full(item) => TrySendError::Full(item),
            TryPushError::Closed(item) => TrySendError::Disconnected(item),
        })
    }

    pub(crate) fn send_timeout(&self, item: T, time: Duration) -> Result<(), SendTimeoutError<T>> {
        let pushed = self.queue().push_timeout(item, time);
        pushed.map_err(|error| match error {
            PushTimeoutError::Timeout(item) => SendTimeoutError::Timeout(item),
            PushTimeoutError::Closed(item) => SendTimeoutError::Disconnected(item),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.queue().len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue().is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.queue().is_full()
    }

    pub(crate) fn capacity(&self) -> Option<usize> {
        capacity(self.queue())
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

pub(crate) struct Receiver<T>(Arc<ReceivingEnd<T>>);

/// What all receivers share.
struct ReceivingEnd<T>(Arc<BoundedQueue<T>>);

impl<T> Drop for ReceivingEnd<T> {
    fn drop(&mut self) {
        // Nobody will receive what is left; the senders must not keep it alive.
        self.0.close();
        drop(self.0.drain());
    }
}

impl<T> Receiver<T> {
    fn queue(&self) -> &BoundedQueue<T> {
        &self.0.0
    }

    pub(crate) fn recv(&self) -> Result<T, RecvError> {
        self.queue().pop().ok_or(RecvError)
    }

    pub(crate) fn try_recv(&self) -> Result<T, TryRecvError> {
        self.queue().try_pop().map_err(|error| match error {
            TryPopError::Empty => TryRecvError::Empty,
            TryPopError::Closed => TryRecvError::Disconnected,
        })
    }

    pub(crate) fn recv_timeout(&self, time: Duration) -> Result<T, RecvTimeoutError> {
        self.queue().pop_timeout(time).map_err(|error| match error {
            PopTimeoutError::Timeout => RecvTimeoutError::Timeout,
            PopTimeoutError::Closed => RecvTimeoutError::Disconnected,
        })
    }

    pub(crate) fn iter(&self) -> Iter<'_, T> {
        self.queue().iter()
    }

    pub(crate) fn try_iter(&self) -> TryIter<'_, T> {
        self.queue().try_iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.queue().len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue().is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.queue().is_full()
    }

    pub(crate) fn capacity(&self) -> Option<usize> {
        capacity(self.queue())
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self)
    }
}

pub(crate) struct IntoIter<T>(Receiver<T>);

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

/// Is imported by tests that are set aside; those that run do not call it.
#[allow(unused_macros, reason = "it need only be there to be imported")]
macro_rules! select {
    ($($arms:tt)*) => {
        compile_error!("there is no `select!`: set the test aside in suites.toml")
    };
}
pub(crate) use select;
