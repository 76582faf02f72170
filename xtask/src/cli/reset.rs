//! `cargo xtask reset`: puts an exercise back as it was handed out, and keeps what it replaces.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::options::Options;
use super::{Outcome, cannot_write, exercise, write};
use crate::exercise::Exercise;
use crate::grade::intake;
use crate::lang::Lang;
use crate::messages::{Message, SystemError};
use crate::repo::Repo;
use crate::terminal::{self, Style, wrap};
use crate::{date, stub};

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let exercise = exercise(repo, &options.names[0], options.lang)?;
    let said = reset(repo, &exercise, options.lang)?;
    let style = Style::of_stdout(options.lang);
    terminal::print(&wrap(&said, style.width, 0))?;
    Ok(Outcome::Good)
}

/// Puts `exercise` back as it was handed out; returns what there is to say about it.
///
/// # Errors
///
/// When the stub cannot be had, or a file not be moved or written: then nothing has changed.
pub(super) fn reset(repo: &Repo, exercise: &Exercise, lang: Lang) -> Result<String> {
    let stub = stub::of_exercise(repo, &exercise.name)?;
    let folder = repo.exercise_dir(&exercise.name);
    let path = format!("exercises/{}/src", exercise.name);
    let same = intake::collect(&folder)
        .is_ok_and(|sources| sources.files == stub && sources.ignored.is_empty());
    let message = if same {
        Message::AlreadyReset { path }
    } else {
        let backup = replace(repo, &exercise.name, &folder, &stub, lang)?;
        let backup = backup
            .strip_prefix(repo.root())
            .unwrap_or(&backup)
            .display()
            .to_string();
        Message::WasReset { path, backup }
    };
    Ok(message.to_text(lang))
}

/// Moves `src` to a new backup folder and puts the stub in its place; returns the backup.
///
/// The new folder is complete before the old one moves, so that no interruption loses anything.
fn replace(
    repo: &Repo,
    name: &str,
    folder: &Path,
    stub: &BTreeMap<String, String>,
    lang: Lang,
) -> Result<PathBuf> {
    let fresh = folder.join(".src-as-handed-out");
    if fresh.exists() {
        fs::remove_dir_all(&fresh).map_err(|error| cannot_write(&fresh, &error, lang))?;
    }
    for (path, text) in stub {
        let path = fresh.join(path.strip_prefix("src/").unwrap_or(path));
        write(&path, text, lang)?;
    }
    let backup = new_backup(repo, name, lang)?;
    let src = folder.join("src");
    match fs::rename(&src, backup.join("src")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let _ = fs::remove_dir_all(&fresh);
            let _ = fs::remove_dir(&backup);
            let (path, error) = (src.display().to_string(), SystemError::from(&error));
            bail!(Message::CannotMove { path, error }.to_text(lang));
        }
        _ => {}
    }
    if let Err(error) = fs::rename(&fresh, &src) {
        let _ = fs::rename(backup.join("src"), &src);
        return Err(cannot_write(&src, &error, lang));
    }
    Ok(backup)
}

/// Makes a folder below `backups` that nobody has used, named after the date and time.
fn new_backup(repo: &Repo, name: &str, lang: Lang) -> Result<PathBuf> {
    let backups = repo.root().join("backups");
    fs::create_dir_all(&backups).map_err(|error| cannot_write(&backups, &error, lang))?;
    let stamp = format!("{name}-{}", date::now());
    for number in 1.. {
        let path = backups.join(if number == 1 {
            stamp.clone()
        } else {
            format!("{stamp}-{number}")
        });
        match fs::create_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(cannot_write(&path, &error, lang)),
            Ok(()) => return Ok(path),
        }
    }
    unreachable!("the numbers do not run out")
}
