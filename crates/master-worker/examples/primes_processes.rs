//! Counts primes on four processes. `primes_threads` and `primes_nats` differ in the line that says
//! who the workers are.
//!
//! `cargo run --release -p master-worker --example primes_processes`

mod primes;

use std::process::ExitCode;

use master_worker::{Master, process};
use primes::{Range, count_primes, run};

fn main() -> ExitCode {
    // This very program is the workers, too. In a worker this call does not return.
    process::serve_if_worker("primes", count_primes);

    let master = Master::<Range, u32>::builder()
        .processes(4, "primes")
        .build();
    run(&master)
}
