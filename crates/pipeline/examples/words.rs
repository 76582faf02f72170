//! Counts the words of a text in a pipeline: read, split, filter, count.
//!
//! `cargo run -p pipeline --example words`, or with `-- FILE`: a line of it that is not UTF-8 ends
//! the run, and the message says which.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use std::cmp::Reverse;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor};
use std::process::ExitCode;

use pattern_sync::collections::HashMap;
use pattern_sync::trace::{self, Recording};
use pipeline::{Pipeline, PipelineError, Report};

/// What is counted if no file is named: this chapter's lesson.
const TEXT: &str = include_str!("../docs/lesson.en.md");

fn main() -> ExitCode {
    let _recording = Recording::of_args();
    let result = match trace::args().next() {
        None => count(Cursor::new(TEXT)),
        Some(path) => match File::open(&path) {
            Ok(file) => count(BufReader::new(file)),
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                return ExitCode::FAILURE;
            }
        },
    };
    match result {
        Ok((counts, report)) => {
            for (word, count) in counts.iter().take(10) {
                println!("{count:7} {word}");
            }
            println!("\n{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\n\n{}", error.report());
            ExitCode::FAILURE
        }
    }
}

/// Counts the words of three letters and more; the most frequent come first.
fn count(text: impl BufRead + Send) -> Result<(Vec<(String, usize)>, Report), PipelineError> {
    let mut counts: HashMap<String, usize> = HashMap::default();
    let report = Pipeline::source(text.lines())
        .capacity(256)
        // An item is a line and not a word: a word is done with sooner than it is passed on.
        .try_stage("split", |line: io::Result<String>| {
            line.map(|line| words(&line))
        })
        .workers(2)
        // The counts do not depend on the order in which the lines come.
        .unordered()
        .stage("filter", |mut words: Vec<String>| {
            words.retain(|word| word.chars().count() >= 3);
            words
        })
        .for_each(|words| {
            for word in words {
                *counts.entry(word).or_default() += 1;
            }
        })?;
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|(word, count)| (Reverse(*count), word.clone()));
    Ok((counts, report))
}

/// The words of a line, in lower case.
fn words(line: &str) -> Vec<String> {
    line.split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
