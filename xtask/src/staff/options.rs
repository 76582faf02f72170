//! What the command line of `cargo staff` says.

use std::ffi::OsString;

use anyhow::{Result, bail, ensure};
use lexopt::prelude::*;

use super::words::number;

/// What `cargo staff --help` says.
pub(super) const HELP: &str = "\
cargo staff COMMAND

  class --submissions DIR --out DIR
                        grades what a whole class has handed in: folders or zip files
      --exercises A,B   grades these (default: all)
      --jobs N          uses N workers (default: one for each core)
      --resume          goes on after an interruption
      --regrade         grades again what a changed suite affects, and lists whose marks moved
      --partition I/N   grades the I-th of N parts of the class; `merge` brings them together
      --formats A,B     text, html, csv, junit, gradescope, classroom50, github; all; none
                        (default: text,html,csv; the results themselves are JSON)
      --moodle FILE     fills in a grading worksheet that was downloaded from Moodle
      --hidden DIR      grades by further tests, of which students see only whether they pass
      --seed N          what the inputs of value tests are made from; drawn anew without
      --lang en|fr      what students read is in this language (default: that of LANG)
      --accept-weak-isolation
                        grades on a machine that does not keep submissions apart
  merge DIR… --out DIR  brings the parts of a class together
      --formats, --moodle   as for `class`
  handout DIR           makes a repository for students, without solutions
      --exercises A,B   with these (default: all)
      --vendor          with the sources of all dependencies: no network is needed
      --github          with a workflow for GitHub Actions
      --classroom50 DIR, --gradescope FILE.zip
                        writes the autograder that these want, besides
  similarity --submissions DIR
                        lists pairs that are alike beyond what everybody was given
      --exercises A,B   of these (default: all)
      --least N         from N percent on (default 50)
      --html FILE       as a page, besides
  verify [EXERCISE…]    checks that the set is consistent: stubs, solutions, variants, lessons
      --repeat N        grades every variant N times (default 2; from the second on under load)
      --whole           grades faulty variants by all tests, not only by those that they must fail
      --bless           rewrites stubs, patches and the lessons' marks instead of complaining
  book                  builds the course as a site, in English and French
      --out DIR         there (default: target/book)
      --open            shows it in the browser
  pictures              explores the programs of the lessons' figures, and draws these anew
  bench [FAMILY…]       measures the libraries beside their peers, and how fast a verdict comes;
                        `cargo staff bench --help` has the families and options
  time-isolation        shows what each level of isolation costs a test, on this machine
      --rounds N        runs it N times at each level (default 5)

Exit status: 0 all is well, 1 it is not, 2 bad input.
";

/// Names a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Help,
    Verify,
    /// With arguments that are none of ours.
    Bench(Vec<OsString>),
    /// Shows what isolation costs each test.
    TimeIsolation,
    /// What the benchmark calls to have verdicts timed.
    TimeVerdicts,
}

/// Holds the command and its options.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) command: Command,
    pub(super) names: Vec<String>,
    pub(super) repeat: usize,
    pub(super) whole: bool,
    pub(super) bless: bool,
    pub(super) rounds: usize,
}

impl Options {
    pub(super) fn parse(arguments: Vec<OsString>) -> Result<Self> {
        if let [command, passed @ ..] = arguments.as_slice()
            && command == "bench"
        {
            return Ok(Self::of(Command::Bench(passed.to_vec())));
        }
        let (mut words, mut given, mut help) = (Vec::new(), Vec::new(), false);
        let Self {
            mut repeat,
            mut whole,
            mut bless,
            mut rounds,
            ..
        } = Self::of(Command::Help);
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => help = true,
                Long("bless") => {
                    bless = true;
                    given.push("bless");
                }
                Long("repeat") => {
                    repeat = number(&mut parser, "repeat")?;
                    given.push("repeat");
                }
                Long("whole") => {
                    whole = true;
                    given.push("whole");
                }
                Long("rounds") => {
                    rounds = number(&mut parser, "rounds")?;
                    given.push("rounds");
                }
                Value(value) => words.push(value.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        ensure!(
            repeat >= 1 && rounds >= 1,
            "a number of rounds is at least 1"
        );
        let command: Vec<&str> = words.iter().map(String::as_str).collect();
        let (command, names, known): (_, &[&str], &[&str]) = match command.as_slice() {
            _ if help => (Command::Help, &[], &["bless", "repeat", "rounds", "whole"]),
            [] | ["help"] => (Command::Help, &[], &[]),
            ["verify", names @ ..] => (Command::Verify, names, &["bless", "repeat", "whole"]),
            ["time-isolation"] => (Command::TimeIsolation, &[], &["rounds"]),
            ["time-verdicts"] => (Command::TimeVerdicts, &[], &["rounds"]),
            [other, ..] => {
                bail!("there is no command `{other}`; `cargo staff --help` lists them")
            }
        };
        if let Some(other) = given.iter().find(|option| !known.contains(option)) {
            bail!("this command has no option --{other}");
        }
        Ok(Self {
            names: names.iter().map(|name| (*name).to_string()).collect(),
            repeat,
            whole,
            bless,
            rounds,
            ..Self::of(command)
        })
    }

    /// Returns a command with the options that it has if nothing is said.
    fn of(command: Command) -> Self {
        Self {
            command,
            names: Vec::new(),
            repeat: 2,
            whole: false,
            bless: false,
            rounds: 5,
        }
    }
}
