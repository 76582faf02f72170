//! A folder from which isolated processes run programs, whoever owns the checkout.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};

use crate::grade::runner::random_key;

/// A folder that others can enter but not list, removed with everything in it.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
    next: AtomicU64,
}

impl Stage {
    #[cfg(all(target_os = "linux", feature = "isolation"))]
    pub(super) fn new() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("pattern-grade-{}", random_key()));
        fs::create_dir(&folder).with_context(|| folder.display().to_string())?;
        let stage = Self {
            folder,
            next: AtomicU64::new(0),
        };
        permit(&stage.folder, 0o711)?;
        Ok(stage)
    }

    /// Copies `program` here; the name cannot be foreseen.
    pub(super) fn take(&self, program: &Path) -> Result<PathBuf> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("{number}-{}", random_key()));
        fs::copy(program, &path).with_context(|| program.display().to_string())?;
        permit(&path, 0o555)?;
        Ok(path)
    }
}

#[cfg(unix)]
fn permit(path: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| path.display().to_string())
}

#[cfg(not(unix))]
fn permit(_: &Path, _: u32) -> Result<()> {
    Ok(())
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
