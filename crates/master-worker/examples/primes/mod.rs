//! The job of the `primes_*` examples: how many primes there are below two million, in 200 tasks.

use std::process::ExitCode;

use master_worker::Master;
use pattern_sync::time::Instant;

/// The numbers of a task: from the first to before the second.
pub(crate) type Range = (u32, u32);

/// How many primes there are below 2,000,000.
const EXPECTED: u32 = 148_933;

/// Counts the primes of a range, the slow way.
pub(crate) fn count_primes((from, to): &Range) -> u32 {
    let is_prime = |n: &u32| {
        *n > 1
            && (2..)
                .take_while(|d| d * d <= *n)
                .all(|d| !n.is_multiple_of(d))
    };
    (*from..*to).filter(is_prime).count() as u32
}

/// Has the job done, whoever the workers are.
pub(crate) fn run(master: &Master<Range, u32>) -> ExitCode {
    let start = Instant::now();
    for number in 0..200 {
        let range = (number * 10_000, (number + 1) * 10_000);
        master
            .submit(range)
            .expect("nobody has shut down the master");
    }
    let mut primes = 0;
    for (task, result) in master.completed() {
        match result {
            Ok(count) => primes += count,
            Err(failed) => {
                eprintln!("{task}: {failed}");
                return ExitCode::FAILURE;
            }
        }
    }
    println!(
        "{primes} primes below 2,000,000, after {:.1?}",
        start.elapsed()
    );
    assert_eq!(primes, EXPECTED);
    ExitCode::SUCCESS
}
