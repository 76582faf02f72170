//! Counts primes on whatever machines there are. `primes_threads` and `primes_processes` differ in the
//! line that says who the workers are.
//!
//! ```sh
//! apt-get install nats-server
//! nats-server -c crates/master-worker/nats/nats.conf     # nats-2.9.conf for version 2.9
//! cargo run --release -p master-worker --features nats --example primes_nats -- worker   # several
//! cargo run --release -p master-worker --features nats --example primes_nats
//! ```
//!
//! Workers may come and go while it runs; kill some. `NATS_URL` names another server than that of
//! this machine.

mod primes;

use std::env;
use std::process::ExitCode;

use master_worker::{Master, nats};
use pattern_sync::time::Duration;
use primes::{Range, count_primes, run};

fn main() -> ExitCode {
    let server = env::var("NATS_URL").unwrap_or("nats://127.0.0.1:4222".to_owned());
    let queue = nats::Queue::new("primes")
        .server(server)
        .lease(Duration::from_secs(2))
        .patience(Duration::from_secs(5));
    if env::args().any(|word| word == "worker") {
        // Until it is killed, or the server is.
        return match queue.serve(count_primes) {
            Ok(_) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }

    let master = Master::<Range, u32>::builder().remote(16, &queue).build();
    run(&master)
}
