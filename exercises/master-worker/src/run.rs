//! Step 6: the life of a worker, and a program in which each worker has a thread of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::thread;

use crate::{Master, TaskFailed};

/// Works for `master` until it is shut down and every task is done.
///
/// Calls `handle` with one task after the other, and brings the results. If `handle` panics, the
/// worker is dead, and the master is told so; a new worker takes its place, on the same thread.
///
/// # Blocking
///
/// As [`Master::next_task`], between any two tasks.
///
/// # Examples
///
/// ```
/// use master_worker::{Master, work};
///
/// let master = Master::new(1);
/// master.submit(20)?;
/// master.submit(21)?;
/// master.shutdown();
/// work(&master, |number| 2 * number);
/// assert_eq!(master.collect(), [Ok(40), Ok(42)]);
/// # Ok::<(), master_worker::SubmitError<i32>>(())
/// ```
pub fn work<T, R, F>(master: &Master<T, R>, handle: F)
where
    T: Clone,
    F: Fn(T) -> R,
{
    todo!("step 6: register; ask, work, bring the result; report a panic as a death")
}

/// Has `tasks` done by `workers` threads; returns the outcomes in the order of `tasks`.
///
/// A task over which a worker panics is tried again, up to `max_attempts` times in all.
///
/// # Panics
///
/// If `workers` or `max_attempts` is 0.
///
/// # Blocking
///
/// Waits until every task has its outcome, and then until every worker has put down what it still
/// has in its hands.
///
/// # Examples
///
/// ```
/// use master_worker::{TaskFailed, run};
///
/// let halves = run(2, 3, vec![8, 7, 6], |number| {
///     assert!(number % 2 == 0, "{number} is odd");
///     number / 2
/// });
/// assert_eq!(halves, [Ok(4), Err(TaskFailed { attempts: 3 }), Ok(3)]);
/// ```
pub fn run<T, R, F>(
    workers: usize,
    max_attempts: usize,
    tasks: Vec<T>,
    handle: F,
) -> Vec<Result<R, TaskFailed>>
where
    T: Clone + Send,
    R: Send,
    F: Fn(T) -> R + Sync,
{
    todo!("step 6: start the workers, submit the tasks, shut down, collect")
}
