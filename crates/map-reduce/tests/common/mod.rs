//! What the tests share: a deadline, so that a thread that hangs fails a test instead of the
//! night, and a directory that goes away.

use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};

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

/// Panics without the message on the standard error that an expected panic is not worth.
#[allow(dead_code, reason = "not every test file has a panicking function")]
pub(crate) fn quiet_panic(message: &'static str) {
    resume_unwind(Box::new(message))
}

/// A directory of a test's own, removed at its end.
#[allow(dead_code, reason = "not every test file needs it")]
pub(crate) struct Folder(PathBuf);

#[allow(dead_code, reason = "not every test file needs it")]
impl Folder {
    /// Makes one; `name` is the test's, so that tests at the same time have different ones.
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mr-test-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, and makes the directories that it lies in.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Counts what is directly inside.
    pub(crate) fn entries(&self) -> usize {
        fs::read_dir(&self.0).unwrap().count()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
