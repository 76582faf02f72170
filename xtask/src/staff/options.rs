//! What the command line of `cargo staff` says.

use std::ffi::OsString;

use anyhow::{Result, bail, ensure};
use lexopt::prelude::*;

/// What `cargo staff --help` says.
pub(super) const HELP: &str = "\
cargo staff COMMAND

  verify [EXERCISE…]    checks that the set is consistent: stubs, solutions, variants, lessons
      --repeat N        grades every variant N times (default 2; from the second on under load)
      --whole           grades faulty variants by all tests, not only by those that they must fail
      --bless           rewrites stubs, patches and the lessons' marks instead of complaining
  bench grade           measures how fast a verdict comes
      --rounds N        takes medians of N rounds (default 5)

Exit status: 0 all is well, 1 it is not, 2 bad input.
";

/// Names a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Help,
    Verify,
    BenchGrade,
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
        let (mut words, mut given, mut help) = (Vec::new(), Vec::new(), false);
        let (mut repeat, mut whole, mut bless, mut rounds) = (2, false, false, 5);
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => help = true,
                Long("bless") => {
                    bless = true;
                    given.push("bless");
                }
                Long("repeat") => {
                    repeat = parser.value()?.parse()?;
                    given.push("repeat");
                }
                Long("whole") => {
                    whole = true;
                    given.push("whole");
                }
                Long("rounds") => {
                    rounds = parser.value()?.parse()?;
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
            ["bench", "grade"] => (Command::BenchGrade, &[], &["rounds"]),
            [other, ..] => {
                bail!("there is no command `{other}`; `cargo staff --help` lists them")
            }
        };
        if let Some(other) = given.iter().find(|option| !known.contains(option)) {
            bail!("this command has no option --{other}");
        }
        let names = names.iter().map(|name| (*name).to_string()).collect();
        Ok(Self {
            command,
            names,
            repeat,
            whole,
            bless,
            rounds,
        })
    }
}
