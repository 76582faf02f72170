//! What the tests share: a deadline, so that a thread that hangs fails a test instead of the
//! night, and a directory that goes away.

#[path = "../../../core/tests/common/deadline.rs"]
mod deadline;

use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};

#[allow(unused_imports, reason = "not every test file needs it")]
pub(crate) use deadline::must_end;

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
