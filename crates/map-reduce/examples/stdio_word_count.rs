//! Counts words, as an executable for any engine that pipes lines through programs; and without one.
//!
//! ```text
//! cargo build --release -p map-reduce --features stdio --example stdio_word_count
//! cd target/release/examples
//!
//! # In a shell, which is an engine of one machine:
//! ./stdio_word_count map < TEXT | LC_ALL=C sort | ./stdio_word_count reduce | ./stdio_word_count show
//! # The same from parts of files, as Spark does it (see crates/map-reduce/cluster/README.md):
//! ./stdio_word_count splits PATH… | ./stdio_word_count map-split | LC_ALL=C sort | ./stdio_word_count reduce
//! # On threads, the same lines:
//! ./stdio_word_count threads PATH…
//! ```
//!
//! (A shell says whether a stage has failed with `set -o pipefail` only.)

use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead, BufWriter, Write};
use std::process::ExitCode;

use map_reduce::stdio::{Streaming, from_line, to_line};
use map_reduce::{BoxError, Emitter, Files, Job, MapReduce, Values};

/// So many bytes are mapped at a time: words end where lines do.
const BLOCK: usize = 32 << 10;

/// How often each word occurs.
struct WordCount;

impl Job for WordCount {
    type Record = [u8];
    type Key = Vec<u8>;
    type Value = u64;
    type Output = u64;

    fn map(&self, lines: &[u8], out: &mut Emitter<'_, Vec<u8>, u64>) -> Result<(), BoxError> {
        out.emit_words(lines, 1);
        Ok(())
    }

    const COMBINES: bool = true;

    fn combine(&self, total: &mut u64, more: u64) {
        *total += more;
    }

    fn reduce(&self, _word: &Vec<u8>, totals: Values<'_, u64>) -> Result<u64, BoxError> {
        Ok(totals.sum())
    }
}

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let done = match arguments.next() {
        Some(command) if command == "threads" => threads(arguments),
        Some(command) if command == "show" => show(),
        _ => {
            let streaming = Streaming::new(&WordCount).blocks(BLOCK);
            return streaming.main(env::args_os().skip(1));
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stdio_word_count: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the job in this process, and writes the lines that the reduce stage would.
fn threads(paths: impl Iterator<Item = OsString>) -> Result<(), BoxError> {
    let mut output = BufWriter::new(io::stdout().lock());
    let files = Files::open(paths)?.blocks(BLOCK);
    MapReduce::new(WordCount).run_each(files, |word, count| {
        output.write_all(&to_line(&word, &count))?;
        output.write_all(b"\n")
    })?;
    Ok(output.flush()?)
}

/// Turns the lines of the reduce stage into `word TAB count`.
fn show() -> Result<(), BoxError> {
    let mut output = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let (word, count) = from_line::<Vec<u8>, u64>(&line?)?;
        output.write_all(&word)?;
        writeln!(output, "\t{count}")?;
    }
    Ok(output.flush()?)
}
