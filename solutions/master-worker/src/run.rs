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
    // <solution>
    let mut worker = master.register();
    while let Some((id, task)) = master.next_task(worker) {
        // Nothing that the panic may have left half done is used again: the task is cloned anew.
        match catch_unwind(AssertUnwindSafe(|| handle(task))) {
            Ok(result) => {
                master.complete(id, result);
            }
            Err(_) => {
                master.worker_died(worker);
                worker = master.register();
            }
        }
    }
    // <stub>
    // todo!("step 6: register; ask, work, bring the result; report a panic as a death")
    // </stub>
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
    // <solution>
    assert!(workers > 0, "without a worker nothing is done");
    let master = &Master::new(max_attempts);
    let handle = &handle;
    thread::scope(|s| {
        for number in 0..workers {
            thread::Builder::new()
                .name(format!("worker{number}"))
                .spawn_scoped(s, move || work(master, handle))
                .expect("a thread starts");
        }
        for task in tasks {
            assert!(master.submit(task).is_ok(), "the master is not shut down");
        }
        // Now already: what was submitted is still done, and then the workers go home.
        master.shutdown();
        master.collect()
    })
    // <stub>
    // todo!("step 6: start the workers, submit the tasks, shut down, collect")
    // </stub>
}
