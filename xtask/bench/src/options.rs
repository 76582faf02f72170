//! What the command line says.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use lexopt::prelude::*;

/// What `--help` says.
pub(crate) const HELP: &str = "\
cargo staff bench [queue|pool|pipeline|map-reduce|grade|all]…

  --rounds N    how many times everything is measured (default 7)
  --quick       tiny amounts and three rounds: shows that it works, not how fast
  --only TEXT   only scenarios with TEXT in their name, such as `64 byte` or `4p1c`
  --growth N    what grows, grows to 10^N items (5 to 9, default 7)
  --size MB     how much text map-reduce counts the words of (default 500)
  --again       shows and draws the last results again, without measuring
  --lessons     also draws what the lessons show: crates/*/docs/bench.{en,fr}.svg
  --out DIR     where JSON and SVG go (default target/bench)

Exit status: 0 measured, 2 a wrong answer or bad input. A goal missed is no error.
";

/// Rounds if nothing is said: with fewer, quartiles say little.
const ROUNDS: usize = 7;
/// The power of ten that the number of items grows to, if nothing is said.
const GROWTH: u32 = 7;
/// Megabytes of text, if nothing is said.
const SIZE: usize = 500;
/// Megabytes of text with `--quick`.
const QUICK_SIZE: usize = 1;
/// Rounds with `--quick`.
const QUICK_ROUNDS: usize = 3;

/// Names what is measured together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Queue,
    Pool,
    Pipeline,
    MapReduce,
    Grade,
}

impl Family {
    /// In the order of the book.
    pub(crate) const ALL: [Self; 5] = [
        Self::Queue,
        Self::Pool,
        Self::Pipeline,
        Self::MapReduce,
        Self::Grade,
    ];

    /// Returns the name on the command line and of the files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Pool => "pool",
            Self::Pipeline => "pipeline",
            Self::MapReduce => "map-reduce",
            Self::Grade => "grade",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Holds what the command line asks for.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) families: Vec<Family>,
    pub(crate) rounds: usize,
    pub(crate) quick: bool,
    pub(crate) only: Option<String>,
    pub(crate) growth: u32,
    /// Megabytes of text.
    pub(crate) size: usize,
    pub(crate) again: bool,
    /// Whether the plots of the lessons are drawn, too.
    pub(crate) lessons: bool,
    pub(crate) out: PathBuf,
    /// The arguments as they were given, for whoever wants to measure again.
    pub(crate) given: String,
}

impl Options {
    /// Reads the arguments; `None` if help is asked for.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Self>> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        let given: Vec<String> = arguments
            .iter()
            .map(|word| quoted(&word.to_string_lossy()))
            .collect();
        let (mut families, mut rounds, mut size, mut growth) = (Vec::new(), None, None, GROWTH);
        let (mut quick, mut again, mut lessons) = (false, false, false);
        let (mut only, mut out) = (None, target().join("bench"));
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("rounds") => rounds = Some(parser.value()?.parse()?),
                Long("growth") => growth = parser.value()?.parse()?,
                Long("size") => size = Some(parser.value()?.parse()?),
                Long("quick") => quick = true,
                Long("again") => again = true,
                Long("lessons") => lessons = true,
                Long("only") => only = Some(parser.value()?.string()?),
                Long("out") => out = parser.value()?.into(),
                Value(name) => add(&mut families, &name.string()?)?,
                other => return Err(other.unexpected().into()),
            }
        }
        let rounds = rounds.unwrap_or(if quick { QUICK_ROUNDS } else { ROUNDS });
        let size = size.unwrap_or(if quick { QUICK_SIZE } else { SIZE });
        ensure!(size >= 1, "a text has at least a megabyte");
        ensure!(rounds >= 1, "a number of rounds is at least 1");
        ensure!((5..=9).contains(&growth), "growth is from 5 to 9");
        ensure!(
            !lessons || (!quick && only.is_none()),
            "a lesson shows whole measurements: not with --quick or --only"
        );
        if families.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            families,
            rounds,
            quick,
            only,
            growth,
            size,
            again,
            lessons,
            out,
            given: given.join(" "),
        }))
    }

    /// Returns whether a scenario of this name is asked for.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|text| name.contains(text))
    }
}

/// Returns a word as a shell would have to be given it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_=./".contains(letter);
    if word.chars().all(plain) && !word.is_empty() {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

fn add(families: &mut Vec<Family>, name: &str) -> Result<()> {
    if name == "all" {
        families.extend(Family::ALL);
        return Ok(());
    }
    let known = Family::ALL.into_iter().find(|family| family.name() == name);
    let Some(family) = known else {
        bail!("there is no benchmark `{name}`; `--help` lists them")
    };
    families.push(family);
    Ok(())
}

/// Returns the workspace's folder.
pub(crate) fn workspace() -> &'static Path {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    workspace.unwrap_or(Path::new(""))
}

/// Returns the workspace's folder for what can be made again.
fn target() -> PathBuf {
    let usual = workspace().join("target");
    std::env::var_os("CARGO_TARGET_DIR").map_or(usual, PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Options>> {
        Options::parse(line.split(' ').map(OsString::from))
    }

    #[test]
    fn a_full_command_line_is_understood() {
        let line = "queue map-reduce --rounds 9 --only 4p1c --size 20 --growth 8 --out there";
        let options = parsed(line).unwrap().unwrap();
        assert_eq!(options.families, [Family::Queue, Family::MapReduce]);
        assert_eq!((options.rounds, options.size, options.growth), (9, 20, 8));
        assert_eq!(options.out, Path::new("there"));
        assert!(options.wants("usize: cap 5 4p1c") && !options.wants("usize: cap 5 1p1c"));
        assert_eq!(options.given, line);
    }

    #[test]
    fn quick_is_small_unless_more_is_said() {
        let quick = parsed("all --quick").unwrap().unwrap();
        assert!(quick.rounds < ROUNDS && quick.size < SIZE);
        assert_eq!(parsed("all --quick --rounds 8").unwrap().unwrap().rounds, 8);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in [
            "queues",
            "queue --rounds 0",
            "queue --growth 20",
            "queue --frob",
            "queue --size 0",
            "queue --lessons --quick",
            "queue --lessons --only 4p1c",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
        assert_eq!(parsed("--help").unwrap(), None);
    }

    #[test]
    fn a_command_can_be_given_to_a_shell_again() {
        assert_eq!(quoted("--only=4p1c"), "--only=4p1c");
        assert_eq!(quoted("64 bytes"), "'64 bytes'");
        assert_eq!(quoted("1 µs"), "'1 µs'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
