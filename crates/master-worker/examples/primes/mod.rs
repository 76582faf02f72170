//! The job of the `primes_*` examples: how many primes there are below two million, in 200 tasks. (Or
//! below another number, if the command line has one.)

mod count;

use std::env;
use std::process::ExitCode;

use master_worker::Master;
use pattern_sync::time::Instant;

pub(crate) use count::{Range, count_primes};

/// How many numbers a task has.
const TASK: u32 = 10_000;

/// Below which number the primes are counted, unless the command line says something else.
const LIMIT: u32 = 2_000_000;

/// How many primes there are below [`LIMIT`].
const EXPECTED: u32 = 148_933;

/// Has the job done, whoever the workers are.
pub(crate) fn run(master: &Master<Range, u32>) -> ExitCode {
    let limit = env::args().nth(1).map_or(Ok(LIMIT), |word| word.parse());
    let Ok(limit) = limit else {
        eprintln!("the limit below which primes are counted is a number below 2 to the 32");
        return ExitCode::FAILURE;
    };
    let start = Instant::now();
    for from in (0..limit).step_by(TASK as usize) {
        let range = (from, limit.min(from.saturating_add(TASK)));
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
        "{primes} primes below {limit}, after {:.1?}",
        start.elapsed()
    );
    assert!(limit != LIMIT || primes == EXPECTED);
    ExitCode::SUCCESS
}
