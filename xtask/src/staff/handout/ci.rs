//! What automatic graders want beside a handout. Each grades with the instructor's copy of the tests
//! and the grader, never with what is in a submission, but for a workflow in the student's own
//! repository, which is there to tell and not to mark.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::exercise::Exercise;
use crate::files::write;

/// What the runner of Classroom 50 fetches at most for an assignment, in bytes; a little is left for
/// the script.
const MAX_BUNDLE: u64 = 10 * 1024 * 1024 - 64 * 1024;

/// Adds a workflow for GitHub Actions.
pub(super) fn github(handout: &Path, exercises: &[Exercise]) -> Result<()> {
    let text = filled(include_str!("templates/github.yml"), exercises);
    write(&handout.join(".github/workflows/grade.yml"), text)
}

/// Writes, into the new folder `at`, what belongs into `autograders/ASSIGNMENT` of a classroom of
/// Classroom 50.
pub(super) fn classroom50(handout: &Path, exercises: &[Exercise], at: &Path) -> Result<()> {
    let text = filled(include_str!("templates/classroom50.py"), exercises);
    write(&at.join("autograder.py"), text)?;
    let path = at.join("grader.zip");
    let mut zip = create(&path)?;
    // The runner has a network, and fetches no more than this.
    add_folder(&mut zip, handout, "", Vendored::No)?;
    let file = zip.finish()?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    ensure!(
        bytes <= MAX_BUNDLE,
        "{} has {bytes} bytes, and the runner fetches {MAX_BUNDLE} at most",
        path.display()
    );
    Ok(())
}

/// Writes the autograder of Gradescope, a zip file, to `at`.
pub(super) fn gradescope(handout: &Path, exercises: &[Exercise], at: &Path) -> Result<()> {
    let mut zip = create(at)?;
    for (name, text) in [
        ("setup.sh", include_str!("templates/gradescope_setup.sh")),
        (
            "run_autograder",
            include_str!("templates/gradescope_run.sh"),
        ),
    ] {
        let executable = SimpleFileOptions::default().unix_permissions(0o755);
        zip.start_file(name, executable)?;
        zip.write_all(filled(text, exercises).as_bytes())?;
    }
    add_folder(&mut zip, handout, "grader/", Vendored::AsHandedOut)?;
    zip.finish()?.sync_all()?;
    Ok(())
}

/// Puts the names of the exercises into a template.
fn filled(template: &str, exercises: &[Exercise]) -> String {
    let names: Vec<&str> = exercises.iter().map(|one| one.name.as_str()).collect();
    template.replace("EXERCISES", &names.join(" "))
}

/// Says whether the sources of dependencies go along.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Vendored {
    /// If the handout has them.
    AsHandedOut,
    /// Never.
    No,
}

/// Returns the settings of Cargo with a grader that isolates what it grades.
fn isolated(config: &str) -> Result<String> {
    let (lean, isolating) = (
        "--package xtask --bin xtask",
        "--package xtask --features isolation --bin xtask",
    );
    ensure!(config.contains(lean), "there is no alias for the grader");
    Ok(config.replace(lean, isolating))
}

fn create(path: &Path) -> Result<ZipWriter<File>> {
    let context = || path.display().to_string();
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(context)?;
    }
    Ok(ZipWriter::new(File::create(path).with_context(context)?))
}

/// Adds every file below `folder`, in the order of their names, under `prefix`.
fn add_folder(
    zip: &mut ZipWriter<File>,
    folder: &Path,
    prefix: &str,
    vendored: Vendored,
) -> Result<()> {
    let context = || folder.display().to_string();
    let mut entries = fs::read_dir(folder)
        .with_context(context)?
        .collect::<Result<Vec<_>, _>>()
        .with_context(context)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if vendored == Vendored::No && name == "vendor" {
            continue;
        }
        if entry.path().is_dir() {
            add_folder(zip, &entry.path(), &format!("{name}/"), vendored)?;
        } else {
            let options =
                SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            zip.start_file(&name, options)?;
            let bytes = fs::read(entry.path()).with_context(context)?;
            // A vendored package may have settings of its own, which are none of ours.
            if name.ends_with(".cargo/config.toml") && !name.contains("vendor/") {
                let config = match vendored {
                    Vendored::AsHandedOut => String::from_utf8(bytes)?,
                    Vendored::No => super::CONFIG.to_string(),
                };
                zip.write_all(isolated(&config)?.as_bytes())?;
            } else {
                zip.write_all(&bytes)?;
            }
        }
    }
    Ok(())
}
