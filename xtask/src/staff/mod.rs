//! The commands of `cargo staff`, for instructors and maintainers.

mod bench;
mod book;
pub(crate) mod class;
mod formats;
mod handout;
mod isolation_times;
mod merge;
mod options;
pub mod recordings;
mod schedules;
mod similarity;
mod verdict_times;
mod verify;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use self::options::{Command, Options};
use crate::cli::Outcome;
use crate::escape;
use crate::repo::Repo;
use crate::terminal;

/// Runs the command that the arguments of this process name.
pub fn main() -> ExitCode {
    match run() {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Less) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {}", escape::one_line(&format!("{error:#}")));
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<Outcome> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let asks_for_help = arguments.iter().any(|one| one == "--help" || one == "-h");
    if let (Some(first), false) = (
        arguments.first().and_then(|one| one.to_str()),
        asks_for_help,
    ) {
        let rest = &arguments[1..];
        match first {
            "book" => return book::run(&Repo::find()?, rest),
            "class" => return class::run(&Repo::find()?, rest),
            "handout" => return handout::run(&Repo::find()?, rest),
            "pictures" => return schedules::run(&Repo::find()?),
            "similarity" => return similarity::run(&Repo::find()?, rest),
            "merge" => return merge::run(rest),
            _ => {}
        }
    }
    let options = Options::parse(arguments)?;
    match &options.command {
        Command::Help => {
            terminal::print(options::HELP)?;
            Ok(Outcome::Good)
        }
        Command::Verify => verify::run(&Repo::find()?, &options),
        Command::Bench(arguments) => bench::run(&Repo::find()?, arguments),
        Command::TimeIsolation => isolation_times::print(&Repo::find()?, options.rounds),
        Command::TimeVerdicts => verdict_times::print(&Repo::find()?, options.rounds),
    }
}
