//! What the tests share: a deadline for each, and one face for both queues.
#![allow(dead_code, reason = "every test file uses its own part")]

mod deadline;

use pattern_core::{
    BoundedQueue, JoinableQueue, PopTimeoutError, PushError, PushManyError, PushTimeoutError,
    TryPopError, TryPushError,
};
use pattern_sync::time::Duration;

#[allow(unused_imports, reason = "every test file uses its own part")]
pub(crate) use deadline::must_end;

/// A time-out that is not meant to be reached.
pub(crate) const LONG: Duration = Duration::from_secs(3600);

/// A time-out that is meant to be reached.
pub(crate) const SHORT: Duration = Duration::from_millis(2);

/// What both queues can do, so that one suite tests both.
pub(crate) trait Queue<T>: Send + Sync {
    fn with_capacity(capacity: usize) -> Self;
    fn push(&self, item: T) -> Result<(), PushError<T>>;
    fn try_push(&self, item: T) -> Result<(), TryPushError<T>>;
    fn push_timeout(&self, item: T, timeout: Duration) -> Result<(), PushTimeoutError<T>>;
    fn push_many(&self, items: impl IntoIterator<Item = T>) -> Result<(), PushManyError<T>>;
    fn pop(&self) -> Option<T>;
    fn try_pop(&self) -> Result<T, TryPopError>;
    fn pop_timeout(&self, timeout: Duration) -> Result<T, PopTimeoutError>;
    fn pop_many(&self, max: usize) -> Option<Vec<T>>;
    fn drain(&self) -> Vec<T>;
    fn close(&self);
    fn is_closed(&self) -> bool;
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool;
    fn is_full(&self) -> bool;
    fn capacity(&self) -> usize;
    fn iter(&self) -> impl Iterator<Item = T>;
    fn try_iter(&self) -> impl Iterator<Item = T>;
}

macro_rules! queue {
    ($queue:ident) => {
        impl<T: Send> Queue<T> for $queue<T> {
            fn with_capacity(capacity: usize) -> Self {
                Self::new(capacity)
            }
            fn push(&self, item: T) -> Result<(), PushError<T>> {
                self.push(item)
            }
            fn try_push(&self, item: T) -> Result<(), TryPushError<T>> {
                self.try_push(item)
            }
            fn push_timeout(&self, item: T, timeout: Duration) -> Result<(), PushTimeoutError<T>> {
                self.push_timeout(item, timeout)
            }
            fn push_many(
                &self,
                items: impl IntoIterator<Item = T>,
            ) -> Result<(), PushManyError<T>> {
                self.push_many(items)
            }
            fn pop(&self) -> Option<T> {
                self.pop()
            }
            fn try_pop(&self) -> Result<T, TryPopError> {
                self.try_pop()
            }
            fn pop_timeout(&self, timeout: Duration) -> Result<T, PopTimeoutError> {
                self.pop_timeout(timeout)
            }
            fn pop_many(&self, max: usize) -> Option<Vec<T>> {
                self.pop_many(max)
            }
            fn drain(&self) -> Vec<T> {
                self.drain()
            }
            fn close(&self) {
                self.close();
            }
            fn is_closed(&self) -> bool {
                self.is_closed()
            }
            fn len(&self) -> usize {
                self.len()
            }
            fn is_empty(&self) -> bool {
                self.is_empty()
            }
            fn is_full(&self) -> bool {
                self.is_full()
            }
            fn capacity(&self) -> usize {
                self.capacity()
            }
            fn iter(&self) -> impl Iterator<Item = T> {
                self.iter()
            }
            fn try_iter(&self) -> impl Iterator<Item = T> {
                self.try_iter()
            }
        }
    };
}

queue!(BoundedQueue);
queue!(JoinableQueue);

/// Makes of each generic `fn name<Q: Queue<…>>()` a test for both queues.
#[macro_export]
macro_rules! test_both_queues {
    ($($name:ident),+ $(,)?) => {
        mod bounded_queue {
            $(#[test] fn $name() {
                $crate::common::must_end(super::$name::<pattern_core::BoundedQueue<_>>);
            })+
        }
        mod joinable_queue {
            $(#[test] fn $name() {
                $crate::common::must_end(super::$name::<pattern_core::JoinableQueue<_>>);
            })+
        }
    };
}
