//! The commands of `cargo staff`, for instructors and maintainers.

mod bench;
mod options;
mod verdict_times;
mod verify;

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
    let options = Options::parse(std::env::args_os().skip(1).collect())?;
    match &options.command {
        Command::Help => {
            terminal::print(options::HELP)?;
            Ok(Outcome::Good)
        }
        Command::Verify => verify::run(&Repo::find()?, &options),
        Command::Bench(arguments) => bench::run(&Repo::find()?, arguments),
        Command::TimeVerdicts => verdict_times::print(&Repo::find()?, options.rounds),
    }
}
