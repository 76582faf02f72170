//! What handing out costs: tasks that do nothing, on threads and on processes.
//!
//! `cargo run --release -p master-worker --example overhead`, and with `-- N` for N workers.

use std::env;

use master_worker::{Master, process};
use pattern_sync::time::Instant;

fn main() {
    process::serve_if_worker("next", next);
    let workers = env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(2);

    for _ in 0..3 {
        let threads = Master::builder().workers(workers, next).build();
        measure("threads", &threads, 200_000);
        let processes = Master::builder().processes(workers, "next").build();
        measure("processes", &processes, 20_000);
    }
}

/// The least that a task can do.
fn next(n: &u64) -> u64 {
    n + 1
}

/// Has so many tasks done, and prints what each has taken.
fn measure(kind: &str, master: &Master<u64, u64>, tasks: u32) {
    // Not measured: how long the workers take to start.
    master.submit(0).expect("nobody has shut down the master");
    assert_eq!(master.collect(), [Ok(1)]);
    let start = Instant::now();
    for n in 0..tasks {
        master
            .submit(n.into())
            .expect("nobody has shut down the master");
    }
    assert_eq!(master.collect().len(), tasks as usize);
    let each = start.elapsed() / tasks;
    println!("{tasks:>7} tasks on {kind:9}: {each:.1?} each");
}
