//! Starts the workers of a phase, and waits for them: the barrier between map and reduce.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::thread::{self, Builder};
use pattern_sync::time::{Duration, Instant};

use crate::error::Cause;
use crate::report::Phase;
use crate::shared::{Shared, Who};

/// The name of a worker, counted from 0.
pub(crate) fn name_of(worker: usize) -> String {
    format!("map-reduce-{}", worker + 1)
}

/// Runs `work` on `count` threads, each with its number, and gives what they return, in order, with
/// the time that each took. Returns when all have ended; a worker that panicked is missing.
pub(crate) fn run_phase<R: Send>(
    shared: &Shared<'_>,
    phase: Phase,
    count: usize,
    work: impl Fn(usize, &Who<'_>) -> R + Sync,
) -> Vec<(usize, R, Duration)> {
    thread::scope(|s| {
        let mut running = Vec::with_capacity(count);
        for number in 0..count {
            let work = &work;
            let name = name_of(number);
            let live = move || {
                let name = name_of(number);
                let who = Who {
                    worker: &name,
                    phase,
                };
                let started = Instant::now();
                // Unwind safe: what a panic leaves half-done belongs to this worker alone, and is
                // dropped with it.
                let result = catch_unwind(AssertUnwindSafe(|| work(number, &who)));
                match result {
                    Ok(result) => Some((number, result, started.elapsed())),
                    Err(payload) => {
                        shared.panicked(&who, None, &*payload);
                        None
                    }
                }
            };
            match Builder::new().name(name.clone()).spawn_scoped(s, live) {
                Ok(handle) => running.push(handle),
                Err(error) => {
                    let who = Who {
                        worker: &name,
                        phase,
                    };
                    shared.fail(&who, None, Cause::NotStarted(error));
                    break;
                }
            }
        }
        let results = running.into_iter().map(|handle| {
            // Panics have been caught above; any other would be ours.
            handle
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        results.collect::<Vec<_>>().into_iter().flatten().collect()
    })
}
