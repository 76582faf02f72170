//! Course: what a class is graded by: the exercises, and the hidden tests that only the instructor has.
//!
//! Hidden tests of an exercise are a folder `<exercise>` with `hidden.toml`, whose `[[test]]` tables
//! are those of an `exercise.toml`, and `tests/graded.rs`. They run as the visible ones do, in a
//! program of their own. Of their outcome, the record keeps only whether they passed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;

use crate::exercise::{Exercise, GradedTest};
use crate::grade::model::{ExerciseResult, Outcome, Status};
use crate::grade::version::Versions;
use crate::lang::Lang;
use crate::messages::Message;
use crate::repo::Repo;

/// Holds what a class is graded by.
pub(crate) struct Course {
    pub(crate) exercises: Vec<Exercise>,
    /// The hidden tests of each exercise, in the same order.
    hidden: Vec<Option<Hidden>>,
}

/// Hidden tests.
pub(crate) struct Hidden {
    /// The exercise with these tests in the place of the visible ones.
    pub(crate) exercise: Exercise,
    /// The folder with their `tests/graded.rs`.
    pub(crate) folder: PathBuf,
}

/// What `hidden.toml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Toml {
    #[serde(rename = "test")]
    tests: Vec<GradedTest>,
}

impl Course {
    /// Takes `exercises`, and their hidden tests from `hidden`.
    ///
    /// # Errors
    ///
    /// When hidden tests cannot be read, or are of an exercise that is not graded.
    pub(crate) fn new(exercises: Vec<Exercise>, hidden: Option<&Path>) -> Result<Self> {
        let mut found = Vec::new();
        for exercise in &exercises {
            let folder = hidden.map(|hidden| hidden.join(&exercise.name));
            let folder = folder.filter(|folder| folder.is_dir());
            let load = |folder| Hidden::load(exercise, folder);
            found.push(folder.map(load).transpose()?);
        }
        if let Some(hidden) = hidden {
            ensure!(
                found.iter().any(Option::is_some),
                "{} holds a folder for none of the exercises",
                hidden.display()
            );
        }
        Ok(Self {
            exercises,
            hidden: found,
        })
    }

    /// Returns the hidden tests of an exercise.
    pub(crate) fn hidden(&self, at: usize) -> Option<&Hidden> {
        self.hidden[at].as_ref()
    }

    /// Returns the versions of an exercise: its hidden tests are part of the suite.
    ///
    /// # Errors
    ///
    /// When a file of the suite cannot be read.
    pub(crate) fn versions(&self, repo: &Repo, at: usize) -> Result<Versions> {
        let mut versions = Versions::of(repo, &self.exercises[at])?;
        if let Some(hidden) = self.hidden(at) {
            let more = Versions::of_tests(&hidden.exercise, &hidden.folder)?;
            versions.suite = format!("{} and {more}", versions.suite);
        }
        Ok(versions)
    }
}

impl Hidden {
    fn load(exercise: &Exercise, folder: PathBuf) -> Result<Self> {
        let path = folder.join("hidden.toml");
        let context = || path.display().to_string();
        let text = fs::read_to_string(&path).with_context(context)?;
        let toml: Toml = toml::from_str(&text).with_context(context)?;
        for test in &toml.tests {
            if exercise.test(&test.name).is_some() {
                bail!("{}: `{}` is a visible test", path.display(), test.name);
            }
        }
        let mut exercise = exercise.clone();
        exercise.tests = toml.tests;
        exercise.validate().with_context(context)?;
        ensure!(
            folder.join("tests/graded.rs").is_file(),
            "there is no tests/graded.rs in {}",
            folder.display()
        );
        Ok(Self { exercise, folder })
    }
}

/// Makes sure that each folder in `hidden` is named after an exercise: those of another name would grade
/// nobody, without a word.
///
/// # Errors
///
/// When one is not, or the folder cannot be read.
pub(crate) fn only_exercises(hidden: &Path, exercises: &[Exercise]) -> Result<()> {
    let context = || hidden.display().to_string();
    for entry in fs::read_dir(hidden).with_context(context)? {
        let entry = entry.with_context(context)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = exercises.iter().any(|one| one.name == name);
        ensure!(
            known || name.starts_with('.') || !entry.path().join("hidden.toml").exists(),
            "{} is named after no exercise",
            entry.path().display()
        );
    }
    Ok(())
}

/// Adds the result of hidden tests to that of the visible ones, without what they have said.
pub(crate) fn add_hidden(visible: &mut ExerciseResult, hidden: ExerciseResult, lang: Lang) {
    let ran = visible.outcome == Outcome::Graded && hidden.outcome == Outcome::Graded;
    for mut test in hidden.tests {
        test.hidden = true;
        test.coverage = None;
        test.token = None;
        test.timeline = None;
        test.explanation = None;
        test.output = String::new();
        test.cause = String::new();
        if !ran && test.status != Status::NotGraded {
            test.status = Status::NotRun;
            test.points = 0;
        }
        if test.status != Status::Passed {
            test.cause = Message::HiddenTest.to_text(lang);
        }
        visible.points += test.points;
        visible.max_points += test.max_points;
        if test.status == Status::NotGraded {
            visible.not_graded_points += test.max_points;
        }
        if let Some(step) = visible
            .steps
            .iter_mut()
            .find(|step| step.number == test.step)
        {
            step.points += test.points;
            step.max_points += test.max_points;
        }
        visible.tests.push(test);
    }
}
