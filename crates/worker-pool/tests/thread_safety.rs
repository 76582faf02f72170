//! What may be sent to another thread, and what may be shared: said to the compiler.

use std::cell::Cell;

use worker_pool::{
    BuildError, Builder, Handle, JoinTimeoutError, Scope, ScopedHandle, Stats, TaskError,
    TrySubmitError, WorkerPool,
};

fn is_send<T: Send>() {}
fn is_sync<T: Sync>() {}

#[test]
fn pools_are_shared_between_threads() {
    is_send::<WorkerPool>();
    is_sync::<WorkerPool>();
    is_send::<Builder>();
    is_sync::<Builder>();
    is_send::<Stats>();
    is_sync::<Stats>();
}

#[test]
fn handles_go_where_their_result_may_go() {
    is_send::<Handle<Cell<u8>>>();
    is_sync::<Handle<Cell<u8>>>();
    is_send::<ScopedHandle<'_, Cell<u8>>>();
    is_sync::<Scope<'_, '_>>();
}

#[test]
fn errors_can_be_boxed_and_sent() {
    is_send::<TaskError>();
    is_sync::<TaskError>();
    is_send::<BuildError>();
    is_send::<TrySubmitError<fn()>>();
    is_send::<JoinTimeoutError<Cell<u8>>>();
}
