//! Folders that only one graded process uses, and keys that it cannot foresee.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

/// Returns 128 bits that the graded process cannot foresee, as hexadecimal digits.
pub fn random_key() -> String {
    // Each `RandomState` is keyed from the operating system's randomness.
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

/// Removes private folders that a grader which was interrupted left more than a day ago.
pub fn sweep(scratch: &Path) {
    let day = Duration::from_secs(24 * 60 * 60);
    let entries = fs::read_dir(scratch)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    for entry in entries {
        let age = entry
            .metadata()
            .and_then(|data| data.modified())
            .map(|then| then.elapsed());
        if matches!(age, Ok(Ok(age)) if age > day) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A folder that only this user can enter, removed with everything in it.
pub(super) struct Private(PathBuf);

impl Private {
    pub(super) fn new(scratch: &Path) -> Result<Self> {
        fs::create_dir_all(scratch).with_context(|| scratch.display().to_string())?;
        let path = scratch.join(random_key());
        private_builder()
            .create(&path)
            .with_context(|| path.display().to_string())?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

#[cfg(unix)]
fn private_builder() -> fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt as _;

    let mut builder = fs::DirBuilder::new();
    builder.mode(0o700);
    builder
}

#[cfg(not(unix))]
fn private_builder() -> fs::DirBuilder {
    fs::DirBuilder::new()
}

impl Drop for Private {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ() {
        assert_ne!(random_key(), random_key());
        assert_eq!(random_key().len(), 32);
    }

    #[test]
    fn a_private_folder_goes_with_all_that_is_in_it() {
        let scratch = crate::testing::Folder::new();
        let private = Private::new(scratch.path()).unwrap();
        let path = private.path().to_path_buf();
        fs::write(path.join("report"), "x").unwrap();
        sweep(scratch.path());
        assert!(path.is_dir(), "a folder in use is not old");
        drop(private);
        assert!(!path.exists());
    }
}
