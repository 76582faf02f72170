//! Checks which files an exercise has, and that its stub is what is cut from the solution.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::claims;
use crate::files;
use crate::grade::intake;
use crate::lang::Lang;
use crate::repo::Repo;
use crate::stub;

/// What an exercise's folder holds, and what its solution's folder holds.
const EXERCISE: &[&str] = &[
    "Cargo.toml",
    "README.en.md",
    "README.fr.md",
    "exercise.toml",
    "src",
    "tests",
];
const SOLUTION: &[&str] = &["Cargo.toml", "src", "variants"];

/// What an exercise's folder, and no other, may hold besides.
const OPTIONAL: &[&str] = &["quiz.toml"];

/// Checks that nothing is missing and nothing else lies around.
pub(super) fn belong(repo: &Repo, name: &str) -> Result<()> {
    exactly(&repo.exercise_dir(name), EXERCISE, OPTIONAL)?;
    exactly(&repo.solution_dir(name), SOLUTION, &[])?;
    exactly(
        &repo.solution_dir(name).join("variants"),
        &["faulty", "unusual"],
        &[],
    )?;
    for (folder, below, root) in [
        (repo.exercise_dir(name), "src", "lib.rs"),
        (repo.exercise_dir(name), "tests", "graded.rs"),
        (repo.solution_dir(name), "src", "lib.rs"),
    ] {
        let sources = intake::collect_below(&folder, below, root)
            .map_err(|refusal| anyhow::anyhow!(refusal.to_text(Lang::En)))?;
        let stray: Vec<&str> = sources
            .ignored
            .iter()
            .map(|one| one.path.as_str())
            .filter(|path| *path != claims::FILE)
            .collect();
        ensure!(
            stray.is_empty(),
            "{}: stray {}",
            folder.display(),
            stray.join(", ")
        );
    }
    Ok(())
}

fn exactly(folder: &Path, wanted: &[&str], optional: &[&str]) -> Result<()> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        found.push(entry?.file_name().to_string_lossy().into_owned());
    }
    for name in &found {
        ensure!(
            wanted.contains(&name.as_str()) || optional.contains(&name.as_str()),
            "{}: stray {name}",
            folder.display()
        );
    }
    for name in wanted {
        ensure!(
            found.iter().any(|found| found == name),
            "{}: {name} is missing",
            folder.display()
        );
    }
    Ok(())
}

/// Checks that the stub is what is cut from the solution, or makes it so.
pub(super) fn stub(repo: &Repo, name: &str, bless: bool) -> Result<()> {
    let wanted = stub::of_exercise(repo, name)?;
    let folder = repo.exercise_dir(name);
    for (path, text) in &wanted {
        let file = folder.join(path);
        let same = fs::read_to_string(&file).is_ok_and(|found| found == *text);
        if !same && bless {
            files::write(&file, text)?;
        } else {
            ensure!(same, "{} differs (`--bless` rewrites it)", file.display());
        }
    }
    let found =
        intake::collect(&folder).map_err(|refusal| anyhow::anyhow!(refusal.to_text(Lang::En)))?;
    for path in found.files.keys() {
        ensure!(
            wanted.contains_key(path),
            "{} is not in the solution",
            folder.join(path).display()
        );
    }
    Ok(())
}
