//! What a `quiz.toml` says: questions with choices, some of them about the interleavings of a
//! small program beside it, whose outcomes the tests compare with what the explorer finds.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::exercise::Text;
use crate::repo::Repo;

/// The questions about one pattern.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiz {
    /// The pattern, as its folder is called.
    #[serde(skip)]
    pub name: String,
    /// The folder that holds `quiz.toml`, and the programs in `quiz/`.
    #[serde(skip)]
    folder: PathBuf,
    /// In the order in which they are asked.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Names it.
    pub id: String,
    /// Which of the chapter's review questions it is, if it is one.
    pub chapter: Option<u8>,
    /// What is asked.
    pub ask: Text,
    /// The program that it is about, without `.rs`.
    pub program: Option<String>,
    /// What can be chosen; at least one is right.
    #[serde(rename = "choice")]
    pub choices: Vec<Choice>,
    /// Why the right ones are right, and the others are not.
    pub why: Text,
}

/// A possible answer: words, or what a program returns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// In words.
    pub text: Option<Text>,
    /// What the program returns.
    pub outcome: Option<String>,
    /// Whether it is right.
    #[serde(default)]
    pub right: bool,
}

impl Question {
    /// Returns the places of the right choices, counted from 0.
    pub fn right_choices(&self) -> Vec<usize> {
        let numbered = self.choices.iter().enumerate();
        numbered
            .filter(|(_, choice)| choice.right)
            .map(|(at, _)| at)
            .collect()
    }

    /// Returns the letters of the right choices, with `separator` between them.
    pub fn right_letters(&self, separator: &str) -> String {
        let choices = self.choices.iter().zip('a'..);
        let right = choices.filter(|(choice, _)| choice.right);
        let letters: Vec<String> = right.map(|(_, letter)| letter.to_string()).collect();
        letters.join(separator)
    }
}

impl Quiz {
    /// Reads all quizzes, in the order of the course.
    ///
    /// # Errors
    ///
    /// When one cannot be read, or contradicts itself.
    pub fn all(repo: &Repo) -> Result<Vec<Self>> {
        let mut all = Vec::new();
        for exercise in repo.exercises()? {
            let docs = repo.root().join("crates").join(&exercise.name).join("docs");
            let folders = [docs, repo.exercise_dir(&exercise.name)];
            let with_quiz = folders
                .into_iter()
                .find(|one| one.join("quiz.toml").is_file());
            if let Some(folder) = with_quiz {
                all.push(Self::load(&exercise.name, folder)?);
            }
        }
        Ok(all)
    }

    fn load(name: &str, folder: PathBuf) -> Result<Self> {
        let path = folder.join("quiz.toml");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let mut quiz: Self = toml::from_str(&text).with_context(|| path.display().to_string())?;
        quiz.name = name.to_string();
        quiz.folder = folder;
        quiz.validate()
            .with_context(|| path.display().to_string())?;
        Ok(quiz)
    }

    fn validate(&self) -> Result<()> {
        let mut ids = BTreeSet::new();
        for question in &self.questions {
            let id = &question.id;
            ensure!(ids.insert(id), "`{id}` stands twice");
            let choices = &question.choices;
            ensure!(
                (2..=8).contains(&choices.len()),
                "`{id}` has not 2 to 8 choices"
            );
            ensure!(
                choices.iter().any(|choice| choice.right),
                "`{id}` has no right choice"
            );
            let fits = |choice: &Choice| match &question.program {
                Some(_) => choice.outcome.is_some() && choice.text.is_none(),
                None => choice.outcome.is_none() && choice.text.is_some(),
            };
            ensure!(
                choices.iter().all(fits),
                "`{id}`: a choice is neither words nor an outcome"
            );
        }
        Ok(())
    }

    /// Returns the text of a program.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn program(&self, name: &str) -> Result<String> {
        let path = self.folder.join("quiz").join(name).with_extension("rs");
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    }

    /// Returns the folder of the quiz.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

#[cfg(test)]
mod tests;
