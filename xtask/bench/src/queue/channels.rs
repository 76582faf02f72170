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

    /// Receives up to `max` more that are there, by whatever the channel has for it, and calls `each`
    /// with them.
    fn receive_more(&self, max: usize, each: impl FnMut(T));

    /// Receives at least one and at most `max`, and calls `each` with them; `false` at the end.
    fn receive_some(&self, max: usize, mut each: impl FnMut(T)) -> bool {
        let first = self.receive();
        let more = first.is_some();
        first.into_iter().for_each(&mut each);
        if more {
            self.receive_more(max - 1, each);
        }
        more
    }
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

    fn receive_more(&self, max: usize, each: impl FnMut(T)) {
        self.try_iter().take(max).for_each(each);
    }

    fn receive_some(&self, max: usize, each: impl FnMut(T)) -> bool {
        let items = self.pop_many(max);
        let more = items.is_some();
        items.into_iter().flatten().for_each(each);
        more
    }
}

/// Makes an adapter of a peer whose ends are called as those of the others, all but for what it has to
/// receive many at once.
macro_rules! peer {
    ($(#[$about:meta])* $name:ident, $peer:ident, |$receiver:ident, $max:ident, $each:ident| $more:expr) => {
        $(#[$about])*
        pub(super) enum $name {}

        impl Channel for $name {
            type Sender<T: Send + 'static> = $peer::Sender<T>;
            type Receiver<T: Send + 'static> = $peer::Receiver<T>;

            fn bounded<T: Send + 'static>(
                capacity: usize,
            ) -> (Self::Sender<T>, Self::Receiver<T>) {
                $peer::bounded(capacity)
            }
        }

        impl<T: Send + 'static> Sender<T> for $peer::Sender<T> {
            fn send(&self, item: T) {
                assert!(Self::send(self, item).is_ok(), "a receiver is left");
            }
        }

        impl<T: Send + 'static> Receiver<T> for $peer::Receiver<T> {
            fn share(&self) -> Self {
                self.clone()
            }

            fn receive(&self) -> Option<T> {
                self.recv().ok()
            }

            fn receive_more(&self, $max: usize, $each: impl FnMut(T)) {
                let $receiver = self;
                $more
            }
        }
    };
}

peer!(
    /// `crossbeam-channel`.
    Crossbeam,
    crossbeam_channel,
    |receiver, max, each| receiver.try_iter().take(max).for_each(each)
);

peer!(
    /// `kanal`. It takes all that are there, without a limit: its only way to take many under one
    /// lock.
    Kanal,
    kanal,
    |receiver, max, each| {
        let mut items = Vec::with_capacity(max);
        // An error says that no sender is left: the next call sees to that.
        if receiver.drain_into(&mut items).is_ok() {
            items.into_iter().for_each(each);
        }
    }
);

peer!(
    /// `flume`. It takes all that are there, without a limit: its only way to take many under one
    /// lock.
    Flume,
    flume,
    |receiver, _max, each| receiver.drain().for_each(each)
);

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

    fn receive_more(&self, max: usize, each: impl FnMut(T)) {
        self.try_iter().take(max).for_each(each);
    }
}
