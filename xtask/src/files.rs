//! Files: written together with the folders that they lie in.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use anyhow::{Context, Result};

/// Writes a file, and makes the folders above it that are missing.
///
/// # Errors
///
/// When that cannot be done; the path is named.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    try_write(path, bytes).with_context(|| path.display().to_string())
}

/// Writes a file as [`write()`] does.
///
/// # Errors
///
/// When that cannot be done, with what the system says.
pub fn try_write(path: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| match error.kind() {
            // It is a folder above the file, of which the system says that it is there, as a file.
            ErrorKind::AlreadyExists => ErrorKind::NotADirectory.into(),
            _ => error,
        })?;
    }
    fs::write(path, bytes)
}
