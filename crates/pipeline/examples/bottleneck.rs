//! Finds the bottleneck of a pipeline, gives it more workers, and shows where it goes.
//!
//! `cargo run -p pipeline --example bottleneck`
//!
//! The pauses stand for work, so that the picture is the same on any number of processors. The
//! middle stage takes four times as long as the others: with one worker it sets the pace, with four
//! all are equal, and with eight nothing is gained.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use pattern_sync::thread::sleep;
use pattern_sync::time::Duration;
use pattern_sync::trace::Recording;
use pipeline::{Pipeline, PipelineError};

fn main() -> Result<(), PipelineError> {
    let _recording = Recording::of_args();
    for workers in [1, 2, 4, 8] {
        let report = Pipeline::source(1..=100)
            .stage("scan", |page| work(1, page))
            .capacity(10)
            .stage("read", |page| work(4, page))
            .workers(workers)
            .capacity(10)
            .stage("file", |page| work(1, page))
            .run()?;
        let rate = 100.0 / report.elapsed.as_secs_f64();
        println!("{workers} at `read`: {rate:.0} pages a second\n{report}\n");
    }
    Ok(())
}

/// Works on a page for so many milliseconds.
fn work(milliseconds: u64, page: u32) -> u32 {
    sleep(Duration::from_millis(milliseconds));
    page
}
