//! Counts primes on four threads. `primes_processes` and `primes_nats` differ in the line that says
//! who the workers are.
//!
//! `cargo run --release -p master-worker --example primes_threads`

mod primes;

use std::process::ExitCode;

use master_worker::Master;
use primes::{Range, count_primes, run};

fn main() -> ExitCode {
    let master = Master::<Range, u32>::builder()
        .workers(4, count_primes)
        .build();
    run(&master)
}
