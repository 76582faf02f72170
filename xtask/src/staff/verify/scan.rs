//! Checks that locks, threads and clocks come from `pattern_sync` alone (invariant 2 of the design).

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use anyhow::{Context, Result, anyhow, bail};
use proc_macro2::TokenStream;

use super::Checks;
use crate::grade::source_check;
use crate::repo::Repo;

/// Checks the sources of all crates but the facade, of all exercises and of all solutions.
pub(super) fn check(repo: &Repo, checks: &mut Checks) {
    for top in ["crates", "exercises", "solutions"] {
        let outcome = folder(repo.root(), &repo.root().join(top));
        checks.check(
            &format!("{top}: what threads share comes from pattern_sync"),
            outcome,
        );
    }
}

fn folder(root: &Path, top: &Path) -> Result<()> {
    let mut files = Vec::new();
    collect(top, &root.join("crates/sync"), &mut files)?;
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let shown = file
            .strip_prefix(root)
            .unwrap_or(&file)
            .display()
            .to_string();
        for (line, name) in named(&text).with_context(|| shown.clone())? {
            found.push(format!("{shown}:{line}: {name}"));
        }
    }
    if !found.is_empty() {
        bail!("{}", found.join("\n"));
    }
    Ok(())
}

fn collect(folder: &Path, except: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path == except {
            continue;
        }
        if path.is_dir() {
            collect(&path, except, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// Returns the lines that name what only the facade may name.
fn named(text: &str) -> Result<Vec<(usize, String)>> {
    let stream = TokenStream::from_str(text).map_err(|error| anyhow!("{error}"))?;
    let mut found = Vec::new();
    for (line, path) in source_check::paths_in(stream) {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let reserved = matches!(
            names.as_slice(),
            ["std" | "core" | "alloc", "thread" | "sync" | "*" | "?", ..]
                | ["std", "time", "Instant" | "*" | "self", ..]
                | ["std", "time"]
                | ["parking_lot" | "crossbeam_channel", ..]
        );
        if reserved {
            found.push((line, path.join("::")));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_names_are_found_and_others_are_not() {
        let lines = |text: &str| {
            named(text)
                .unwrap()
                .into_iter()
                .map(|(l, _)| l)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            lines("use std::{fmt,\nthread};\nuse parking_lot::Mutex;"),
            [2, 3]
        );
        assert_eq!(
            lines("fn f() { std::time::Instant::now(); std::sync::Arc::new(1); }"),
            [1, 1]
        );
        let honest = "use std::time::Duration; // std::thread
use pattern_sync::thread;";
        assert!(lines(honest).is_empty());
    }
}
