//! A folder from which isolated processes run programs and read their own sources, whoever owns the checkout.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};

use crate::files;
use crate::grade::runner::random_key;

/// What the folders' names begin with.
const PREFIX: &str = "pattern-grade-";
/// A file in each, locked for as long as the grader lives: what a killed one left can be told.
const LOCK: &str = "lock";

/// A folder that others can enter but not list, removed with everything in it.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
    next: AtomicU64,
    _lock: File,
}

impl Stage {
    /// Makes one, and removes those of graders that were killed.
    #[cfg(all(target_os = "linux", feature = "isolation"))]
    pub(super) fn new() -> Result<Self> {
        Self::below(&std::env::temp_dir())
    }

    fn below(parent: &Path) -> Result<Self> {
        sweep(parent);
        let folder = parent.join(format!("{PREFIX}{}", random_key()));
        fs::create_dir(&folder).with_context(|| folder.display().to_string())?;
        let path = folder.join(LOCK);
        let lock = File::create(&path).with_context(|| path.display().to_string())?;
        lock.lock().with_context(|| path.display().to_string())?;
        let stage = Self {
            folder,
            next: AtomicU64::new(0),
            _lock: lock,
        };
        permit(&stage.folder, 0o711)?;
        Ok(stage)
    }

    /// Copies `program` here.
    pub(super) fn take(&self, program: &Path) -> Result<PathBuf> {
        let path = self.unused();
        fs::copy(program, &path).with_context(|| program.display().to_string())?;
        permit(&path, 0o555)?;
        Ok(path)
    }

    /// Writes `files`, by their paths, below a folder of their own here, and returns it.
    pub(super) fn keep<'f>(
        &self,
        files: impl Iterator<Item = (PathBuf, &'f str)>,
    ) -> Result<PathBuf> {
        let root = self.unused();
        for (path, text) in files {
            let path = root.join(path);
            files::write(&path, text)?;
            permit(&path, 0o444)?;
            let folders = path.ancestors().skip(1);
            for folder in folders.take_while(|folder| folder.starts_with(&root)) {
                permit(folder, 0o755)?;
            }
        }
        Ok(root)
    }

    /// Returns a path here at which nothing is; it cannot be foreseen.
    fn unused(&self) -> PathBuf {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.folder.join(format!("{number}-{}", random_key()))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Removes the folders below `parent` whose graders, of this user, are no more.
fn sweep(parent: &Path) {
    let entries = fs::read_dir(parent).into_iter().flatten();
    for entry in entries.filter_map(Result::ok) {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry
                .metadata()
                .is_ok_and(|data| data.is_dir() && is_ours(&data));
        if !ours {
            continue;
        }
        // One without a lock is about to get it.
        let lock = File::options().write(true).open(entry.path().join(LOCK));
        if lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Tells whether this user owns it: what others put there is not even opened.
#[cfg(unix)]
fn is_ours(data: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    data.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_ours(_: &fs::Metadata) -> bool {
    true
}

/// Something that isolated processes may use; what was copied for them goes with the last clone of this.
#[derive(Clone, Debug)]
pub struct Staged {
    path: PathBuf,
    _copy: Option<Arc<Copied>>,
}

impl Staged {
    /// Takes what lies at `path` on `stage`.
    pub(super) fn on(stage: &Arc<Stage>, path: PathBuf) -> Self {
        let copy = Copied {
            path: path.clone(),
            _stage: Arc::clone(stage),
        };
        Self {
            path,
            _copy: Some(Arc::new(copy)),
        }
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl From<PathBuf> for Staged {
    /// Takes what processes may use where it is.
    fn from(path: PathBuf) -> Self {
        Self { path, _copy: None }
    }
}

/// A copy on the stage.
#[derive(Debug)]
struct Copied {
    path: PathBuf,
    _stage: Arc<Stage>,
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = if self.path.is_dir() {
            fs::remove_dir_all(&self.path)
        } else {
            fs::remove_file(&self.path)
        };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;

    #[test]
    fn copies_go_when_nobody_has_use_for_them_and_the_folder_with_the_last() {
        let folder = Folder::new();
        let stage = Arc::new(Stage::below(folder.path()).unwrap());
        let at = stage.folder.clone();
        folder.write("program", "ELF");
        let program = stage.take(&folder.path().join("program")).unwrap();
        let program = Staged::on(&stage, program);
        let sources = [(PathBuf::from("x/src/lib.rs"), "//! One.")];
        let sources = Staged::on(&stage, stage.keep(sources.into_iter()).unwrap());
        let (again, text) = (program.clone(), sources.path().join("x/src/lib.rs"));
        assert_eq!(fs::read_to_string(&text).unwrap(), "//! One.");
        drop((stage, program, sources));
        assert!(again.path().is_file() && !text.exists());
        drop(again);
        assert!(!at.exists());
    }

    #[test]
    fn what_a_killed_grader_left_goes_with_the_next_and_what_others_use_stays() {
        let folder = Folder::new();
        let alive = Stage::below(folder.path()).unwrap();
        folder.write(&format!("{PREFIX}dead/{LOCK}"), "");
        folder.write(&format!("{PREFIX}dead/0-program"), "ELF");
        folder.write("other/lock", "");
        let next = Stage::below(folder.path()).unwrap();
        assert!(alive.folder.is_dir() && next.folder.is_dir());
        assert!(!folder.path().join(format!("{PREFIX}dead")).exists());
        assert!(folder.path().join("other/lock").exists());
    }
}
