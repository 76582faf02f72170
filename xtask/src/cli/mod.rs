//! The commands of `cargo xtask`.
//!
//! Exit status: 0 for full marks (or a command that did what it should), 1 for less, 2 for bad
//! input, which gets one line on stderr and changes nothing.

mod diff;
mod explored;
mod grade;
mod hint;
mod list;
mod near;
mod options;
mod quiz;
mod replay;
mod reset;
mod timeline;
mod watch;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, anyhow};

use self::options::Options;
use crate::escape;
use crate::exercise::Exercise;
use crate::files;
use crate::lang::Lang;
use crate::messages::{Message, SystemError};
use crate::repo::Repo;
use crate::terminal;

/// Says how a command ended that did run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As wished: full marks, where there are marks.
    Good,
    /// Less than full marks.
    Less,
}

/// Runs the command that the arguments of this process name.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let lang = Lang::of_arguments(&arguments);
    match run(arguments, lang) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Less) => ExitCode::from(1),
        Err(error) => {
            let error = escape::one_line(&format!("{error:#}"));
            eprintln!("{}", Message::Error { error }.to_text(lang));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Vec<OsString>, lang: Lang) -> Result<Outcome> {
    if let Some(worked) = watch::work(&arguments) {
        return worked;
    }
    let options = Options::parse(arguments, lang)?;
    let Some(command) = options.command.as_deref() else {
        terminal::print(&(Message::Help.to_text(options.lang) + "\n"))?;
        return Ok(Outcome::Good);
    };
    let repo = Repo::find()?;
    match command {
        "diff" => diff::run(&repo, &options),
        "grade" => grade::run(&repo, &options),
        "replay" => replay::run(&repo, &options),
        "timeline" => timeline::run(&repo, &options),
        "hint" => hint::run(&repo, &options),
        "quiz" => quiz::run(&repo, &options),
        "watch" => watch::run(&repo, &options),
        "list" => list::run(&repo, &options),
        "reset" => reset::run(&repo, &options),
        _ => unreachable!("`Options` knows all commands"),
    }
}

/// Returns the exercise `name`.
///
/// # Errors
///
/// When there is none of that name.
fn exercise(repo: &Repo, name: &str, lang: Lang) -> Result<Exercise> {
    let mut exercises = repo.exercises()?;
    // A path such as `exercises/producer-consumer/`, as shells complete it, names one as well.
    let name = name.trim_end_matches(['/', '\\']);
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if let Some(at) = exercises.iter().position(|exercise| exercise.name == name) {
        return Ok(exercises.swap_remove(at));
    }
    let known: Vec<String> = exercises
        .into_iter()
        .map(|exercise| exercise.name)
        .collect();
    let message = Message::NoSuchExercise {
        name: name.to_string(),
        known: known.clone(),
    };
    let known = known.iter().map(String::as_str);
    Err(near::error(&message, name, known, lang))
}

/// Writes the file that a student asked for.
///
/// # Errors
///
/// In one line, when it cannot be written.
fn write(path: &Path, text: &str, lang: Lang) -> Result<()> {
    files::try_write(path, text).map_err(|error| cannot_write(path, &error, lang))
}

/// Says why a file or folder cannot be written.
fn cannot_write(path: &Path, error: &io::Error, lang: Lang) -> anyhow::Error {
    let (path, error) = (path.display().to_string(), SystemError::from(error));
    anyhow!(Message::CannotWrite { path, error }.to_text(lang))
}
