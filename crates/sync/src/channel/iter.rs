//! Iterators over what comes out of a channel.

use std::iter::FusedIterator;

use super::Receiver;
#[cfg(feature = "model")]
use crate::engine::{self, here};

/// Defines an iterator over the items, which takes each where the iterator was asked for: the
/// callers of `next` are loops and adapters, of which no timeline should speak.
macro_rules! iterator {
    ($(#[$doc:meta])* $name:ident<$($lifetime:lifetime,)? T>($receiver:ty), $take:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<$($lifetime,)? T> {
            receiver: $receiver,
            #[cfg(feature = "model")]
            site: engine::Site,
        }

        impl<$($lifetime,)? T> $name<$($lifetime,)? T> {
            #[cfg_attr(feature = "model", track_caller)]
            #[inline]
            pub(super) fn new(receiver: $receiver) -> Self {
                Self {
                    receiver,
                    #[cfg(feature = "model")]
                    site: here(),
                }
            }
        }

        impl<$($lifetime,)? T> Iterator for $name<$($lifetime,)? T> {
            type Item = T;

            #[inline]
            fn next(&mut self) -> Option<T> {
                #[cfg(feature = "model")]
                if let super::End::Modelled(port) = &self.receiver.0 {
                    return port.$take(self.site).ok();
                }
                self.receiver.$take().ok()
            }
        }
    };
}

iterator!(
    /// Iterates over a channel's items, waiting for each; made by [`Receiver::iter`].
    Iter<'a, T>(&'a Receiver<T>), recv
);
iterator!(
    /// Iterates over the items that are there; made by [`Receiver::try_iter`].
    TryIter<'a, T>(&'a Receiver<T>), try_recv
);
iterator!(
    /// Iterates over a channel's items, waiting for each; made from a [`Receiver`].
    IntoIter<T>(Receiver<T>), recv
);

impl<T> FusedIterator for Iter<'_, T> {}
impl<T> FusedIterator for IntoIter<T> {}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    #[cfg_attr(feature = "model", track_caller)]
    fn into_iter(self) -> Iter<'a, T> {
        Iter::new(self)
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    #[cfg_attr(feature = "model", track_caller)]
    fn into_iter(self) -> IntoIter<T> {
        IntoIter::new(self)
    }
}
