//! What the command line says.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, anyhow};
use lexopt::prelude::*;
use pattern_sync::graded::SEED;

use super::near;
use crate::grade::Source;
use crate::grade::text::Timelines;
use crate::lang::Lang;
use crate::messages::Message;
use crate::terminal;

/// Names a rendering of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    #[default]
    Text,
    Json,
    /// Gradescope's `results.json`.
    Gradescope,
    /// Classroom 50's `result.json`.
    Classroom50,
    /// Annotations of GitHub.
    Github,
}

impl Format {
    /// The formats by name.
    const ALL: [(&str, Self); 5] = [
        ("text", Self::Text),
        ("json", Self::Json),
        ("gradescope", Self::Gradescope),
        ("classroom50", Self::Classroom50),
        ("github", Self::Github),
    ];

    /// Tells whether a program reads the marks, which takes any exit status but 0 for a grader that
    /// has failed.
    pub(super) fn says_it_all(self) -> bool {
        matches!(self, Self::Gradescope | Self::Classroom50)
    }
}

/// Holds the command, what it is about, and its options.
#[derive(Debug)]
pub(super) struct Options {
    /// `None` asks for help.
    pub(super) command: Option<String>,
    pub(super) names: Vec<String>,
    pub(super) solutions: bool,
    pub(super) submission: Option<PathBuf>,
    /// Where `diff` writes its page.
    pub(super) html: Option<PathBuf>,
    pub(super) format: Format,
    pub(super) timelines: Timelines,
    /// Where a page is written, if not to its usual place.
    pub(super) out: Option<PathBuf>,
    /// Whether a page is shown in the browser.
    pub(super) open: bool,
    /// How many more hints are wanted than the first.
    pub(super) more: usize,
    /// What the inputs of value tests are made from.
    pub(super) seed: u64,
    pub(super) lang: Lang,
}

/// The options that each command knows, and how many names it takes.
const COMMANDS: &[(&str, &[&str], std::ops::RangeInclusive<usize>)] = &[
    (
        "grade",
        &["solutions", "submission", "format", "all", "seed"],
        0..=usize::MAX,
    ),
    ("replay", &["solutions", "submission", "seed"], 1..=1),
    (
        "timeline",
        &["solutions", "submission", "out", "open", "seed"],
        1..=1,
    ),
    ("diff", &["submission", "html"], 1..=1),
    ("hint", &["more"], 1..=2),
    ("quiz", &[], 0..=1),
    ("watch", &[], 0..=1),
    ("list", &[], 0..=0),
    ("reset", &[], 1..=1),
];

impl Options {
    /// Reads the arguments; what is wrong with them is said in `lang`.
    pub(super) fn parse(arguments: Vec<OsString>, lang: Lang) -> Result<Self> {
        let mut options = Self {
            command: None,
            names: Vec::new(),
            solutions: false,
            submission: None,
            html: None,
            format: Format::Text,
            timelines: Timelines::First,
            out: None,
            open: false,
            more: 0,
            seed: SEED,
            lang,
        };
        let read = options.read(arguments);
        read.map_err(|error| match error.downcast::<lexopt::Error>() {
            Ok(error) => options.not_understood(error),
            Err(ours) => ours,
        })?;
        Ok(options)
    }

    fn read(&mut self, arguments: Vec<OsString>) -> Result<()> {
        let (mut help, mut given) = (false, Vec::new());
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => help = true,
                Long("solutions") => {
                    self.solutions = true;
                    given.push("solutions");
                }
                Long("submission") => {
                    self.submission = Some(PathBuf::from(parser.value()?));
                    given.push("submission");
                }
                Long("html") => {
                    self.html = Some(PathBuf::from(parser.value()?));
                    given.push("html");
                }
                Long("all") => {
                    self.timelines = Timelines::All;
                    given.push("all");
                }
                Long("open") => {
                    self.open = true;
                    given.push("open");
                }
                Long("more") => {
                    self.more += 1;
                    given.push("more");
                }
                Long("out") => {
                    self.out = Some(PathBuf::from(parser.value()?));
                    given.push("out");
                }
                Long("seed") => {
                    let value = parser.value()?.string()?;
                    self.seed = value.parse().map_err(|_| self.no_number("--seed", value))?;
                    given.push("seed");
                }
                Long("format") => {
                    let name = parser.value()?.string()?;
                    let known = Format::ALL.iter().find(|(known, _)| *known == name);
                    self.format = known.map(|(_, format)| *format).ok_or_else(|| {
                        let known = Format::ALL.iter().map(|(known, _)| *known);
                        let message = Message::NoSuchFormat { name: name.clone() };
                        near::error(&message, &name, known, self.lang)
                    })?;
                    given.push("format");
                }
                Long("lang") => {
                    let name = parser.value()?.string()?;
                    self.lang = Lang::parse(&name)
                        .ok_or_else(|| self.error(&Message::NoSuchLanguage { name }))?;
                }
                Value(value) if self.command.is_none() => {
                    self.command = Some(value.string()?);
                }
                Value(value) => {
                    let name = value.string()?;
                    self.names.push(name);
                }
                other => return Err(other.unexpected().into()),
            }
        }
        if help || self.command.as_deref() == Some("help") {
            self.command = None;
        } else if self.command.is_none() && terminal::is_there() {
            self.command = Some("watch".to_string());
        }
        self.check(&given)
    }

    fn check(&self, given: &[&str]) -> Result<()> {
        let Some(command) = self.command.as_deref() else {
            return Ok(());
        };
        let Some((_, known, names)) = COMMANDS.iter().find(|known| known.0 == command) else {
            let name = command.to_string();
            let commands = COMMANDS.iter().map(|known| known.0);
            let message = Message::NoSuchCommand { name };
            return Err(near::error(&message, command, commands, self.lang));
        };
        if let Some(other) = given.iter().find(|option| !known.contains(option)) {
            let (command, name) = (command.to_string(), (*other).to_string());
            return Err(self.error(&Message::NoSuchOption { command, name }));
        }
        if !names.contains(&self.names.len()) {
            let command = command.to_string();
            return Err(self.error(&Message::Usage { command }));
        }
        if self.more > 0 && self.names.len() > 1 {
            // A test that was not run has one hint.
            let command = command.to_string();
            return Err(self.error(&Message::Usage { command }));
        }
        if self.solutions && self.submission.is_some() {
            return Err(self.error(&Message::ExcludeEachOther));
        }
        Ok(())
    }

    /// Says what the parser does not understand.
    fn not_understood(&self, error: lexopt::Error) -> anyhow::Error {
        use lexopt::Error;

        let message = match error {
            Error::UnexpectedOption(name) => {
                let known = COMMANDS.iter().flat_map(|known| known.1.iter().copied());
                let known: Vec<String> = known
                    .chain(["help", "lang"])
                    .map(|known| format!("--{known}"))
                    .collect();
                let known = known.iter().map(String::as_str);
                let message = Message::NoSuchFlag { name: name.clone() };
                return near::error(&message, &name, known, self.lang);
            }
            Error::MissingValue { option } => Message::NeedsValue {
                option: option.unwrap_or_default(),
            },
            Error::UnexpectedValue { option, value } => Message::TakesNoValue {
                option,
                value: value.to_string_lossy().into_owned(),
            },
            Error::NonUnicodeValue(value) => Message::NotUnicode {
                value: value.to_string_lossy().into_owned(),
            },
            other => return other.into(),
        };
        self.error(&message)
    }

    /// Says that an option wants a number, which `value` is not.
    fn no_number(&self, option: &str, value: String) -> anyhow::Error {
        self.error(&Message::NotANumber {
            option: option.to_string(),
            value,
            most: u64::MAX.to_string(),
        })
    }

    fn error(&self, message: &Message) -> anyhow::Error {
        anyhow!(message.to_text(self.lang))
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
