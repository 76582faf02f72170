//! What second copies are good for: nine quick tasks and one that is stuck at its first attempt.
//!
//! `cargo run -p master-worker --example stragglers`. An observer writes down every step.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use master_worker::scheduler::Command;
use master_worker::{Master, Speculation};
use pattern_sync::channel::unbounded;
use pattern_sync::sync::Arc;
use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};
use pattern_sync::trace::Recording;

fn main() {
    let _recording = Recording::of_args();
    let first_attempt = Arc::new(AtomicBool::new(true));
    let (observer, steps) = unbounded();
    let master = Master::builder()
        .workers(3, move |task: &u32| {
            let stuck = *task == 4 && first_attempt.swap(false, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(if stuck { 800 } else { 50 }));
            *task
        })
        .speculate(Speculation::slower_than(3.0)) // three times the median
        .observe(observer)
        .build();

    let start = Instant::now();
    for task in 0..10 {
        master
            .submit(task)
            .expect("nobody has shut down the master");
    }
    let results = master.collect();
    println!("{} results after {:.0?}", results.len(), start.elapsed());
    println!("{} copy was made", master.stats().counts.copies);

    drop(master); // waits for the worker that is stuck: a thread cannot be killed
    println!("and everybody has gone home after {:.0?}", start.elapsed());
    for step in steps {
        for command in step.commands {
            if matches!(command, Command::Dispatch { .. } | Command::Discard { .. }) {
                println!("{:>8.0?}  {command:?}", step.at);
            }
        }
    }
}
