//! A deadline, so that a thread that hangs fails a test instead of the night.
//!
//! The tests of the pattern crates use this file too, by its path.

use std::panic::resume_unwind;

use pattern_sync::channel::{RecvTimeoutError, bounded};
use pattern_sync::thread;
use pattern_sync::time::Duration;

/// Far more than any test takes on a slow machine under load; only a hang gets there.
const DEADLINE: Duration = Duration::from_secs(120);

/// Runs `body` on a thread of its own and gives its result, or fails if it does not end.
#[allow(dead_code, reason = "not every test file needs it")]
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
