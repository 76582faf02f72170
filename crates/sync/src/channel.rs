//! Channels with many senders and many receivers, shaped like `crossbeam_channel`.
//!
//! There is no `select!`: it accepts the original's own types alone.

use std::fmt;
use std::time::Duration;

#[cfg(feature = "model")]
use crate::engine::{self, here};
#[cfg(feature = "model")]
use modelled::Port;

pub use iter::{IntoIter, Iter, TryIter};

pub use crossbeam_channel::{
    RecvError, RecvTimeoutError, SendError, SendTimeoutError, TryRecvError, TrySendError,
};

/// Makes a channel that holds at most `capacity` items; with zero, sender and receiver must meet.
///
/// # Examples
///
/// ```
/// use pattern_sync::channel::{TrySendError, bounded};
///
/// let (sender, receiver) = bounded(1);
/// sender.send("first").unwrap();
/// assert_eq!(sender.try_send("second"), Err(TrySendError::Full("second")));
/// drop(sender);
/// assert_eq!(receiver.iter().collect::<Vec<_>>(), ["first"]);
/// ```
#[cfg_attr(feature = "model", track_caller)]
#[must_use]
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    #[cfg(feature = "model")]
    if let Some(execution) = engine::current() {
        return modelled::channel(&execution, Some(capacity), here());
    }
    let (sender, receiver) = crossbeam_channel::bounded(capacity);
    (Sender(End::Real(sender)), Receiver(End::Real(receiver)))
}

/// Makes a channel that holds any number of items: sending never waits.
///
/// # Examples
///
/// ```
/// let (sender, receiver) = pattern_sync::channel::unbounded();
/// sender.send(1).unwrap();
/// assert_eq!(receiver.recv(), Ok(1));
/// ```
#[cfg_attr(feature = "model", track_caller)]
#[must_use]
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    #[cfg(feature = "model")]
    if let Some(execution) = engine::current() {
        return modelled::channel(&execution, None, here());
    }
    let (sender, receiver) = crossbeam_channel::unbounded();
    (Sender(End::Real(sender)), Receiver(End::Real(receiver)))
}

/// The side of a channel that puts items in. Clones send into the same channel.
pub struct Sender<T>(End<crossbeam_channel::Sender<T>, T>);

/// The side of a channel that takes items out. Of clones, each item reaches one.
pub struct Receiver<T>(End<crossbeam_channel::Receiver<T>, T>);

enum End<Real, T> {
    Real(Real),
    #[cfg(feature = "model")]
    Modelled(Port<T>),
    /// Only makes `T` used where nothing is modelled.
    #[cfg(not(feature = "model"))]
    #[expect(dead_code, reason = "never made: `Infallible` has no value")]
    Never(
        std::convert::Infallible,
        std::marker::PhantomData<fn() -> T>,
    ),
}

impl<Real: Clone, T> Clone for End<Real, T> {
    #[cfg_attr(feature = "model", track_caller)]
    fn clone(&self) -> Self {
        match self {
            Self::Real(real) => {
                #[cfg(feature = "model")]
                engine::only_outside(here());
                Self::Real(real.clone())
            }
            #[cfg(feature = "model")]
            Self::Modelled(port) => Self::Modelled(port.another(here())),
            #[cfg(not(feature = "model"))]
            Self::Never(never, _) => match *never {},
        }
    }
}

/// Calls the real end, or the modelled one where there can be one.
macro_rules! dispatch {
    ($end:expr, $real:ident => $on_real:expr, $port:ident => $on_port:expr) => {
        match $end {
            End::Real($real) => {
                #[cfg(feature = "model")]
                engine::only_outside(here());
                $on_real
            }
            #[cfg(feature = "model")]
            End::Modelled($port) => $on_port,
            #[cfg(not(feature = "model"))]
            End::Never(never, _) => match *never {},
        }
    };
}

impl<T> Sender<T> {
    /// Sends an item.
    ///
    /// # Errors
    ///
    /// Hands the item back when every receiver is gone.
    ///
    /// # Blocking
    ///
    /// While the channel is full; a receiver wakes it, by taking an item or by going away.
    ///
    /// # Memory ordering
    ///
    /// Sending happens before the item is received.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn send(&self, item: T) -> Result<(), SendError<T>> {
        dispatch!(&self.0, real => waiting::send(real, item), port => port.send(item, here()))
    }

    /// Sends an item if that needs no waiting.
    ///
    /// # Errors
    ///
    /// Hands the item back when the channel is full, or when every receiver is gone.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn try_send(&self, item: T) -> Result<(), TrySendError<T>> {
        dispatch!(&self.0, real => real.try_send(item), port => port.try_send(item, here()))
    }

    /// Sends an item, waiting no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Hands the item back when the time is up, or when every receiver is gone.
    ///
    /// # Blocking
    ///
    /// As [`send`](Self::send), for at most `timeout`.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn send_timeout(&self, item: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        dispatch!(&self.0, real => waiting::send_timeout(real, item, timeout),
            port => port.send_timeout(item, timeout, here()))
    }
}

impl<T> Receiver<T> {
    /// Takes an item.
    ///
    /// # Errors
    ///
    /// When the channel is empty and every sender is gone.
    ///
    /// # Blocking
    ///
    /// While the channel is empty; a sender wakes it, by sending or by going away.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn recv(&self) -> Result<T, RecvError> {
        dispatch!(&self.0, real => waiting::recv(real), port => port.recv(here()))
    }

    /// Takes an item if there is one.
    ///
    /// # Errors
    ///
    /// When the channel is empty, telling whether a sender is left.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        dispatch!(&self.0, real => real.try_recv(), port => port.try_recv(here()))
    }

    /// Takes an item, waiting no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// When the time is up, or when the channel is empty and every sender is gone.
    ///
    /// # Blocking
    ///
    /// As [`recv`](Self::recv), for at most `timeout`.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        dispatch!(&self.0, real => waiting::recv_timeout(real, timeout),
            port => port.recv_timeout(timeout, here()))
    }

    /// Iterates over the items until the channel is empty and every sender is gone, waiting for
    /// each as [`recv`](Self::recv) does.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self)
    }

    /// Iterates over the items that are there now, without waiting.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter::new(self)
    }
}

/// Defines what both sides have.
macro_rules! both_sides {
    ($name:ident) => {
        impl<T> $name<T> {
            /// Returns the number of items inside, which may change at any moment.
            #[cfg_attr(feature = "model", track_caller)]
            #[inline]
            #[must_use]
            pub fn len(&self) -> usize {
                dispatch!(&self.0, real => real.len(), port => port.len(here()))
            }

            /// Tells whether there is no item inside, which may change at any moment.
            #[cfg_attr(feature = "model", track_caller)]
            #[inline]
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// Tells whether there is no room, which may change at any moment.
            #[cfg_attr(feature = "model", track_caller)]
            #[inline]
            #[must_use]
            pub fn is_full(&self) -> bool {
                self.capacity() == Some(self.len())
            }

            /// Returns how many items the channel can hold, or `None` if there is no limit.
            #[cfg_attr(feature = "model", track_caller)]
            #[inline]
            #[must_use]
            pub fn capacity(&self) -> Option<usize> {
                dispatch!(&self.0, real => real.capacity(), port => port.capacity())
            }
        }

        impl<T> Clone for $name<T> {
            #[cfg_attr(feature = "model", track_caller)]
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

both_sides!(Sender);
both_sides!(Receiver);

mod iter;
#[cfg(feature = "model")]
mod modelled;
mod waiting;
