//! Makes the variants of a solution: from patches the faulty ones, from files the unusual ones.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::{Checks, patch};
use crate::exercise::Exercise;
use crate::grade::intake::Sources;
use crate::repo::Repo;
use crate::report::Mode;

/// Holds one variant.
pub(super) struct Variant {
    /// `faulty/<name>` or `unusual/<name>`.
    pub(super) name: String,
    pub(super) sources: Sources,
    /// The test that a faulty one must fail.
    pub(super) fails: Option<String>,
    /// The tests that are run, all or but for those on real threads, which may pass by luck.
    pub(super) exercise: Exercise,
}

/// Collects the variants; those that cannot be made are complained about and left out.
pub(super) fn collect(
    repo: &Repo,
    exercise: &Exercise,
    solution: &Sources,
    checks: &mut Checks,
) -> Result<Vec<Variant>> {
    let folder = repo.solution_dir(&exercise.name).join("variants");
    let mut variants = Vec::new();
    for (name, path) in entries(&folder.join("faulty"))? {
        match faulty(&path, solution, exercise, checks.bless) {
            Ok((sources, fails)) => {
                let mut exercise = exercise.clone();
                exercise.tests.retain(|test| test.mode != Mode::RealThreads);
                let name = format!("faulty/{}", name.trim_end_matches(".patch"));
                variants.push(Variant {
                    name,
                    sources,
                    fails: Some(fails),
                    exercise,
                });
            }
            Err(error) => checks.check(&format!("{}: faulty/{name}", exercise.name), Err(error)),
        }
    }
    for (name, path) in entries(&folder.join("unusual"))? {
        match unusual(&path, solution) {
            Ok(sources) => {
                let (name, exercise) = (format!("unusual/{name}"), exercise.clone());
                variants.push(Variant {
                    name,
                    sources,
                    fails: None,
                    exercise,
                });
            }
            Err(error) => checks.check(&format!("{}: unusual/{name}", exercise.name), Err(error)),
        }
    }
    Ok(variants)
}

fn faulty(
    path: &Path,
    solution: &Sources,
    exercise: &Exercise,
    bless: bool,
) -> Result<(Sources, String)> {
    ensure!(
        path.extension()
            .is_some_and(|extension| extension == "patch"),
        "not a .patch file"
    );
    let text = fs::read_to_string(path)?;
    let applied = patch::apply(&text, solution, exercise)?;
    if bless && applied.canonical != text {
        fs::write(path, &applied.canonical)?;
    } else {
        ensure!(
            applied.canonical == text,
            "made again, the diff differs (`--bless` rewrites it)"
        );
    }
    Ok((applied.sources, applied.fails))
}

/// Lays the files of an unusual variant over the solution.
fn unusual(path: &Path, solution: &Sources) -> Result<Sources> {
    let mut sources = solution.clone();
    let mut count = 0;
    for (name, file) in entries(path)? {
        let text = fs::read_to_string(&file).with_context(|| name.clone())?;
        ensure!(
            text.starts_with("//! "),
            "{name} does not begin by saying what is unusual"
        );
        sources.files.insert(format!("src/{name}"), text);
        count += 1;
    }
    ensure!(count > 0, "it holds no file");
    Ok(sources)
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        entries.push((
            entry.file_name().to_string_lossy().into_owned(),
            entry.path(),
        ));
    }
    entries.sort();
    Ok(entries)
}
