//! Finds the bottleneck of a pipeline, gives it more workers, and shows where it goes.
//!
//! `cargo run -p pipeline --example bottleneck [-- WORKERS [PAGES]]`
//!
//! The pauses stand for work, so that the picture is the same on any number of processors. The
//! middle stage takes four times as long as the others: with one worker it sets the pace, with four
//! all are equal, and with eight nothing is gained. With a number of workers it does the one run alone.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.
//! The lesson's picture of a real run was made like that, with one worker and twenty pages.

use std::process::ExitCode;

use pattern_sync::thread::sleep;
use pattern_sync::time::Duration;
use pattern_sync::trace::{self, Recording};
use pipeline::{Pipeline, PipelineError};

fn main() -> ExitCode {
    let _recording = Recording::of_args();
    let numbers: Result<Vec<usize>, _> = trace::args()
        .map(|arg| arg.to_string_lossy().parse())
        .collect();
    let result = match numbers.as_deref() {
        Ok([]) => run(&[1, 2, 4, 8], 100),
        Ok(&[workers @ 1..=64]) => run(&[workers], 100),
        Ok(&[workers @ 1..=64, pages]) => run(&[workers], pages),
        _ => {
            eprintln!("usage: bottleneck [WORKERS [PAGES]], with 1 to 64 workers");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bottleneck: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the pipeline once for each number of workers at its middle stage.
fn run(numbers: &[usize], pages: usize) -> Result<(), PipelineError> {
    for &workers in numbers {
        let report = Pipeline::source(1..=pages)
            .stage("scan", |page| work(1, page))
            .capacity(10)
            .stage("read", |page| work(4, page))
            .workers(workers)
            .capacity(10)
            .stage("file", |page| work(1, page))
            .run()?;
        let rate = pages as f64 / report.elapsed.as_secs_f64();
        println!("{workers} at `read`: {rate:.0} pages a second\n{report}\n");
    }
    Ok(())
}

/// Works on a page for so many milliseconds.
fn work(milliseconds: u64, page: usize) -> usize {
    sleep(Duration::from_millis(milliseconds));
    page
}
