//! `cargo staff handout`: a repository for students.
//!
//! It holds the stubs, the statements, the lessons, the visible tests and the grader; no solution,
//! no variant, no hidden test. `cargo xtask grade` works in it, with `--vendor` also without a
//! network.

mod ci;
mod manifest;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use lexopt::prelude::*;

use super::class::chosen;
use crate::cli::Outcome;
use crate::exercise::Exercise;
use crate::files::write;
use crate::repo::Repo;
use crate::{stub, terminal};

/// What every handout has, word for word.
const COPIED: [&str; 4] = ["Cargo.lock", "LICENSE-APACHE", "LICENSE-MIT", "clippy.toml"];

/// What editors are told, if anything.
const EDITOR: [&str; 3] = [".devcontainer", ".vscode", "rust-analyzer.toml"];

/// What is never copied, wherever it lies.
const LEFT_OUT: [&str; 3] = ["target", "staff", "variants"];

/// The settings of Cargo, if dependencies come from the network.
const CONFIG: &str = include_str!("templates/config.toml");

const USAGE: &str = "usage: cargo staff handout DIR";

/// Holds the options.
struct Options {
    folder: PathBuf,
    exercises: Vec<String>,
    vendor: bool,
    github: bool,
    classroom50: Option<PathBuf>,
    gradescope: Option<PathBuf>,
}

impl Options {
    fn parse(arguments: &[OsString]) -> Result<Self> {
        let mut folder = None;
        let mut options = Self {
            folder: PathBuf::new(),
            exercises: Vec::new(),
            vendor: false,
            github: false,
            classroom50: None,
            gradescope: None,
        };
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("exercises") => {
                    let names = parser.value()?.string()?;
                    options
                        .exercises
                        .extend(names.split(',').map(str::to_string));
                }
                Long("vendor") => options.vendor = true,
                Long("github") => options.github = true,
                Long("classroom50") => options.classroom50 = Some(PathBuf::from(parser.value()?)),
                Long("gradescope") => options.gradescope = Some(PathBuf::from(parser.value()?)),
                Value(value) if folder.is_none() => folder = Some(PathBuf::from(value)),
                other => return Err(other.unexpected().into()),
            }
        }
        options.folder = folder.context(USAGE)?;
        Ok(options)
    }
}

/// Runs the command.
pub(super) fn run(repo: &Repo, arguments: &[OsString]) -> Result<Outcome> {
    let options = Options::parse(arguments)?;
    let exercises = chosen(repo, &options.exercises)?;
    let target = options.folder.as_path();
    let used = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_some());
    ensure!(
        !used,
        "{} is not empty: nothing is overwritten",
        target.display()
    );
    // Built beside its place: a handout is there as a whole, or not at all.
    let building = target.with_extension("partial");
    let _ = fs::remove_dir_all(&building);
    let built = build(repo, &exercises, &options, &building);
    if built.is_err() {
        let _ = fs::remove_dir_all(&building);
    }
    built?;
    let _ = fs::remove_dir(target);
    fs::rename(&building, target).with_context(|| target.display().to_string())?;
    for (name, made) in [
        (
            "Classroom 50",
            options
                .classroom50
                .as_deref()
                .map(|at| ci::classroom50(target, &exercises, at)),
        ),
        (
            "Gradescope",
            options
                .gradescope
                .as_deref()
                .map(|at| ci::gradescope(target, &exercises, at)),
        ),
    ] {
        made.transpose().with_context(|| name.to_string())?;
    }
    let names: Vec<&str> = exercises.iter().map(|one| one.name.as_str()).collect();
    terminal::print(&format!("{}: {}\n", target.display(), names.join(", ")))?;
    Ok(Outcome::Good)
}

fn build(repo: &Repo, exercises: &[Exercise], options: &Options, into: &Path) -> Result<()> {
    fs::create_dir_all(into).with_context(|| into.display().to_string())?;
    for name in COPIED {
        copy_file(&repo.root().join(name), &into.join(name))?;
    }
    for name in EDITOR {
        copy_if_there(&repo.root().join(name), &into.join(name))?;
    }
    only_these_in_tasks(&into.join(".vscode/tasks.json"), repo, exercises)?;
    for exercise in exercises {
        hand_out(repo, exercise, into)?;
    }
    let crates = manifest::crates_of(repo, exercises)?;
    for (name, folder) in &crates {
        let there = into.join("crates").join(name);
        copy(&folder.join("src"), &there.join("src"))?;
        for beside in ["docs", "clippy.toml"] {
            copy_if_there(&folder.join(beside), &there.join(beside))?;
        }
        write(
            &there.join("Cargo.toml"),
            &manifest::library(&folder.join("Cargo.toml"))?,
        )?;
    }
    grader(repo, into)?;
    let members: Vec<String> = crates.keys().map(|name| format!("crates/{name}")).collect();
    write(
        &into.join("Cargo.toml"),
        &manifest::root(repo, &members, exercises, into)?,
    )?;
    write(&into.join("README.md"), readme(exercises))?;
    write(
        &into.join(".gitignore"),
        "/target/\n# Left by `cargo xtask reset`, so that nothing is lost.\n/backups/\n\
         # Where `cargo xtask watch` left off.\n/.watch.json*\n",
    )?;
    write(&into.join(".cargo/config.toml"), CONFIG)?;
    if options.github {
        ci::github(into, exercises)?;
    }
    prune_lock(into)?;
    if options.vendor {
        vendor(into)?;
    }
    Ok(())
}

/// Takes out of the editor's tasks the exercises that are not handed out.
fn only_these_in_tasks(path: &Path, repo: &Repo, exercises: &[Exercise]) -> Result<()> {
    let Ok(text) = fs::read_to_string(path) else {
        return Ok(());
    };
    let mut tasks: serde_json::Value =
        serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let known: Vec<String> = repo.exercises()?.into_iter().map(|one| one.name).collect();
    let ours: Vec<&str> = exercises.iter().map(|one| one.name.as_str()).collect();
    for input in tasks["inputs"].as_array_mut().into_iter().flatten() {
        let options = input["options"].as_array();
        let of_exercises = options.is_some_and(|options| {
            let mut names = options.iter().filter_map(serde_json::Value::as_str);
            names.all(|name| known.iter().any(|one| one == name))
        });
        if of_exercises {
            input["options"] = ours.clone().into();
            input["default"] = ours.first().copied().into();
        }
    }
    write(path, format!("{}\n", serde_json::to_string_pretty(&tasks)?))
}

/// Writes the exercise as students get it: its stub, twice, since `reset` needs a copy.
fn hand_out(repo: &Repo, exercise: &Exercise, into: &Path) -> Result<()> {
    let name = &exercise.name;
    let (from, to) = (repo.exercise_dir(name), into.join("exercises").join(name));
    for file in ["Cargo.toml", "exercise.toml"] {
        copy_file(&from.join(file), &to.join(file))?;
    }
    for file in ["README.en.md", "README.fr.md", "clippy.toml"] {
        copy_if_there(&from.join(file), &to.join(file))?;
    }
    copy(&from.join("tests"), &to.join("tests"))?;
    for (path, text) in stub::of_exercise(repo, name)? {
        write(&to.join(&path), &text)?;
        write(&to.join(".stub").join(&path), &text)?;
    }
    // The lesson is where the statement's links say.
    let docs = Path::new("crates").join(name).join("docs");
    copy_if_there(&repo.root().join(&docs), &into.join(&docs))
}

/// Copies the grader without the instructors' commands.
fn grader(repo: &Repo, into: &Path) -> Result<()> {
    let (from, to) = (repo.root().join("xtask"), into.join("xtask"));
    copy(&from.join("src"), &to.join("src"))?;
    let _ = fs::remove_file(to.join("src/bin/staff.rs"));
    copy_if_there(&from.join("clippy.toml"), &to.join("clippy.toml"))?;
    write(
        &to.join("Cargo.toml"),
        &manifest::grader(&from.join("Cargo.toml"))?,
    )
}

/// Lets Cargo drop from the lock file what nothing here needs.
fn prune_lock(folder: &Path) -> Result<()> {
    let metadata = |offline: bool| {
        let mut command = cargo(folder);
        command.args(["metadata", "--format-version", "1"]);
        command.args(offline.then_some("--offline"));
        command.output().context("cannot start cargo")
    };
    let mut output = metadata(true)?;
    if !output.status.success() {
        output = metadata(false)?;
    }
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "the handout's manifests do not agree: {}",
        said.trim()
    );
    Ok(())
}

/// Puts the sources of every dependency into `vendor`, and tells Cargo to use those.
fn vendor(folder: &Path) -> Result<()> {
    let output = cargo(folder)
        .args(["vendor", "--locked", "--versioned-dirs", "vendor"])
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!(
            "cargo vendor: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let config = format!(
        "{}\n# Dependencies come from this folder: no network is needed.\n{}",
        CONFIG,
        String::from_utf8_lossy(&output.stdout)
    );
    write(&folder.join(".cargo/config.toml"), &config)
}

fn cargo(folder: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(folder).env_remove("CARGO_TARGET_DIR");
    command
}

/// Returns what students read first.
fn readme(exercises: &[Exercise]) -> String {
    let rows = |lang: crate::lang::Lang| -> String {
        let row = |one: &Exercise| {
            let (name, code) = (&one.name, lang.code());
            let (stars, title) = (one.stars(), one.title.get(lang));
            format!("| {stars} | [{name}](exercises/{name}/README.{code}.md) | {title} |\n")
        };
        exercises.iter().map(row).collect()
    };
    let first = exercises.first().map_or("", |one| one.name.as_str());
    include_str!("templates/README.md")
        .replace("ROWS_EN\n", &rows(crate::lang::Lang::En))
        .replace("ROWS_FR\n", &rows(crate::lang::Lang::Fr))
        .replace("FIRST", first)
}

fn copy_if_there(from: &Path, to: &Path) -> Result<()> {
    if from.exists() {
        copy(from, to)
    } else {
        Ok(())
    }
}

/// Copies a file, or a folder but for what is left out and what is no regular file.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let context = || from.display().to_string();
    if from.is_file() {
        return copy_file(from, to);
    }
    let left_out: BTreeSet<&str> = LEFT_OUT.into();
    for entry in fs::read_dir(from).with_context(context)? {
        let entry = entry.with_context(context)?;
        let name = entry.file_name();
        let kind = entry.file_type().with_context(context)?;
        let hidden = name.to_string_lossy().starts_with('.');
        if hidden || name.to_str().is_none_or(|name| left_out.contains(name)) || kind.is_symlink() {
            continue;
        }
        copy(&entry.path(), &to.join(name))?;
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| from.display().to_string())?;
    write(to, bytes)
}
