//! Says with what a result was graded: fingerprints of the suite and of the explorer.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::exercise::Exercise;
use crate::hash::Fnv;
use crate::messages::Message;
use crate::repo::Repo;

/// Names the versions that a verdict depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The graded tests of the exercise, their points, and what its steps allow. Titles and hints
    /// may change without a new version.
    pub suite: String,
    /// The library that runs the tests and explores their schedules.
    pub explorer: String,
}

impl Versions {
    /// Says with what `exercise` was graded.
    pub fn said(&self, exercise: &str) -> Message {
        Message::GradedWith {
            exercise: exercise.to_string(),
            suite: self.suite.clone(),
            explorer: self.explorer.clone(),
        }
    }

    /// Returns the versions that this checkout grades `exercise` with.
    ///
    /// # Errors
    ///
    /// When a file of the suite or of the explorer cannot be read.
    pub fn of(repo: &Repo, exercise: &Exercise) -> Result<Self> {
        let folder = repo.exercise_dir(&exercise.name);
        let explorer = match explorer_dir(repo)? {
            Some(folder) => add(Fnv::default(), &folder.join("src"))?,
            None => Fnv::default(),
        };
        Ok(Self {
            suite: Self::of_tests(exercise, &folder)?,
            explorer: named(explorer),
        })
    }

    /// Returns the version of the tests of `exercise` that lie in `folder`.
    ///
    /// # Errors
    ///
    /// When a file cannot be read.
    pub fn of_tests(exercise: &Exercise, folder: &Path) -> Result<String> {
        let mut suite = Fnv::default();
        for test in &exercise.tests {
            let said = format!(
                "{} {} {} {:?}",
                test.name, test.step, test.points, test.mode
            );
            suite = suite.with(said.as_bytes());
        }
        for step in &exercise.steps {
            let said = format!("{} {:?} {:?}", step.number, step.files, step.modules);
            suite = suite.with(said.as_bytes());
        }
        let manifest = folder.join("Cargo.toml");
        if manifest.exists() {
            suite = add(suite, &manifest)?;
        }
        Ok(named(add(suite, &folder.join("tests"))?))
    }
}

/// Names the program that is made of the judge's half of a suite: another name if anything in it differs.
///
/// # Errors
///
/// When a file of the explorer cannot be read.
pub fn of_judge(repo: &Repo, files: &BTreeMap<String, String>) -> Result<String> {
    let mut hash = match explorer_dir(repo)? {
        Some(folder) => add(Fnv::default(), &folder.join("src"))?,
        None => Fnv::default(),
    };
    for (path, text) in files {
        hash = hash.with(path.as_bytes()).with(text.as_bytes());
    }
    Ok(format!("{:016x}", hash.finish()))
}

/// Returns where the manifest of the repository says that the explorer lies.
fn explorer_dir(repo: &Repo) -> Result<Option<PathBuf>> {
    let path = repo.root().join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let manifest: Table = text.parse().with_context(|| path.display().to_string())?;
    let said = ["workspace", "dependencies", "pattern-sync"]
        .iter()
        .try_fold(&Value::Table(manifest), |table, key| table.get(key))
        .and_then(|dependency| dependency.get("path")?.as_str())
        .map(|path| repo.root().join(path));
    Ok(said)
}

/// Adds the names and texts of all Rust files at `path`, in the order of their names.
fn add(hash: Fnv, path: &Path) -> Result<Fnv> {
    let context = || path.display().to_string();
    if path.is_dir() {
        let mut entries = Vec::new();
        for entry in fs::read_dir(path).with_context(context)? {
            entries.push(entry.with_context(context)?.path());
        }
        entries.sort();
        return entries
            .iter()
            .try_fold(hash, |hash, entry| add(hash, entry));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bytes = fs::read(path).with_context(context)?;
    Ok(hash.with(name.as_bytes()).with(&bytes))
}

fn named(hash: Fnv) -> String {
    format!("{}+{:016x}", env!("CARGO_PKG_VERSION"), hash.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;

    const EXERCISE: &str = "name = \"x\"\nnumber = 1\ndifficulty = 1\ntitle = { en = \"T\", fr = \"T\" }\n\
        step = [{ number = 1, title = { en = \"T\", fr = \"T\" }, modules = [] }]\n\
        test = [{ name = \"t\", step = 1, points = 1, mode = \"value\", title = { en = \"T\", fr = \"T\" }, hint = { en = \"H\", fr = \"H\" } }]\n";

    #[test]
    fn only_what_a_verdict_depends_on_makes_a_new_version() {
        let folder = Folder::new();
        folder.write(
            "Cargo.toml",
            "[workspace.dependencies.pattern-sync]\npath = \"sync\"\n",
        );
        folder.write("sync/src/lib.rs", "one");
        folder.write("exercises/x/Cargo.toml", "");
        folder.write("exercises/x/tests/graded.rs", "one");
        let repo = Repo::at(folder.path());
        let of = |text: &str| Versions::of(&repo, &toml::from_str(text).unwrap()).unwrap();
        let before = of(EXERCISE);
        assert_eq!(before, of(&EXERCISE.replace("\"H\"", "\"Another hint\"")));
        assert_ne!(
            before.suite,
            of(&EXERCISE.replace("points = 1", "points = 2")).suite
        );

        folder.write("exercises/x/tests/graded.rs", "two");
        let after = of(EXERCISE);
        assert_ne!(before.suite, after.suite);
        assert_eq!(before.explorer, after.explorer);
        folder.write("sync/src/lib.rs", "two");
        assert_ne!(after.explorer, of(EXERCISE).explorer);
    }
}
