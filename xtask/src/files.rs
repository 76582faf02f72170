//! Files: written together with the folders that they lie in.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Writes a file, and makes the folders above it that are missing.
///
/// # Errors
///
/// When that cannot be done; the path is named.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    let context = || path.display().to_string();
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(context)?;
    }
    fs::write(path, bytes).with_context(context)
}
