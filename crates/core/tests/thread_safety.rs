//! Which types may be sent to and shared between threads, checked by the compiler.

use std::cell::Cell;
use std::error::Error;
use std::panic::{RefUnwindSafe, UnwindSafe};

use pattern_core::{
    BoundedQueue, Completion, Iter, JoinableQueue, Latch, PushError, PushManyError,
    PushTimeoutError, SpawnError, StopSource, StopToken, TaskGuard, TryPushError, WaitGroup,
    WaitGroupGuard, WorkerGroup, WorkerPanic, WorkerPanics,
};

fn can_be_sent_and_shared<T: Send + Sync>() {}
fn can_be_sent<T: Send>() {}
fn can_be_used_after_a_panic<T: UnwindSafe + RefUnwindSafe>() {}
fn is_an_error<E: Error + Send + Sync + 'static>() {}

/// May be sent to another thread, but not shared between two.
type Sendable = Cell<u8>;

#[test]
fn queues_of_what_may_be_sent_can_be_shared() {
    can_be_sent_and_shared::<BoundedQueue<Sendable>>();
    can_be_sent_and_shared::<JoinableQueue<Sendable>>();
    can_be_sent_and_shared::<Iter<'_, Sendable>>();
    can_be_sent::<TaskGuard<'_, Sendable>>();
    can_be_sent_and_shared::<Completion<'_>>();
}

#[test]
fn queues_can_be_used_after_a_panic() {
    can_be_used_after_a_panic::<BoundedQueue<Sendable>>();
    can_be_used_after_a_panic::<JoinableQueue<Sendable>>();
}

#[test]
fn worker_primitives_can_be_shared() {
    can_be_sent_and_shared::<Latch>();
    can_be_sent_and_shared::<WaitGroup>();
    can_be_sent_and_shared::<WaitGroupGuard>();
    can_be_sent_and_shared::<StopSource>();
    can_be_sent_and_shared::<StopToken>();
    can_be_sent::<WorkerGroup<Sendable>>();
}

#[test]
fn errors_can_go_wherever_errors_go() {
    is_an_error::<PushError<u8>>();
    is_an_error::<TryPushError<u8>>();
    is_an_error::<PushTimeoutError<u8>>();
    is_an_error::<PushManyError<u8>>();
    is_an_error::<SpawnError>();
    is_an_error::<WorkerPanic>();
    is_an_error::<WorkerPanics>();
}
