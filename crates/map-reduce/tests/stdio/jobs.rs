//! Jobs for the tests: `stdio-test-jobs JOB STAGE`, and `stdio-test-jobs JOB threads PATH…` for the same
//! lines from one process.

use std::env;
use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use map_reduce::stdio::{RecordBytes, Streaming, to_line};
use map_reduce::{BoxError, Emitter, Files, IntoInput, Job, MapReduce, Wire};

/// For a table of a few words: it is flushed again and again.
const FEW_BYTES: usize = 20_000;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let name = arguments.next().unwrap_or_default();
    let arguments = arguments.collect();
    match name.to_str() {
        Some("words") => {
            let words = MapReduce::map(|line: &[u8], out| out.emit_words(line, 1))
                .combine(|total, more| *total += more)
                .reduce(|_word, totals| totals.sum::<u64>());
            serve(&words, FEW_BYTES, arguments)
        }
        // The same for large texts.
        Some("text") => {
            let text = MapReduce::map(|line: &[u8], out| out.emit_words(line, 1))
                .combine(|total, more| *total += more)
                .reduce(|_word, totals| totals.sum::<u64>());
            serve(&text, 64 << 20, arguments)
        }
        // Values that are not combined: the lines in which a word is, in the order of the input.
        Some("index") => {
            let index = MapReduce::map(|line: &[u8], out: &mut Emitter<'_, Vec<u8>, Vec<u8>>| {
                let words = line.split(|&byte| byte == b' ');
                words.for_each(|word| out.emit(word.to_vec(), line.to_vec()));
            })
            .reduce(|_word, lines| lines.collect::<Vec<_>>());
            serve(&index, FEW_BYTES, arguments)
        }
        // Keys are whole lines, whatever their bytes.
        Some("lines") => {
            let lines = MapReduce::map(|line: &[u8], out| out.emit_ref(line, 1))
                .combine(|total, more| *total += more)
                .reduce(|_line, totals| totals.sum::<u64>());
            serve(&lines, FEW_BYTES, arguments)
        }
        // Keys that are numbers, below zero too.
        Some("numbers") => {
            let numbers = MapReduce::map(|line: &str, out: &mut Emitter<'_, i64, u8>| {
                out.emit(line.parse()?, 1);
                Ok::<(), std::num::ParseIntError>(())
            })
            .reduce(|_number, times| times.count());
            serve(&numbers, FEW_BYTES, arguments)
        }
        Some("panics") => {
            let panics = MapReduce::map(|line: &[u8], out| {
                assert!(line.is_empty(), "this mapper panics");
                out.emit(0_u8, 0_u8);
            })
            .reduce(|_, _| 0_u8);
            serve(&panics, FEW_BYTES, arguments)
        }
        _ => ExitCode::from(2),
    }
}

/// Does what a command line asks for.
fn serve<J>(job: &MapReduce<'_, J>, table_bytes: usize, arguments: Vec<OsString>) -> ExitCode
where
    J: Job<Record: RecordBytes, Key: Wire, Value: Wire, Output: Wire>,
    Files: IntoInput<J::Record>,
{
    let Some((_, paths)) = arguments
        .split_first()
        .filter(|(first, _)| *first == "threads")
    else {
        return Streaming::new(job.job())
            .table_bytes(table_bytes)
            .main(arguments);
    };
    match threads(job, paths) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a job in this process, and writes the lines that its reduce stage would.
fn threads<J>(job: &MapReduce<'_, J>, paths: &[OsString]) -> Result<(), BoxError>
where
    J: Job<Key: Wire, Output: Wire>,
    Files: IntoInput<J::Record>,
{
    let mut output = BufWriter::new(io::stdout().lock());
    job.run_each(Files::open(paths)?, |key, value| {
        output.write_all(&to_line(&key, &value))?;
        output.write_all(b"\n")
    })?;
    Ok(output.flush()?)
}
