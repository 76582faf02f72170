//! What the tests share: a deadline, so that a thread that hangs fails a test instead of the night.

use std::panic::resume_unwind;

use pattern_sync::channel::{RecvTimeoutError, bounded};
use pattern_sync::thread;
use pattern_sync::time::Duration;

/// Far more than any test takes on a slow machine under load; only a hang gets there.
const DEADLINE: Duration = Duration::from_secs(120);

/// Runs `body` on a thread of its own and gives its result, or fails if it does not end.
pub(crate) fn must_end<R: Send + 'static>(body: impl FnOnce() -> R + Send + 'static) -> R {
    let (sender, receiver) = bounded(1);
    let thread = thread::spawn(move || {
        // Nobody receives any more once the deadline has passed.
        let _ = sender.send(body());
    });
    match receiver.recv_timeout(DEADLINE) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => {
            panic!("still running after {DEADLINE:?}: a thread hangs")
        }
        Err(RecvTimeoutError::Disconnected) => resume_unwind(
            thread
                .join()
                .expect_err("it dropped the sender without sending"),
        ),
    }
}

/// Panics without the message on the standard error that an expected panic is not worth.
///
/// Returns `()` on paper: a closure that returns `!` is neither of the outcomes a closure may have.
#[allow(dead_code, reason = "not every test file has a panicking thread")]
pub(crate) fn quiet_panic(message: &'static str) {
    resume_unwind(Box::new(message))
}
