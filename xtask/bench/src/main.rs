//! `cargo staff bench`: our libraries and their peers, side by side. See the `README.md` beside it.

mod grade;
mod map_reduce;
mod noise;
mod options;
mod pipeline;
mod pool;
mod queue;
mod report;
mod runner;
mod samples;
mod scenario;
mod starting_line;
mod statistics;
mod verdict;
mod work;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::options::{Family, Options};
use crate::report::Report;
use crate::report::circumstances::Circumstances;
use crate::report::lessons;
use crate::runner::Runner;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<()> {
    let Some(options) = Options::parse(std::env::args_os().skip(1))? else {
        print!("{}", options::HELP);
        return Ok(());
    };
    if options.again {
        for &family in &options.families {
            let report = Report::again(family, &options.out)?;
            report.save(&options.out)?;
            if options.lessons {
                lessons::save(family, &report)?;
            }
        }
        return Ok(());
    }
    let circumstances = Circumstances::now(&options);
    print!("{circumstances}");
    let mut runner = Runner::new(&options);
    let mut measured = false;
    for &family in &options.families {
        let mut report = Report::new(family, &circumstances);
        let groups = match family {
            Family::Queue => queue::groups(&options),
            Family::Pool => pool::groups(&options),
            Family::Pipeline => pipeline::groups(&options),
            Family::MapReduce => map_reduce::groups(&options)?,
            Family::Grade => {
                report.add(grade::group(&options)?);
                Vec::new()
            }
        };
        runner.run(groups, |group| report.add(group))?;
        // What was measured before stays where there is nothing new.
        if !report.groups.is_empty() {
            report.save(&options.out)?;
            measured = true;
            if options.lessons {
                lessons::save(family, &report)?;
            }
        }
    }
    match &options.only {
        Some(only) if !measured => bail!("no scenario has `{only}` in its name"),
        _ => Ok(()),
    }
}
