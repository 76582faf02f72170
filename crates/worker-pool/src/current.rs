//! Which worker the calling thread is.
#![allow(unsafe_code)] // A reference to the thread's own stack, kept where every function can ask.

use std::cell::Cell;
use std::ptr;

use pattern_sync::thread_local;

use crate::worker::Worker;

thread_local! {
    /// The worker that this thread is, as long as it is in [`enter`]; null otherwise.
    static CURRENT: Cell<*const Worker> = Cell::new(ptr::null());
}

/// Calls `body` as the worker that this thread is from now on until it returns.
pub(crate) fn enter(worker: &Worker, body: impl FnOnce()) {
    /// Leaves also if `body` panics.
    struct Leave;
    impl Drop for Leave {
        fn drop(&mut self) {
            CURRENT.set(ptr::null());
        }
    }
    CURRENT.set(worker);
    let _leave = Leave;
    body();
}

/// Calls `body` with the worker that the calling thread is, if it is one.
#[inline]
pub(crate) fn with<T>(body: impl FnOnce(Option<&Worker>) -> T) -> T {
    let worker = CURRENT.with(Cell::get);
    // SAFETY: if it is not null, this thread is within `enter`, called with a reference that outlives
    // that call; and `body` has returned before `enter` does, since it is called within.
    body(unsafe { worker.as_ref() })
}
