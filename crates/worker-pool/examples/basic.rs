//! The chapter's exercise: a pool of workers that handle tasks from a queue, with random pauses.
//!
//! `cargo run -p worker-pool --example basic`
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use pattern_sync::thread;
use pattern_sync::time::Duration;
use pattern_sync::trace::Recording;
use worker_pool::{TaskError, WorkerPool};

const WORKERS: usize = 3;
const TASKS: u64 = 10;

/// Does something that takes 100 to 500 milliseconds.
fn task(number: u64) -> u64 {
    let me = thread::current();
    let name = me.name().unwrap_or("?");
    println!("[{name}] begins task {number}");
    thread::sleep(Duration::from_millis(fastrand::u64(100..500)));
    assert!(number != 7, "task 7 never succeeds");
    println!("[{name}] has finished task {number}");
    number * number
}

fn main() {
    let _recording = Recording::of_args();
    let pool = WorkerPool::new(WORKERS);
    let handles: Vec<_> = (0..TASKS)
        .map(|number| pool.submit(move || task(number)))
        .collect();

    let mut sum = 0;
    for (number, handle) in handles.into_iter().enumerate() {
        match handle.join() {
            Ok(square) => sum += square,
            Err(TaskError::Panicked(panic)) => println!("Task {number} failed: {panic}"),
            Err(TaskError::Cancelled) => println!("Task {number} was not run"),
        }
    }
    pool.shutdown(); // no thread is left behind

    let expected: u64 = (0..TASKS).filter(|&n| n != 7).map(|n| n * n).sum();
    assert_eq!(sum, expected);
    println!("{TASKS} tasks on {WORKERS} workers; sum of the squares that there are: {sum}");
}
