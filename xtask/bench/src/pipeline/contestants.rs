//! Ours, and the pipelines that other libraries have.

use std::time::Instant;

use anyhow::{Result, anyhow};
use pariter::IteratorExt as _;
use pipeline::Pipeline;
use rayon::prelude::*;

use super::{Item, LINKS, Sink};
use crate::noise::cores;
use crate::work::Work;

/// Three stages with a worker per core each.
pub(super) fn ours(items: usize, work: &'static Work, capacity: usize) -> Result<f64> {
    let mut sink = Sink::default();
    let start = Instant::now();
    run_ours(items, work, capacity, |item| sink.take(item))?;
    let took = start.elapsed();
    sink.check(items, work)?;
    Ok(took.as_secs_f64() / items as f64)
}

/// Passes so many items through ours to `each`.
pub(super) fn run_ours(
    items: usize,
    work: &Work,
    capacity: usize,
    each: impl FnMut(Item),
) -> Result<()> {
    Pipeline::source((0..items).map(Item::new))
        .capacity(capacity)
        .stage("first", |item| item.through(work))
        .workers(cores())
        .capacity(capacity)
        .ordered()
        .stage("second", |item| item.through(work))
        .workers(cores())
        .capacity(capacity)
        .ordered()
        .stage("third", |item| item.through(work))
        .workers(cores())
        .capacity(capacity)
        .ordered()
        .for_each(each)
        .map_err(|error| anyhow!("{error}"))?;
    Ok(())
}

/// `pariter`, with the three stages as one: every further `parallel_map` has threads of its own.
pub(super) fn pariter(items: usize, work: &'static Work, capacity: usize) -> Result<f64> {
    let under_way = LINKS * capacity;
    let mut sink = Sink::default();
    let start = Instant::now();
    (0..items)
        .map(Item::new)
        .parallel_map_custom(
            |options| options.threads(cores()).buffer_size(under_way),
            |item| item.through_all(work),
        )
        .for_each(|item| sink.take(item));
    let took = start.elapsed();
    sink.check(items, work)?;
    Ok(took.as_secs_f64() / items as f64)
}

/// `rayon`, a window of items after the other, with the three stages as one: in order and bounded,
/// but all wait for the last of a window.
pub(super) fn rayon(items: usize, work: &'static Work, capacity: usize) -> Result<f64> {
    let under_way = LINKS * capacity;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(cores())
        .build()?;
    let (mut sink, mut window) = (Sink::default(), Vec::with_capacity(under_way));
    let start = Instant::now();
    for first in (0..items).step_by(under_way) {
        let numbers = first..items.min(first + under_way);
        let through = |number| Item::new(number).through_all(work);
        pool.install(|| {
            numbers
                .into_par_iter()
                .map(through)
                .collect_into_vec(&mut window);
        });
        window.iter().for_each(|&item| sink.take(item));
    }
    let took = start.elapsed();
    sink.check(items, work)?;
    Ok(took.as_secs_f64() / items as f64)
}
