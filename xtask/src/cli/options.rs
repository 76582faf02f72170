//! What the command line says.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use lexopt::prelude::*;

use crate::grade::Source;
use crate::lang::Lang;

/// Names a rendering of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    #[default]
    Text,
    Json,
}

/// Holds the command, what it is about, and its options.
#[derive(Debug)]
pub(super) struct Options {
    /// `None` asks for help.
    pub(super) command: Option<String>,
    pub(super) names: Vec<String>,
    pub(super) solutions: bool,
    pub(super) submission: Option<PathBuf>,
    pub(super) format: Format,
    pub(super) lang: Lang,
}

/// The options that each command knows, and how many names it takes.
const COMMANDS: &[(&str, &[&str], std::ops::RangeInclusive<usize>, &str)] = &[
    (
        "grade",
        &["solutions", "submission", "format"],
        0..=usize::MAX,
        "grade [EXERCISE…]",
    ),
    (
        "replay",
        &["solutions", "submission"],
        1..=1,
        "replay TOKEN",
    ),
    ("hint", &[], 1..=2, "hint EXERCISE [TEST]"),
    ("list", &[], 0..=0, "list"),
    ("reset", &[], 1..=1, "reset EXERCISE"),
];

impl Options {
    pub(super) fn parse(arguments: Vec<OsString>) -> Result<Self> {
        let mut options = Self {
            command: None,
            names: Vec::new(),
            solutions: false,
            submission: None,
            format: Format::Text,
            lang: Lang::of_environment(),
        };
        let (mut help, mut given) = (false, Vec::new());
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => help = true,
                Long("solutions") => {
                    options.solutions = true;
                    given.push("solutions");
                }
                Long("submission") => {
                    options.submission = Some(PathBuf::from(parser.value()?));
                    given.push("submission");
                }
                Long("format") => {
                    options.format = match parser.value()?.string()?.as_str() {
                        "text" => Format::Text,
                        "json" => Format::Json,
                        other => bail!("there is no format `{other}`: it is text or json"),
                    };
                    given.push("format");
                }
                Long("lang") => {
                    let name = parser.value()?.string()?;
                    let Some(lang) = Lang::parse(&name) else {
                        bail!("there is no language `{name}`: it is en or fr");
                    };
                    options.lang = lang;
                }
                Value(value) if options.command.is_none() => {
                    options.command = Some(value.string()?);
                }
                Value(value) => options.names.push(value.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        if help || options.command.as_deref() == Some("help") {
            options.command = None;
        }
        options.check(&given)?;
        Ok(options)
    }

    fn check(&self, given: &[&str]) -> Result<()> {
        let Some(command) = self.command.as_deref() else {
            return Ok(());
        };
        let Some((_, known, names, usage)) = COMMANDS.iter().find(|known| known.0 == command)
        else {
            bail!("there is no command `{command}`; `cargo xtask --help` lists them");
        };
        if let Some(other) = given.iter().find(|option| !known.contains(option)) {
            bail!("`{command}` has no option --{other}");
        }
        ensure!(
            names.contains(&self.names.len()),
            "usage: cargo xtask {usage}"
        );
        ensure!(
            !self.solutions || self.submission.is_none(),
            "--solutions and --submission exclude each other"
        );
        Ok(())
    }

    /// Returns whose code is meant.
    pub(super) fn source(&self) -> Source {
        match &self.submission {
            Some(folder) => Source::Submission(folder.clone()),
            None if self.solutions => Source::Solution,
            None => Source::Exercise,
        }
    }
}
