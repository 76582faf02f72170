//! What watch keeps in mind from one time to the next: the exercise in hand, and the points so far.
//!
//! The file is small, ignored by git, and worth nothing by itself: what cannot be read is forgotten.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::repo::Repo;

/// Names the form of the file.
const SCHEMA: &str = "pattern-watch/1";
/// The name of the file, at the root of the repository.
const NAME: &str = ".watch.json";
/// More than the file can ever hold, in bytes.
const MAX_FILE: u64 = 64 * 1024;

/// How an exercise stood when it was graded last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What was earned.
    pub points: u32,
    /// The fingerprint of the sources: others may earn other points.
    pub sources: u64,
}

/// What is kept in mind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    #[serde(default)]
    schema: String,
    /// The exercise in hand.
    pub(super) exercise: String,
    /// By the name of the exercise.
    pub(super) standings: BTreeMap<String, Standing>,
}

impl Memory {
    pub(super) fn new(exercise: &str, standings: BTreeMap<String, Standing>) -> Self {
        Self {
            schema: SCHEMA.to_string(),
            exercise: exercise.to_string(),
            standings,
        }
    }

    /// Reads what is kept in mind; `None` if there is something that cannot be read.
    pub(super) fn read(repo: &Repo) -> Option<Self> {
        let path = path(repo);
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(Self::default()),
            Ok(data) if data.is_file() && data.len() <= MAX_FILE => {}
            _ => return None,
        }
        let memory: Self = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        (memory.schema == SCHEMA).then_some(memory)
    }

    /// Writes it, so that whoever reads finds the old file or the new one.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub(super) fn write(&self, repo: &Repo) -> io::Result<()> {
        let (path, text) = (path(repo), serde_json::to_string_pretty(self)?);
        let fresh = path.with_extension(format!("json.{}", std::process::id()));
        fs::write(&fresh, text + "\n")
            .and_then(|()| replace(&fresh, &path))
            .inspect_err(|_| drop(fs::remove_file(&fresh)))
    }
}

/// Renames `fresh` to `path`, whatever lies there.
fn replace(fresh: &Path, path: &Path) -> io::Result<()> {
    if path.is_dir() {
        // Not ours, but in the way of what is.
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(fresh, path)
}

fn path(repo: &Repo) -> PathBuf {
    repo.root().join(NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;

    #[test]
    fn what_was_written_is_read_again() {
        let folder = Folder::new();
        let repo = Repo::at(folder.path());
        assert_eq!(Memory::read(&repo), Some(Memory::default()));
        let standing = Standing {
            points: 40,
            sources: u64::MAX,
        };
        let memory = Memory::new("pipeline", BTreeMap::from([("pipeline".into(), standing)]));
        memory.write(&repo).unwrap();
        memory.write(&repo).unwrap();
        assert_eq!(Memory::read(&repo), Some(memory));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_broken_is_told_and_forgotten() {
        let folder = Folder::new();
        let repo = Repo::at(folder.path());
        for text in [
            "",
            "{",
            "[]",
            "{\"exercise\":1}",
            "{\"exercise\":\"x\",\"standings\":{}}",
            "\u{0}\u{1}",
        ] {
            folder.write(NAME, text);
            assert_eq!(Memory::read(&repo), None, "{text:?}");
        }
        folder.write(NAME, vec![b' '; 100_000]);
        assert_eq!(Memory::read(&repo), None);
        Memory::new("x", BTreeMap::new()).write(&repo).unwrap();
        assert!(Memory::read(&repo).is_some());
    }
}
