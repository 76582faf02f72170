//! Where the parts of the repository are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::exercise::Exercise;

/// Knows the folders of one checkout of the repository.
#[derive(Clone, Debug)]
pub struct Repo {
    root: PathBuf,
    target: PathBuf,
}

impl Repo {
    /// Finds the checkout that this program belongs to.
    ///
    /// `cargo run` says at run time where the package is; a program that is started by hand falls
    /// back to where it was compiled.
    ///
    /// # Errors
    ///
    /// When there is no `exercises` folder.
    pub fn find() -> Result<Self> {
        let at_run_time = (env::var("CARGO_PKG_NAME").as_deref() == Ok("xtask"))
            .then(|| env::var_os("CARGO_MANIFEST_DIR"))
            .flatten();
        let package =
            at_run_time.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .context("the package has no parent folder")?;
        if !root.join("exercises").is_dir() {
            bail!("there is no folder `exercises` in {}", root.display());
        }
        Ok(Self::at(root))
    }

    /// Takes `root` as the checkout.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |target| root.join(target));
        Self { root, target }
    }

    /// Takes `target` as the folder for whatever is built.
    #[must_use]
    pub fn with_target(self, target: impl Into<PathBuf>) -> Self {
        Self {
            target: target.into(),
            ..self
        }
    }

    /// Returns the folder that holds everything.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the folder of the exercise `name`.
    pub fn exercise_dir(&self, name: &str) -> PathBuf {
        self.root.join("exercises").join(name)
    }

    /// Returns the folder of the instructor's solution of `name`.
    pub fn solution_dir(&self, name: &str) -> PathBuf {
        self.root.join("solutions").join(name)
    }

    /// Returns the folder for whatever is built.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Returns the folder in which the grader keeps its pristine packages and their builds.
    pub fn grade_dir(&self) -> PathBuf {
        self.target.join("grade")
    }

    /// Lists the exercises, in the order of the course.
    ///
    /// # Errors
    ///
    /// When a folder or an `exercise.toml` cannot be read.
    pub fn exercises(&self) -> Result<Vec<Exercise>> {
        let folder = self.root.join("exercises");
        let mut all = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.join("exercise.toml").is_file() {
                all.push(Exercise::load(&path)?);
            }
        }
        all.sort_by(|a, b| (a.number, &a.name).cmp(&(b.number, &b.name)));
        Ok(all)
    }
}
