//! More tasks than the pool can take: wait, refuse, or do it oneself.
//!
//! `cargo run -p worker-pool --example back_pressure`
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use pattern_sync::sync::Arc;
use pattern_sync::thread;
use pattern_sync::time::Duration;
use pattern_sync::trace::Recording;
use worker_pool::{Stats, TrySubmitError, WorkerPool};

const REQUESTS: usize = 40;

fn handle_request() {
    thread::sleep(Duration::from_millis(fastrand::u64(5..20)));
}

fn pool(stats: &Arc<Stats>) -> WorkerPool {
    let builder = WorkerPool::builder().workers(2).queue_capacity(4);
    let builder = builder.observer(Arc::clone(stats));
    builder.build().expect("two threads can be started")
}

fn main() {
    let _recording = Recording::of_args();
    println!("Waiting: the one who submits is slowed down to the pool's pace.");
    let stats = Arc::new(Stats::new());
    let waiting = pool(&stats);
    for _ in 0..REQUESTS {
        waiting.execute(handle_request);
    }
    waiting.shutdown();
    println!("{}\n", stats.report());
    assert!(stats.report().high_water <= 4);
    assert_eq!(stats.report().submitted, REQUESTS);

    println!("Refusing: what does not fit is turned away at once.");
    let stats = Arc::new(Stats::new());
    let refusing = pool(&stats);
    let accepted = (0..REQUESTS).filter(|_| refusing.try_submit(handle_request).is_ok());
    let accepted = accepted.count();
    refusing.shutdown();
    println!("{}", stats.report());
    println!("turned away: {}\n", REQUESTS - accepted);

    println!("Doing it oneself: the submitter is a worker, too, while there is no room.");
    let stats = Arc::new(Stats::new());
    let sharing = pool(&stats);
    let mut own = 0;
    for _ in 0..REQUESTS {
        match sharing.try_submit(handle_request) {
            Ok(_handle) => {} // it runs all the same
            Err(TrySubmitError::Full(task)) => {
                task();
                own += 1;
            }
            Err(TrySubmitError::ShutDown(_)) => unreachable!("nobody has shut it down"),
        }
    }
    sharing.shutdown();
    println!("{}", stats.report());
    println!("done by the submitter: {own}");
    assert_eq!(stats.report().submitted + own, REQUESTS);
}
