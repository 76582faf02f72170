//! `cargo staff bench`: hands over to the package `pattern-bench`.
//!
//! That one brings along the libraries that ours are compared with; were it a dependency, everyone
//! who runs `cargo staff` would compile them.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cli::Outcome;
use crate::repo::Repo;

/// Compiles the benchmark, and runs it with these arguments.
///
/// # Errors
///
/// When it cannot be compiled, or does not succeed; it says why itself.
pub(super) fn run(repo: &Repo, arguments: &[OsString]) -> Result<Outcome> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "pattern-bench",
            "--",
        ])
        .args(arguments)
        .current_dir(repo.root())
        .status()
        .context("cargo run")?;
    ensure!(status.success(), "the benchmark did not succeed");
    Ok(Outcome::Good)
}
