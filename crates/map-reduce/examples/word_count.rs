//! Counts the words of text of any size: files, directories, or one huge file.
//!
//! ```text
//! cargo run --release -p map-reduce --example word_count -- [--workers N] [--memory 64M] [--report] PATH…
//! ```
//!
//! Prints `word TAB count` for each word, in the order of the words' bytes. A word is what lies
//! between white space. So it gives what the shell gives, other than the order of the two columns:
//!
//! ```text
//! tr -s ' \t\n\v\f\r' '\n' < PATH | LC_ALL=C sort | uniq -c
//! ```
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use std::ffi::OsString;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use map_reduce::{Emitter, Files, MapReduce, Progress, Report, RunError};
use pattern_sync::trace::{self, Recording};

const USAGE: &str = "usage: word_count [--workers N] [--memory BYTES[K|M|G]] [--report] PATH…";

/// So many bytes are mapped at a time.
const BLOCK: usize = 32 << 10;

/// What the command line asks for.
#[derive(Debug, Default, PartialEq)]
struct Request {
    help: bool,
    workers: Option<usize>,
    memory: Option<usize>,
    report: bool,
    paths: Vec<OsString>,
}

fn main() -> ExitCode {
    let _recording = Recording::of_args();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("word_count: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let request = parse(trace::args())?;
    if request.help {
        println!("{USAGE}");
        return Ok(());
    }
    let files = Files::open(&request.paths).map_err(|error| error.to_string())?;
    let mut output = BufWriter::new(io::stdout().lock());
    let counted = count(&request, files, |word, count| {
        output.write_all(word)?;
        writeln!(output, "\t{count}")
    });
    let written = counted.map(|report| output.flush().map(|()| report));
    match written {
        Ok(Ok(report)) => {
            if request.report {
                eprintln!("{report}");
            }
            Ok(())
        }
        // Whoever reads our output has seen enough: `word_count … | head`.
        Ok(Err(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) if is_broken_pipe(&error) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// Counts the words, and passes each on with its number.
fn count(
    request: &Request,
    files: Files,
    mut each: impl FnMut(&[u8], u64) -> io::Result<()>,
) -> Result<Report, RunError> {
    let mut job = MapReduce::map(words)
        .combine(|total: &mut u64, more| *total += more)
        .reduce(|_word, totals| totals.sum::<u64>());
    if let Some(workers) = request.workers {
        job = job.workers(workers);
    }
    if let Some(bytes) = request.memory {
        job = job.memory_budget(bytes);
    }
    if request.report {
        job = job.on_progress(show);
    }
    // Words end where lines do: so many lines may come together.
    job.run_each(files.blocks(BLOCK), |word, count| each(&word, count))
}

/// The map function: emits each word of some lines. Bytes rather than text: any file will do.
fn words(lines: &[u8], out: &mut Emitter<'_, Vec<u8>, u64>) {
    out.emit_words(lines, 1);
}

/// Shows how far it is, on one line of the standard error.
fn show(progress: Progress) {
    let Progress {
        phase, done, total, ..
    } = progress;
    match total {
        Some(total) if total > 0 => eprint!("\r{phase}: {} %  ", 100 * done / total),
        _ => eprint!("\r{phase}: {done}  "),
    }
    if total == Some(done) {
        eprintln!();
    }
}

fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Request, String> {
    let mut request = Request::default();
    while let Some(argument) = arguments.next() {
        let mut value = || {
            let value = arguments.next().and_then(|value| value.into_string().ok());
            value.ok_or_else(|| format!("{} wants a number; {USAGE}", argument.display()))
        };
        match argument.to_str() {
            Some("--workers") => {
                let value = value()?;
                let workers = value
                    .parse()
                    .ok()
                    .filter(|&workers| (1..=1_024).contains(&workers));
                let wrong = || format!("--workers wants a number from 1 to 1024, not `{value}`");
                request.workers = Some(workers.ok_or_else(wrong)?);
            }
            Some("--memory") => {
                let value = value()?;
                let wrong = || format!("--memory wants a size such as 64M, not `{value}`");
                request.memory = Some(bytes(&value).ok_or_else(wrong)?);
            }
            Some("--report") => request.report = true,
            Some("--help") => {
                request.help = true;
                return Ok(request);
            }
            Some("--") => {
                request.paths.extend(arguments);
                break;
            }
            Some(option) if option.starts_with('-') => {
                return Err(format!("there is no option {option}; {USAGE}"));
            }
            _ => request.paths.push(argument),
        }
    }
    if request.paths.is_empty() {
        return Err(format!("no file given; {USAGE}"));
    }
    Ok(request)
}

/// A size such as `64M`, in bytes.
fn bytes(size: &str) -> Option<usize> {
    let units = [("K", 10), ("M", 20), ("G", 30)];
    let unit = units
        .iter()
        .find_map(|&(unit, shift)| Some((size.strip_suffix(unit)?, shift)));
    let (digits, shift) = unit.unwrap_or((size, 0));
    let number = digits.parse::<usize>().ok().filter(|&number| number > 0)?;
    number.checked_mul(1 << shift)
}

fn is_broken_pipe(error: &RunError) -> bool {
    let map_reduce::Cause::Output(cause) = &error.failures()[0].cause else {
        return false;
    };
    let cause = cause.downcast_ref::<io::Error>();
    cause.is_some_and(|cause| cause.kind() == ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    fn parsed(line: &str) -> Result<Request, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn a_full_command_line_is_understood() {
        let expected = Request {
            workers: Some(3),
            memory: Some(64 << 20),
            report: true,
            paths: ["a", "b", "--help"].map(OsString::from).into(),
            ..Request::default()
        };
        let line = "--workers 3 a --memory 64M --report b -- --help";
        assert_eq!(parsed(line), Ok(expected));
        assert!(parsed("--help").unwrap().help);
    }

    #[test]
    fn what_makes_no_sense_is_refused_in_one_line() {
        for line in [
            "",
            "--report",
            "--workers",
            "--workers 0 a",
            "--workers x a",
            "--memory 0 a",
            "--memory 64Q a",
            "--memory 99999999999999999G a",
            "--frob a",
        ] {
            let message = parsed(line).unwrap_err();
            assert!(!message.contains('\n'), "{line}: {message}");
        }
    }

    #[test]
    fn words_are_counted_in_the_order_of_their_bytes_with_little_memory_too() {
        let path = env::temp_dir().join(format!("word-count-{}", std::process::id()));
        std::fs::write(&path, b"b a\x0Bb\r\n\xFF \t b\n\nno_end").unwrap();
        for memory in [None, Some(1)] {
            let request = Request {
                memory,
                ..Request::default()
            };
            let mut counted = Vec::new();
            let files = Files::open([&path]).unwrap();
            let report = count(&request, files, |word, count| {
                counted.push((word.to_vec(), count));
                Ok(())
            });
            assert_eq!(report.unwrap().spills > 0, memory.is_some());
            let expected: [(&[u8], u64); 4] = [(b"a", 1), (b"b", 3), (b"no_end", 1), (b"\xFF", 1)];
            assert_eq!(
                counted,
                expected.map(|(word, count)| (word.to_vec(), count))
            );
        }
        std::fs::remove_file(path).unwrap();
    }
}
