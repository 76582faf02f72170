//! What handing out costs: tasks that do nothing, on threads, on processes and over NATS.
//!
//! `cargo run --release -p master-worker --example overhead`, and with `-- N` for N workers. With
//! `--features nats` and `-- N nats://127.0.0.1:4222`, also over that server: `-- N URL WINDOW` says how
//! many tasks are in the stream at a time.

use std::env;

use master_worker::{Master, MasterBuilder, process};
use pattern_sync::time::Instant;

fn main() {
    process::serve_if_worker("next", next);
    let arguments: Vec<String> = env::args().skip(1).collect();
    #[cfg(feature = "nats")]
    if let [role, server] = &*arguments
        && role == "worker"
    {
        let error = over_nats::queue(server).serve(next);
        eprintln!("a worker ends: {error:?}");
        return;
    }
    let workers = arguments.first().and_then(|n| n.parse().ok()).unwrap_or(2);

    for _ in 0..3 {
        let threads = || Master::builder().workers(workers, next);
        measure("threads", threads, 200_000);
        let processes = || Master::builder().processes(workers, "next");
        measure("processes", processes, 20_000);
        #[cfg(feature = "nats")]
        over_nats::measure_all(workers, &arguments[1.min(arguments.len())..]);
    }
}

/// The least that a task can do.
fn next(n: &u64) -> u64 {
    n + 1
}

/// Has so many tasks done, and prints what it took to start, and what each task has taken.
fn measure(kind: &str, builder: impl FnOnce() -> MasterBuilder<u64, u64>, tasks: u32) {
    let start = Instant::now();
    let master = builder().build();
    master.submit(0).expect("nobody has shut down the master");
    assert_eq!(master.collect(), [Ok(1)]);
    let started = start.elapsed();
    let start = Instant::now();
    for n in 0..tasks {
        master
            .submit(n.into())
            .expect("nobody has shut down the master");
    }
    assert_eq!(master.collect().len(), tasks as usize);
    let took = start.elapsed();
    let (each, rate) = (took / tasks, f64::from(tasks) / took.as_secs_f64());
    println!(
        "{tasks:>7} tasks on {kind:15}: {each:>7.1?} each, {rate:>9.0} a second; first result after {started:>7.1?}"
    );
}

/// The same over a server, by processes that are started once more and know nothing but its address.
#[cfg(feature = "nats")]
mod over_nats {
    use std::env;
    use std::process::{Child, Command};

    use master_worker::{Master, nats};

    use super::{measure, next};

    pub(super) fn queue(server: &str) -> nats::Queue {
        nats::Queue::new("overhead").server(server)
    }

    pub(super) fn measure_all(workers: usize, arguments: &[String]) {
        let [server, rest @ ..] = arguments else {
            return;
        };
        let window = rest.first().and_then(|n| n.parse().ok()).unwrap_or(32);
        let queue = queue(server);
        // The start is a master's, with a worker that is there: nobody starts machines for a job.
        let mut processes: Vec<Child> = (0..workers).map(|_| worker(server)).collect();
        let master = Master::<u64, u64>::builder().remote(1, &queue).build();
        master.submit(0).expect("nobody has shut down the master");
        assert_eq!(master.collect(), [Ok(next(&0))]);
        drop(master);
        for window in [1, window] {
            let name = format!("NATS, window {window}");
            measure(&name, || Master::builder().remote(window, &queue), 5_000);
        }
        for process in &mut processes {
            process.kill().expect("it is ours");
            process.wait().expect("it is ours");
        }
    }

    fn worker(server: &str) -> Child {
        let program = env::current_exe().expect("this program has a name");
        let mut command = Command::new(program);
        command.args(["worker", server]);
        command.spawn().expect("this program can be started")
    }
}
