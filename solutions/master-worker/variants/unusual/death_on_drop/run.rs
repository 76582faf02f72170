//! Unusual: a worker's life is a value, whose drop during a panic reports the death; the master's
//! thread delivers the outcomes into their places one by one.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::thread;

use crate::{Master, TaskFailed, TaskId, WorkerId};

/// A worker that is alive; dropped by a panic, it is dead.
struct Life<'m, T: Clone, R> {
    master: &'m Master<T, R>,
    worker: WorkerId,
}

impl<T: Clone, R> Drop for Life<'_, T, R> {
    fn drop(&mut self) {
        // At the ordinary end it has nothing in its hands, and nothing happens.
        self.master.worker_died(self.worker);
    }
}

/// Works for `master` until it is shut down and every task is done.
pub fn work<T, R, F>(master: &Master<T, R>, handle: F)
where
    T: Clone,
    F: Fn(T) -> R,
{
    let live = || {
        let life = Life {
            master,
            worker: master.register(),
        };
        while let Some((id, task)) = master.next_task(life.worker) {
            master.complete(id, handle(task));
        }
    };
    // One life after the other, until one of them comes to its natural end.
    while catch_unwind(AssertUnwindSafe(live)).is_err() {}
}

/// Has `tasks` done by `workers` threads; returns the outcomes in the order of `tasks`.
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
    assert!(workers > 0, "without a worker nothing is done");
    let master = Master::new(max_attempts);
    let mut places: Vec<_> = tasks.iter().map(|_| None).collect();
    for task in tasks {
        let accepted = master.submit(task);
        assert!(accepted.is_ok(), "the master is not shut down");
    }
    thread::scope(|s| {
        let threads: Vec<_> = (0..workers)
            .map(|_| s.spawn(|| work(&master, &handle)))
            .collect();
        while let Some((TaskId(place), outcome)) = master.next_completed() {
            places[place] = Some(outcome);
        }
        master.shutdown();
        for thread in threads {
            thread.join().expect("panics are caught");
        }
    });
    let outcomes = places.into_iter().map(|outcome| outcome.expect("all came"));
    outcomes.collect()
}
