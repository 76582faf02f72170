//! Many tasks at once from outside.

use std::time::Instant;

use anyhow::{Result, ensure};

use super::pools::{Ours, Pool};
use super::tally;
use crate::work::Work;

/// What each task does.
#[derive(Clone, Copy)]
pub(super) struct Burst {
    /// `None`: it only counts itself. Not shared by counting: then the count is what is measured.
    work: Option<&'static Work>,
}

impl Burst {
    /// Tasks that add their number to a sum.
    pub(super) fn tiny() -> Self {
        Self { work: None }
    }

    /// Tasks that do some work first.
    pub(super) fn of(work: &'static Work) -> Self {
        Self { work: Some(work) }
    }

    /// Runs so many tasks through a pool, one by one, and returns the seconds per task.
    pub(super) fn through<P: Pool>(self, pool: &P, tasks: usize) -> Result<f64> {
        let before = tally::total().0;
        let wait = || {
            // What it promised counts, so the clock runs on.
            while P::ENDS_EARLY && tally::total().0 - before < tasks as u64 {
                std::thread::yield_now();
            }
        };
        self.measure(tasks, || {
            match self.work {
                None => pool.run_all(tasks, counting),
                Some(work) => pool.run_all(tasks, |number| move || tally::add(work.of(number))),
            }
            wait();
        })
    }

    /// Runs so many tasks through ours, all in one call, and returns the seconds per task.
    pub(super) fn together(self, pool: &Ours, tasks: usize) -> Result<f64> {
        match self.work {
            None => self.measure(tasks, || pool.run_together(tasks, counting)),
            Some(work) => self.measure(tasks, || {
                pool.run_together(tasks, |number| move || tally::add(work.of(number)));
            }),
        }
    }

    fn measure(self, tasks: usize, run: impl FnOnce()) -> Result<f64> {
        let before = tally::total();
        let start = Instant::now();
        run();
        let took = start.elapsed();
        let after = tally::total();
        let count = after.0 - before.0;
        ensure!(
            count == tasks as u64,
            "{count} tasks were done by then, not {tasks}"
        );
        let expected = match self.work {
            None => (0..tasks as u64).sum(),
            Some(work) => work.sum(tasks),
        };
        let sum = after.1.wrapping_sub(before.1);
        ensure!(
            sum == expected,
            "the tasks' results add up to {sum}, not {expected}"
        );
        Ok(took.as_secs_f64() / tasks as f64)
    }
}

fn counting(number: usize) -> impl FnOnce() + Send + 'static {
    move || tally::add(number as u64)
}
