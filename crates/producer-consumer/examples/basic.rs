//! The chapter's example: two producers and two consumers over a queue of five, ended by a timeout.
//!
//! `cargo run -p producer-consumer --example basic`
//!
//! The sleeps stand for work. When all items are done, the consumers still wait two seconds each
//! before they give up, and a producer that paused longer than that would have been abandoned with
//! its items: `closing.rs` does better.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use std::ops::Range;

use pattern_sync::thread;
use pattern_sync::time::Duration;
use pattern_sync::trace::Recording;
use producer_consumer::JoinableQueue;

/// How long a consumer waits for an item before it takes it that none will come.
const PATIENCE: Duration = Duration::from_secs(2);

fn main() {
    let _recording = Recording::of_args();
    let queue = JoinableQueue::new(5);
    thread::scope(|s| {
        let p1 = s.spawn(|| produce(&queue, 5));
        let p2 = s.spawn(|| produce(&queue, 5));
        s.spawn(|| consume(&queue, "C1"));
        s.spawn(|| consume(&queue, "C2"));

        p1.join().expect("the first producer does not panic");
        p2.join().expect("the second producer does not panic");
        // Joined in this order: before the producers have ended, the queue may be done with all
        // items so far while more are still to come.
        queue.join();
        // The scope waits for the consumers, as Python does for threads at the end of a program.
    });
}

/// Produces `count` items, with a pause after each.
fn produce(queue: &JoinableQueue<String>, count: usize) {
    for number in 0..count {
        let item = format!("Item-{number}");
        queue.push(item.clone()).expect("nobody closes this queue");
        println!("[Producteur] Produit: {item}");
        pause(100..500);
    }
}

/// Consumes items until none has come for [`PATIENCE`].
fn consume(queue: &JoinableQueue<String>, name: &str) {
    while let Ok(item) = queue.pop_timeout(PATIENCE) {
        println!("[{name}] Traite: {item}");
        pause(200..800);
        // After the work, not before it: `join` waits for work that is done, not for work begun.
        queue.task_done();
    }
}

/// Sleeps for a random number of milliseconds.
fn pause(milliseconds: Range<u64>) {
    thread::sleep(Duration::from_millis(fastrand::u64(milliseconds)));
}
