//! A job's command line: the stages, and the list of splits.

use std::env;
use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use super::record::RecordBytes;
use super::splits::write_splits;
use super::{Stage, Streaming};
use crate::files::Files;
use crate::job::Job;
use crate::wire::Wire;

const USAGE: &str = "usage: map | map-split | reduce | splits [--split-bytes N] PATH…";

/// What the command line asks for.
#[derive(Debug, PartialEq)]
enum Request {
    Help,
    Run(Stage),
    Splits {
        bytes: Option<u64>,
        paths: Vec<OsString>,
    },
}

impl<J> Streaming<'_, J>
where
    J: Job<Record: RecordBytes, Key: Wire, Value: Wire, Output: Wire>,
{
    /// Does what a command line asks for: `map`, `map-split` and `reduce` run the stage from the standard
    /// input to the standard output, `splits PATH…` lists what `map-split` reads ([`write_splits`]). So a
    /// job becomes an executable, which is what an engine is given.
    ///
    /// What goes wrong is said in one line on the standard error; the exit status is then 2 if the
    /// command line makes no sense, and 1 for the rest.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use map_reduce::MapReduce;
    /// use map_reduce::stdio::Streaming;
    ///
    /// fn main() -> std::process::ExitCode {
    ///     let count = MapReduce::map(|lines: &[u8], out| out.emit_words(lines, 1))
    ///         .combine(|total, more| *total += more)
    ///         .reduce(|_word, totals| totals.sum::<u64>());
    ///     Streaming::new(count.job()).blocks(32 << 10).main(std::env::args_os().skip(1))
    /// }
    /// ```
    pub fn main(&self, arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
        let name = env::args_os().next().unwrap_or_default();
        let name = std::path::Path::new(&name).file_name().unwrap_or_default();
        let name = name.display();
        match parse(arguments.into_iter()) {
            Ok(request) => match self.answer(&request) {
                Ok(()) => ExitCode::SUCCESS,
                Err(message) => {
                    eprintln!("{name}: {message}");
                    ExitCode::FAILURE
                }
            },
            Err(message) => {
                eprintln!("{name}: {message}");
                ExitCode::from(2)
            }
        }
    }

    fn answer(&self, request: &Request) -> Result<(), String> {
        let output = io::stdout().lock();
        match request {
            Request::Help => {
                println!("{USAGE}");
                Ok(())
            }
            Request::Run(stage) => {
                let run = self.run(*stage, io::stdin().lock(), output);
                run.map_err(|error| error.to_string())
            }
            Request::Splits { bytes, paths } => {
                let files = Files::open(paths).map(|files| match bytes {
                    Some(bytes) => files.split_bytes(*bytes),
                    None => files,
                });
                let written = files.and_then(|files| write_splits(&files, output));
                written.map_err(|error| error.to_string())
            }
        }
    }
}

fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Request, String> {
    let arguments: Vec<OsString> = arguments.collect();
    let named = |argument: &OsString| argument.to_str().map(str::to_owned);
    match arguments.split_first() {
        None => Err(format!("no stage given; {USAGE}")),
        Some((first, _)) if first == "--help" => Ok(Request::Help),
        Some((first, rest)) if first == "splits" => splits(rest),
        Some((first, [])) => {
            let name = named(first).unwrap_or_default();
            let stage = name.parse().map(Request::Run);
            stage.map_err(|error| format!("{error}; {USAGE}"))
        }
        Some(_) => Err(format!("a stage takes no arguments; {USAGE}")),
    }
}

fn splits(arguments: &[OsString]) -> Result<Request, String> {
    let (bytes, paths) = match arguments {
        [option, rest @ ..] if option == "--split-bytes" => {
            let wrong = || format!("--split-bytes wants a number above 0; {USAGE}");
            let (number, paths) = rest.split_first().ok_or_else(wrong)?;
            let number = number.to_str().and_then(|number| number.parse().ok());
            let number = number.filter(|&number| number > 0);
            (Some(number.ok_or_else(wrong)?), paths)
        }
        paths => (None, paths),
    };
    if paths.is_empty() {
        return Err(format!("no file given; {USAGE}"));
    }
    let paths = paths.to_vec();
    Ok(Request::Splits { bytes, paths })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Request, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn stages_and_splits_are_understood() {
        assert_eq!(parsed("reduce"), Ok(Request::Run(Stage::Reduce)));
        let paths = vec![OsString::from("a"), OsString::from("b")];
        let expected = |bytes| Request::Splits {
            bytes,
            paths: paths.clone(),
        };
        assert_eq!(parsed("splits a b"), Ok(expected(None)));
        assert_eq!(parsed("splits --split-bytes 7 a b"), Ok(expected(Some(7))));
    }

    #[test]
    fn what_makes_no_sense_is_refused_in_one_line() {
        for line in [
            "",
            "shuffle",
            "map file",
            "splits",
            "splits --split-bytes",
            "splits --split-bytes 0 a",
            "splits --split-bytes 5",
        ] {
            let message = parsed(line).unwrap_err();
            assert!(!message.contains('\n'), "{line}: {message}");
        }
    }
}
