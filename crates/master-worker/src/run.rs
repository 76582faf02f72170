//! The pattern in one call: tasks, a closure, and what became of each task.

use pattern_sync::thread::{self, Builder};

use crate::driver::drive;
use crate::error::TaskFailed;
use crate::hub::Hub;
use crate::scheduler::{Event, Policy};
use crate::worker::Calling;

/// Runs `work` on every task, on so many workers, and returns the results in the order of `tasks`.
///
/// Tasks and closure may borrow from the caller. A task at which `work` panics is handed out again,
/// `max_attempts` times in all; then its outcome is the error. [`Master`](crate::Master) does the
/// same and more: results as they come, deadlines, second copies, workers that join and leave,
/// workers that are processes.
///
/// # Panics
///
/// Panics if there are no workers or no attempts, or if the iterator of tasks does.
///
/// # Blocking
///
/// Waits until every task has its outcome and all threads have ended.
///
/// # Examples
///
/// ```
/// let words = ["one", "three", "eleven"];
/// let lengths = master_worker::run(2, 3, &words, |word| word.len());
/// assert_eq!(lengths, [Ok(3), Ok(5), Ok(6)]);
/// ```
pub fn run<T, R, F>(
    workers: usize,
    max_attempts: usize,
    tasks: impl IntoIterator<Item = T>,
    work: F,
) -> Vec<Result<R, TaskFailed>>
where
    T: Send + Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    assert!(workers > 0, "without workers no task is ever done");
    let policy = Policy {
        max_attempts,
        ..Policy::default()
    };
    let hub = &Hub::new(policy, false, None);
    let work = &work;
    thread::scope(|s| {
        // Also if the iterator panics: the scope waits for the workers, who must not wait for us.
        let ending = Ending(hub);
        for _ in 0..workers {
            let (id, name) = hub.join("worker-", None);
            let builder = Builder::new().name(name);
            if let Err(error) = builder.spawn_scoped(s, move || drive(hub, id, Calling(work))) {
                // The others do the work; without any, every task has that for its outcome.
                let why = error.to_string();
                hub.report(Event::Left { worker: id, why }, None);
            }
        }
        for task in tasks {
            let submitted = hub.submit(task, None);
            assert!(submitted.is_ok(), "nobody has shut down the master");
        }
        let outcomes = hub.collect();
        drop(ending);
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    })
}

/// Sends the workers home.
struct Ending<'hub, T, R>(&'hub Hub<T, R>);

impl<T, R> Drop for Ending<'_, T, R> {
    fn drop(&mut self) {
        self.0.end();
    }
}
