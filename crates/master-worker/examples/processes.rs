//! Workers that are processes, and somebody who kills them.
//!
//! `cargo run --release -p master-worker --example processes`. Counts the primes below one
//! million, in 200 tasks, on four processes, one of which is killed every 50 ms. The sum is right
//! all the same, since no task is lost and no result counts twice.

use master_worker::Worker;
use master_worker::process::{Process, serve_if_worker};
use master_worker::{Master, SubmitError};
use pattern_sync::channel::{RecvTimeoutError, bounded};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

/// The numbers of a task.
type Range = (u32, u32);

/// How many primes there are below 1,000,000.
const EXPECTED: u32 = 78_498;

fn main() -> Result<(), SubmitError<Range>> {
    // This very program is the workers, too. In a worker this call does not return.
    serve_if_worker("primes", |range: &Range| count_primes(*range));

    // Deaths count as attempts, and here there are many.
    let mut builder = Master::<Range, u32>::builder().max_attempts(20);
    let mut killers = Vec::new();
    for _ in 0..4 {
        let process = Process::new("primes");
        killers.extend(process.stopper());
        builder = builder.worker(process);
    }
    let master = builder.build();

    let (end, ended) = bounded::<()>(0);
    let killer = thread::spawn(move || {
        while ended.recv_timeout(Duration::from_millis(50)) == Err(RecvTimeoutError::Timeout) {
            killers[fastrand::usize(..killers.len())].stop(); // as by `kill -9`
        }
    });

    let start = Instant::now();
    for number in 0..200 {
        master.submit((number * 5_000, (number + 1) * 5_000))?;
    }
    let primes: u32 = master
        .completed()
        .map(|(_, result)| result.unwrap_or(0))
        .sum();
    println!(
        "{primes} primes below 1,000,000, after {:.1?}",
        start.elapsed()
    );
    assert_eq!(primes, EXPECTED);

    drop(end);
    killer.join().expect("the killer survives");
    let counts = master.stats().counts;
    println!(
        "{} deaths, {} attempts at {} tasks",
        counts.deaths, counts.dispatched, counts.submitted
    );
    Ok(())
}

/// Counts the primes from the first number to before the second, the slow way.
fn count_primes((from, to): Range) -> u32 {
    let is_prime = |n: &u32| {
        *n > 1
            && (2..)
                .take_while(|d| d * d <= *n)
                .all(|d| !n.is_multiple_of(d))
    };
    (from..to).filter(is_prime).count() as u32
}
