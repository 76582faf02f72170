//! One face for all channels, so that all of them are measured by the same code.

use std::sync::{Arc, mpsc};

use pattern_core::BoundedQueue;

/// A bounded channel that ends when the last sender is dropped.
pub(super) trait Channel {
    type Sender<T: Send + 'static>: Sender<T>;
    type Receiver<T: Send + 'static>: Receiver<T>;

    fn bounded<T: Send + 'static>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>);
}

/// The end where items go in.
pub(super) trait Sender<T>: Clone + Send + 'static {
    fn send(&self, item: T);

    /// Sends many at once, if the channel can do that.
    fn send_all(&self, items: impl Iterator<Item = T>) {
        items.for_each(|item| self.send(item));
    }
}

/// The end where items come out.
pub(super) trait Receiver<T>: Sized + Send + 'static {
    /// Returns another receiver of the same items.
    fn share(&self) -> Self;

    fn receive(&self) -> Option<T>;

    /// Receives at least one and at most `max`, and calls `each` with them; `false` at the end.
    fn receive_some(&self, max: usize, each: impl FnMut(T)) -> bool;
}

/// Ours: [`BoundedQueue`].
pub(super) enum Ours {}

impl Channel for Ours {
    type Sender<T: Send + 'static> = Arc<Producers<T>>;
    type Receiver<T: Send + 'static> = Arc<BoundedQueue<T>>;

    fn bounded<T: Send + 'static>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        let queue = Arc::new(BoundedQueue::new(capacity));
        (Arc::new(Producers(Arc::clone(&queue))), queue)
    }
}

/// Closes the queue when the last producer is gone.
pub(super) struct Producers<T>(Arc<BoundedQueue<T>>);

impl<T> Drop for Producers<T> {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl<T: Send + 'static> Sender<T> for Arc<Producers<T>> {
    fn send(&self, item: T) {
        assert!(
            self.0.push(item).is_ok(),
            "only the last producer closes the queue"
        );
    }

    fn send_all(&self, items: impl Iterator<Item = T>) {
        assert!(
            self.0.push_many(items).is_ok(),
            "only the last producer closes the queue"
        );
    }
}

impl<T: Send + 'static> Receiver<T> for Arc<BoundedQueue<T>> {
    fn share(&self) -> Self {
        Self::clone(self)
    }

    fn receive(&self) -> Option<T> {
        self.pop()
    }

    fn receive_some(&self, max: usize, each: impl FnMut(T)) -> bool {
        let items = self.pop_many(max);
        let more = items.is_some();
        items.into_iter().flatten().for_each(each);
        more
    }
}

/// `crossbeam-channel`.
pub(super) enum Crossbeam {}

impl Channel for Crossbeam {
    type Sender<T: Send + 'static> = crossbeam_channel::Sender<T>;
    type Receiver<T: Send + 'static> = crossbeam_channel::Receiver<T>;

    fn bounded<T: Send + 'static>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        crossbeam_channel::bounded(capacity)
    }
}

impl<T: Send + 'static> Sender<T> for crossbeam_channel::Sender<T> {
    fn send(&self, item: T) {
        assert!(Self::send(self, item).is_ok(), "a receiver is left");
    }
}

impl<T: Send + 'static> Receiver<T> for crossbeam_channel::Receiver<T> {
    fn share(&self) -> Self {
        self.clone()
    }

    fn receive(&self) -> Option<T> {
        self.recv().ok()
    }

    fn receive_some(&self, max: usize, mut each: impl FnMut(T)) -> bool {
        let first = self.receive();
        let more = first.is_some();
        first.into_iter().for_each(&mut each);
        self.try_iter().take(max - 1).for_each(each);
        more
    }
}

/// `kanal`.
pub(super) enum Kanal {}

impl Channel for Kanal {
    type Sender<T: Send + 'static> = kanal::Sender<T>;
    type Receiver<T: Send + 'static> = kanal::Receiver<T>;

    fn bounded<T: Send + 'static>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        kanal::bounded(capacity)
    }
}

impl<T: Send + 'static> Sender<T> for kanal::Sender<T> {
    fn send(&self, item: T) {
        assert!(Self::send(self, item).is_ok(), "a receiver is left");
    }
}

impl<T: Send + 'static> Receiver<T> for kanal::Receiver<T> {
    fn share(&self) -> Self {
        self.clone()
    }

    fn receive(&self) -> Option<T> {
        self.recv().ok()
    }

    /// Takes all that are there, without a limit: its only way to take many under one lock.
    fn receive_some(&self, max: usize, mut each: impl FnMut(T)) -> bool {
        let first = self.receive();
        let more = first.is_some();
        first.into_iter().for_each(&mut each);
        let mut items = Vec::with_capacity(max);
        // An error says that no sender is left: the next call sees to that.
        if self.drain_into(&mut items).is_ok() {
            items.into_iter().for_each(each);
        }
        more
    }
}

/// `flume`.
pub(super) enum Flume {}

impl Channel for Flume {
    type Sender<T: Send + 'static> = flume::Sender<T>;
    type Receiver<T: Send + 'static> = flume::Receiver<T>;

    fn bounded<T: Send + 'static>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        flume::bounded(capacity)
    }
}

impl<T: Send + 'static> Sender<T> for flume::Sender<T> {
    fn send(&self, item: T) {
        assert!(Self::send(self, item).is_ok(), "a receiver is left");
    }
}

impl<T: Send + 'static> Receiver<T> for flume::Receiver<T> {
    fn share(&self) -> Self {
        self.clone()
    }

    fn receive(&self) -> Option<T> {
        self.recv().ok()
    }

    /// Takes all that are there, without a limit: its only way to take many under one lock.
    fn receive_some(&self, _max: usize, mut each: impl FnMut(T)) -> bool {
        let first = self.receive();
        let more = first.is_some();
        first.into_iter().for_each(&mut each);
        self.drain().for_each(each);
        more
    }
}

/// `std::sync::mpsc::sync_channel`, which has one receiver.
pub(super) enum Standard {}

impl Channel for Standard {
    type Sender<T: Send + 'static> = mpsc::SyncSender<T>;
    type Receiver<T: Send + 'static> = mpsc::Receiver<T>;

    fn bounded<T: Send + 'static>(capacity: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        mpsc::sync_channel(capacity)
    }
}

impl<T: Send + 'static> Sender<T> for mpsc::SyncSender<T> {
    fn send(&self, item: T) {
        assert!(Self::send(self, item).is_ok(), "the receiver is there");
    }
}

impl<T: Send + 'static> Receiver<T> for mpsc::Receiver<T> {
    fn share(&self) -> Self {
        unreachable!("it takes part where one consumer is enough")
    }

    fn receive(&self) -> Option<T> {
        self.recv().ok()
    }

    fn receive_some(&self, max: usize, mut each: impl FnMut(T)) -> bool {
        let first = self.receive();
        let more = first.is_some();
        first.into_iter().for_each(&mut each);
        self.try_iter().take(max - 1).for_each(each);
        more
    }
}
