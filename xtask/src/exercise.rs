//! What `exercise.toml` says about an exercise: its steps, graded tests, points and hints.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Deserializer};

use crate::claims::Claims;
use crate::lang::Lang;
use crate::messages::typography;
pub use crate::report::Mode;

/// Holds a text in both languages.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Text {
    en: String,
    #[serde(deserialize_with = "french")]
    fr: String,
}

/// Reads French, which is written with ordinary spaces.
fn french<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    Ok(typography::french(&text).into_owned())
}

impl Text {
    /// Returns the text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Fr => &self.fr,
        }
    }
}

/// Describes one step of an exercise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Counts from 1.
    pub number: u32,
    /// What the step is about.
    pub title: Text,
    /// The files in `src` that it is written in.
    #[serde(default)]
    pub files: Vec<String>,
    /// The modules of `pattern_sync` that these files may name.
    pub modules: Vec<String>,
}

/// Describes one graded test.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradedTest {
    /// The name of the `#[test]` function in `tests/graded.rs`.
    pub name: String,
    /// The step that it belongs to.
    pub step: u32,
    /// What passing it is worth.
    pub points: u32,
    /// How it runs.
    pub mode: Mode,
    /// What it checks, as a sentence.
    pub title: Text,
    /// What to think about when it fails.
    pub hint: Text,
}

/// Describes one exercise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// The name of its folder.
    pub name: String,
    /// Its place in the course, counted from 1.
    pub number: u8,
    /// Stars: 1 is easy, 5 is hard.
    pub difficulty: u8,
    /// What is built.
    pub title: Text,
    /// The steps, in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    /// The graded tests, in the order in which they are shown.
    #[serde(rename = "test")]
    pub tests: Vec<GradedTest>,
    /// What the `todo!`s of the stub ask for.
    #[serde(rename = "task", default)]
    pub tasks: Vec<Text>,
    /// What the suite says of a failure, in French.
    #[serde(skip)]
    pub claims: Claims,
}

impl Exercise {
    /// Reads `exercise.toml` of the exercise in `folder`.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or says something that contradicts itself.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join("exercise.toml");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let mut exercise: Self =
            toml::from_str(&text).with_context(|| path.display().to_string())?;
        exercise.claims = Claims::load(folder)?;
        let named = folder
            .file_name()
            .is_some_and(|name| *name == *exercise.name);
        ensure!(named, "{}: `name` differs from the folder", path.display());
        exercise
            .validate()
            .with_context(|| path.display().to_string())?;
        Ok(exercise)
    }

    /// Makes sure that it does not contradict itself.
    pub(crate) fn validate(&self) -> Result<()> {
        ensure!(
            (1..=5).contains(&self.difficulty),
            "`difficulty` is not 1 to 5"
        );
        let steps: BTreeSet<u32> = self.steps.iter().map(|step| step.number).collect();
        ensure!(
            steps.len() == self.steps.len(),
            "two steps have the same number"
        );
        let mut names = BTreeSet::new();
        for test in &self.tests {
            ensure!(
                is_identifier(&test.name),
                "test `{}`: not a function's name",
                test.name
            );
            ensure!(
                names.insert(&test.name),
                "test `{}`: there are two",
                test.name
            );
            ensure!(
                steps.contains(&test.step),
                "test `{}`: no such step",
                test.name
            );
        }
        Ok(())
    }

    /// Returns in `lang` what a `todo!` asks for in English; what no task says, as it stands.
    pub fn task<'t>(&'t self, english: &'t str, lang: Lang) -> &'t str {
        let known = self.tasks.iter().find(|task| task.en == english);
        known.map_or(english, |task| task.get(lang))
    }

    /// Returns the graded test `name`.
    pub fn test(&self, name: &str) -> Option<&GradedTest> {
        self.tests.iter().find(|test| test.name == name)
    }

    /// Returns the sum of all points.
    pub fn max_points(&self) -> u32 {
        self.tests.iter().map(|test| test.points).sum()
    }

    /// Returns the modules of `pattern_sync` that `file` may name: those of each step that is written
    /// in it. A file that no step lists, such as one that the student has added, may name what every
    /// step may. The modules below `queue.rs`, in `queue/…`, are as `queue.rs` itself.
    pub fn modules_of(&self, file: &str) -> BTreeSet<String> {
        let file = file.strip_prefix("src/").unwrap_or(file);
        let top = |name: &str| {
            let first = name.split('/').next().unwrap_or(name);
            first.strip_suffix(".rs").unwrap_or(first).to_string()
        };
        let lists_it = |step: &Step| step.files.iter().any(|listed| top(listed) == top(file));
        let modules = |step: &Step| step.modules.iter().cloned().collect::<BTreeSet<String>>();
        let of_its_steps = self.steps.iter().filter(|step| lists_it(step)).map(modules);
        of_its_steps
            .reduce(|all, more| &all | &more)
            .or_else(|| {
                self.steps
                    .iter()
                    .map(modules)
                    .reduce(|all, more| &all & &more)
            })
            .unwrap_or_default()
    }

    /// Returns the difficulty as stars.
    pub fn stars(&self) -> String {
        "★".repeat(usize::from(self.difficulty))
    }
}

fn is_identifier(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::intake::Sources;
    use crate::grade::todos;
    use crate::repo::Repo;
    use crate::stub;

    fn exercise(steps: &str) -> Exercise {
        let head = "name = \"x\"\nnumber = 1\ndifficulty = 1\ntitle = { en = \"T\", fr = \"T\" }\n";
        toml::from_str(&format!("{head}{steps}test = []\n")).unwrap()
    }

    #[test]
    fn a_file_may_name_what_its_own_steps_may() {
        let step = |number, file: &str, modules: &str| {
            format!(
                "{{ number = {number}, title = {{ en = \"T\", fr = \"T\" }}, files = [\"{file}\"], modules = [{modules}] }}"
            )
        };
        let exercise = exercise(&format!(
            "step = [{}, {}, {}]\n",
            step(1, "queue.rs", "\"sync\", \"time\""),
            step(2, "queue.rs", "\"sync\", \"collections\""),
            step(3, "run.rs", "\"sync\", \"thread\""),
        ));
        let named = |file: &str| Vec::from_iter(exercise.modules_of(file));
        assert_eq!(named("src/queue.rs"), ["collections", "sync", "time"]);
        assert_eq!(named("src/queue/inner.rs"), ["collections", "sync", "time"]);
        assert_eq!(named("src/run.rs"), ["sync", "thread"]);
        assert_eq!(named("src/lib.rs"), ["sync"]);
    }

    #[test]
    fn every_todo_of_a_stub_is_said_in_both_languages_and_nothing_else() {
        let repo = Repo::find().unwrap();
        for exercise in repo.exercises().unwrap() {
            let stub = stub::of_exercise(&repo, &exercise.name).unwrap();
            let sources = Sources {
                files: stub,
                ignored: Vec::new(),
            };
            let asked: BTreeSet<String> = todos::find(&sources)
                .into_iter()
                .map(|todo| todo.task)
                .collect();
            let known: BTreeSet<String> =
                exercise.tasks.iter().map(|task| task.en.clone()).collect();
            assert_eq!(asked, known, "{}", exercise.name);
            for task in &asked {
                assert_ne!(exercise.task(task, Lang::Fr), task, "{}", exercise.name);
            }
        }
    }
}
