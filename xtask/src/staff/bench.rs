//! `cargo staff bench grade`.

use anyhow::Result;

use crate::cli::Outcome;
use crate::repo::Repo;

pub(super) fn grade(_: &Repo, _: usize) -> Result<Outcome> {
    Ok(Outcome::Good)
}
