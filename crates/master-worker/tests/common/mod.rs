//! What the tests share: a deadline, so that a thread that hangs fails a test instead of the night.

#[path = "../../../core/tests/common/deadline.rs"]
mod deadline;

use std::panic::resume_unwind;

use master_worker::{Failure, TaskFailed};

#[allow(unused_imports, reason = "not every test file needs it")]
pub(crate) use deadline::must_end;

/// Panics without the message on the standard error that an expected panic is not worth.
///
/// Returns `()` on paper: a closure that returns `!` is neither of the outcomes a closure may have.
#[allow(dead_code, reason = "not every test file has a panicking thread")]
pub(crate) fn quiet_panic(message: &'static str) {
    resume_unwind(Box::new(message))
}

/// What went wrong last with a task that was given up.
#[allow(dead_code, reason = "not every test file has tasks that are given up")]
pub(crate) fn last(failed: &TaskFailed) -> &Failure {
    &failed
        .failures
        .last()
        .expect("something went wrong")
        .failure
}
