//! Measures what a pipeline adds to each item, with stages that do nothing.
//!
//! `cargo run --release -p pipeline --example overhead`
//!
//! Each kind is run several times, in turn, and the median is printed, in nanoseconds per item from
//! the start of the run to its end. "Shared" is three stages on the same threads, "apart" the same
//! three on threads of their own, "single" three stages of one worker each.

use std::hint::black_box;

use pattern_sync::thread::available_parallelism;
use pattern_sync::time::Instant;
use pipeline::{Pipeline, PipelineError};

const ITEMS: u32 = 200_000;
const ROUNDS: usize = 9;

fn main() -> Result<(), PipelineError> {
    let workers = available_parallelism().map_or(1, usize::from).max(2);
    println!("{workers} workers, {ITEMS} items, median (least to most) of {ROUNDS} rounds, in ns");
    for capacity in [64, 1_024] {
        let mut measured = [const { Vec::new() }; 3];
        for _round in 0..ROUNDS {
            for (kind, times) in ["shared", "apart", "single"].into_iter().zip(&mut measured) {
                times.push(run(kind, workers, capacity)?);
            }
        }
        for (kind, times) in ["shared", "apart", "single"].into_iter().zip(&mut measured) {
            times.sort_by(f64::total_cmp);
            let (least, most) = (times[0], times[ROUNDS - 1]);
            let median = times[ROUNDS / 2];
            println!("capacity {capacity:5}, {kind:6}: {median:6.0} ({least:.0} to {most:.0})");
        }
    }
    Ok(())
}

/// Gives how many nanoseconds an item takes.
fn run(kind: &str, workers: usize, capacity: usize) -> Result<f64, PipelineError> {
    let mut pipeline = Pipeline::source(0..ITEMS).capacity(capacity);
    for name in ["first", "second", "third"] {
        pipeline = pipeline.stage(name, black_box).capacity(capacity);
        pipeline = match kind {
            "shared" => pipeline.workers(workers),
            "apart" => pipeline.workers(workers).apart(),
            _ => pipeline,
        };
    }
    let started = Instant::now();
    let mut count = 0;
    pipeline.for_each(|_item| count += 1)?;
    assert_eq!(count, ITEMS);
    Ok(started.elapsed().as_secs_f64() * 1e9 / f64::from(ITEMS))
}
