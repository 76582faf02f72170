//! `cargo staff book`: the course as a site, in English and in French.
//!
//! The pages are the lessons, the statements of the exercises, the comparison of the patterns and
//! the quizzes, as they stand in the repository. mdBook builds each language by itself; what it does
//! not know, the other language, is added to its pages afterwards. The site needs no server and loads
//! nothing from elsewhere. It is an error if a page lacks one language, or a link leads nowhere.

mod check;
mod links;
mod localise;
mod pages;
mod quiz;
mod schedules;
mod search;
mod site;
mod typography;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use lexopt::prelude::*;

use self::pages::LANGUAGES;
use crate::cli::Outcome;
use crate::lang::Lang;
use crate::repo::Repo;
use crate::terminal;

/// Holds the options.
struct Options {
    out: Option<PathBuf>,
    open: bool,
}

impl Options {
    fn parse(arguments: &[OsString]) -> Result<Self> {
        let mut options = Self {
            out: None,
            open: false,
        };
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("out") => options.out = Some(PathBuf::from(parser.value()?)),
                Long("open") => options.open = true,
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

/// Runs the command.
pub(super) fn run(repo: &Repo, arguments: &[OsString]) -> Result<Outcome> {
    let options = Options::parse(arguments)?;
    let out = options.out.unwrap_or_else(|| repo.target().join("book"));
    let pages = build(repo, &out)?;
    let start = out.join("index.html");
    terminal::print(&format!(
        "{}: {pages} pages in each language\n",
        start.display()
    ))?;
    if options.open && !terminal::open(&start, Lang::En)? {
        return Ok(Outcome::Less);
    }
    Ok(Outcome::Good)
}

/// Builds the site in `out`, which it replaces, and returns the number of pages in each language.
fn build(repo: &Repo, out: &Path) -> Result<usize> {
    let out = std::path::absolute(out)?;
    let building = out.with_extension("partial");
    let _ = fs::remove_dir_all(&building);
    let pages = pages::all(repo)?;
    for lang in LANGUAGES {
        let scratch = repo.target().join("book-sources").join(lang.code());
        site::build(repo, &pages, lang, &scratch, &building.join(lang.code()))?;
        search::rebuild(&building.join(lang.code()))?;
        localise::finish(&building, lang)?;
    }
    fs::write(
        building.join("index.html"),
        include_str!("front/index.html"),
    )?;
    pages::same_in_both(&building)?;
    check::links(&building)?;
    // Only what is whole takes the place of an earlier book.
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| out.display().to_string())?;
    }
    fs::rename(&building, &out).with_context(|| out.display().to_string())?;
    Ok(pages.len())
}
