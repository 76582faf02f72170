//! Work of a known length: arithmetic that takes so many nanoseconds, and can be checked.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::starting_line::StartingLine;

/// Different pieces of work, so that a result says which of them were done.
const SEEDS: usize = 64;

/// A piece of pure arithmetic that keeps a core busy for a given time.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    steps: u32,
    results: [u64; SEEDS],
}

impl Work {
    /// Finds out how many steps take `time` on a core that does nothing else.
    pub(crate) fn lasting(time: Duration) -> Self {
        const STEPS: u32 = 50_000;
        // The fastest of many: whatever disturbs makes it slower.
        let fastest = (0..100).map(|seed| {
            let start = Instant::now();
            black_box(spin(STEPS, black_box(seed)));
            start.elapsed().as_secs_f64()
        });
        let step = fastest.fold(f64::INFINITY, f64::min) / f64::from(STEPS);
        let steps = (time.as_secs_f64() / step).round().max(1.0) as u32;
        let results = std::array::from_fn(|seed| spin(steps, seed as u64));
        Self { steps, results }
    }

    /// As [`lasting`](Self::lasting), for the whole life of the process: tasks can refer to it
    /// without counting references.
    pub(crate) fn forever(time: Duration) -> &'static Self {
        Box::leak(Box::new(Self::lasting(time)))
    }

    /// Does the work of item `number`, and returns its result.
    #[inline]
    pub(crate) fn of(&self, number: usize) -> u64 {
        spin(self.steps, (number % SEEDS) as u64)
    }

    /// Does the work of so many items on so many threads, and returns the seconds per item: the
    /// ideal that a library is held against.
    ///
    /// # Errors
    ///
    /// When the results are not those that [`sum`](Self::sum) says.
    pub(crate) fn divided(&self, threads: usize, items: usize) -> Result<f64> {
        let line = &StartingLine::new(threads);
        let start = Instant::now();
        let sum = thread::scope(|scope| {
            let threads: Vec<_> = (0..threads)
                .map(|first| {
                    scope.spawn(move || {
                        line.wait();
                        let mine = (first..items).step_by(threads);
                        mine.fold(0_u64, |sum, number| sum.wrapping_add(self.of(number)))
                    })
                })
                .collect();
            let sums = threads
                .into_iter()
                .map(|thread| thread.join().expect("it only computes"));
            sums.fold(0, u64::wrapping_add)
        });
        let took = start.elapsed().as_secs_f64();
        ensure!(sum == self.sum(items), "the results add up to {sum}");
        Ok(took / items as f64)
    }

    /// Returns the sum of the results of the items below `count`.
    pub(crate) fn sum(&self, count: usize) -> u64 {
        let whole: u64 = self
            .results
            .iter()
            .fold(0, |sum, &more| sum.wrapping_add(more));
        let rest = self.results[..count % SEEDS].iter();
        let whole = whole.wrapping_mul((count / SEEDS) as u64);
        rest.fold(whole, |sum, &more| sum.wrapping_add(more))
    }
}

/// Steps of a generator of random numbers, each of which needs the one before.
#[inline(never)]
fn spin(steps: u32, seed: u64) -> u64 {
    let mut state = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    for _ in 0..steps {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_the_single_results() {
        let work = Work::lasting(Duration::from_nanos(50));
        for count in [0, 1, 63, 64, 65, 1_000] {
            let sum = (0..count).fold(0_u64, |sum, number| sum.wrapping_add(work.of(number)));
            assert_eq!(work.sum(count), sum);
        }
    }

    #[test]
    fn longer_work_has_more_steps() {
        let (short, long) = (Duration::from_nanos(100), Duration::from_micros(100));
        assert!(Work::lasting(short).steps < Work::lasting(long).steps);
    }
}
