//! What one writes by hand: chunks of items to workers over `crossbeam-channel`, and back into order.

use std::collections::BTreeMap;
use std::thread;
use std::time::Instant;

use anyhow::Result;
use crossbeam_channel::{Receiver, Sender, bounded};

use super::{Item, LINKS, Sink};
use crate::noise::cores;
use crate::work::Work;

/// How many items are passed on at a time.
const CHUNK: usize = 32;

/// A chunk, and its place in the order.
type Chunk = (usize, Vec<Item>);

/// Farms the items out, with the three stages as one.
pub(super) fn farm(items: usize, work: &'static Work, capacity: usize) -> Result<f64> {
    let mut sink = Sink::default();
    let start = Instant::now();
    run_farm(items, work, capacity, |item| sink.take(item));
    let took = start.elapsed();
    sink.check(items, work)?;
    Ok(took.as_secs_f64() / items as f64)
}

/// Passes so many items through the farm to `each`.
pub(super) fn run_farm(items: usize, work: &Work, capacity: usize, each: impl FnMut(Item)) {
    let chunks = LINKS * capacity / CHUNK;
    let (to_workers, from_source) = bounded::<Chunk>(chunks / 2);
    let (to_sink, from_workers) = bounded::<Chunk>(chunks / 2);
    // A place in the window for each chunk under way: else a slow chunk would make the sink keep
    // all those after it.
    let (enter, leave) = bounded::<()>(chunks);
    thread::scope(|scope| {
        scope.spawn(move || {
            for (number, first) in (0..items).step_by(CHUNK).enumerate() {
                let chunk = (first..items.min(first + CHUNK)).map(Item::new).collect();
                if enter
                    .send(())
                    .and_then(|()| {
                        to_workers
                            .send((number, chunk))
                            .map_err(|_| crossbeam_channel::SendError(()))
                    })
                    .is_err()
                {
                    return; // the sink is gone
                }
            }
        });
        for _ in 0..cores() {
            let (from_source, to_sink) = (from_source.clone(), to_sink.clone());
            scope.spawn(move || serve(&from_source, &to_sink, work));
        }
        drop((from_source, to_sink));
        in_order(&from_workers, &leave, each);
    });
}

fn serve(from_source: &Receiver<Chunk>, to_sink: &Sender<Chunk>, work: &Work) {
    for (number, mut chunk) in from_source {
        for item in &mut chunk {
            *item = item.through_all(work);
        }
        if to_sink.send((number, chunk)).is_err() {
            return; // the sink is gone
        }
    }
}

fn in_order(from_workers: &Receiver<Chunk>, leave: &Receiver<()>, mut each: impl FnMut(Item)) {
    let (mut next, mut early) = (0, BTreeMap::new());
    for (number, chunk) in from_workers {
        early.insert(number, chunk);
        while let Some(chunk) = early.remove(&next) {
            chunk.into_iter().for_each(&mut each);
            next += 1;
            let _ = leave.try_recv();
        }
    }
}
