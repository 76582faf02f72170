//! Artifacts: what builds leave on the disk, and what of it may go.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::store::write_whole;

/// Lists what lies in the folders of builds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Artifacts(BTreeSet<PathBuf>);

impl Artifacts {
    /// Lists what is there now.
    pub(crate) fn now(grade_dir: &Path) -> Self {
        let built = grade_dir.join("build/debug");
        let inside = [".fingerprint", "build", "deps"].map(|name| built.join(name));
        let slots = grade_dir.join("pristine");
        let entries = inside
            .iter()
            .chain([&built, &slots])
            .flat_map(|folder| fs::read_dir(folder).into_iter().flatten())
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| !inside.contains(path));
        Self(entries.collect())
    }

    /// Returns what is there now and was not before.
    pub(crate) fn added(&self, grade_dir: &Path) -> Self {
        let now = Self::now(grade_dir).0;
        Self(now.difference(&self.0).cloned().collect())
    }

    /// Removes what is listed.
    pub(crate) fn remove(self) {
        for path in self.0 {
            // What cannot be removed takes room, and does no other harm.
            let _ = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
        }
    }

    /// Notes that all this is to be kept, for the next run to know.
    ///
    /// # Errors
    ///
    /// When the note cannot be written.
    pub(crate) fn note(&self, grade_dir: &Path) -> Result<()> {
        let text = serde_json::to_vec(&self.0)?;
        write_whole(&note(grade_dir), &text)
    }

    /// Removes what a run that was killed left, besides what it meant to keep.
    ///
    /// # Errors
    ///
    /// When the folder of builds can be neither read nor made.
    pub(crate) fn sweep(grade_dir: &Path) -> Result<()> {
        fs::create_dir_all(grade_dir).with_context(|| grade_dir.display().to_string())?;
        let kept = fs::read(note(grade_dir)).ok();
        let kept = kept.and_then(|text| serde_json::from_slice(&text).ok());
        Self(kept.unwrap_or_default()).added(grade_dir).remove();
        Ok(())
    }
}

fn note(grade_dir: &Path) -> PathBuf {
    grade_dir.join("kept.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;

    #[test]
    fn what_a_batch_adds_goes_and_what_all_share_stays() {
        let folder = Folder::new();
        let there = |name: &str| folder.path().join("build/debug/deps").join(name).exists();
        folder.write("build/debug/deps/libshared.rlib", "");
        folder.write("build/debug/deps/left_by_a_killed_run", "");
        let mut kept = Artifacts::now(folder.path());
        kept.0
            .retain(|path| !path.ends_with("left_by_a_killed_run"));
        kept.note(folder.path()).unwrap();
        Artifacts::sweep(folder.path()).unwrap();
        assert!(there("libshared.rlib") && !there("left_by_a_killed_run"));

        folder.write("build/debug/deps/graded-1", "");
        folder.write("build/debug/.fingerprint/submissions-1/x", "");
        folder.write("pristine/class-0/Cargo.toml", "");
        let added = kept.added(folder.path());
        folder.write("build/debug/deps/graded-2", "");
        added.remove();
        assert!(there("libshared.rlib") && there("graded-2") && !there("graded-1"));
        assert!(!folder.path().join("pristine/class-0").exists());
    }
}
