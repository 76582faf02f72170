//! The chapter's example again, ended by closing the queue: no timeout, no guess, no wait at the
//! end.
//!
//! `cargo run -p producer-consumer --example closing`
//!
//! Compare with `basic.rs`: the consumers end as soon as the last item is done, however long a
//! producer pauses, and `task_done` and `join` are not needed, since joining the consumers says as
//! much.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use std::ops::Range;

use pattern_sync::thread;
use pattern_sync::time::Duration;
use pattern_sync::trace::Recording;
use producer_consumer::BoundedQueue;

fn main() {
    let _recording = Recording::of_args();
    let queue = BoundedQueue::new(5);
    thread::scope(|s| {
        let p1 = s.spawn(|| produce(&queue, 5));
        let p2 = s.spawn(|| produce(&queue, 5));
        let c1 = s.spawn(|| consume(&queue, "C1"));
        let c2 = s.spawn(|| consume(&queue, "C2"));

        let produced = [p1.join(), p2.join()];
        // Before any `expect`: if a producer has panicked, the consumers must hear of the end too.
        queue.close();
        let consumed = [c1.join(), c2.join()].map(|count| count.expect("no consumer panics"));
        for end in produced {
            end.expect("no producer panics");
        }
        println!("C1 a traité {} items, C2 {}.", consumed[0], consumed[1]);
    });
}

/// Produces `count` items, with a pause after each.
fn produce(queue: &BoundedQueue<String>, count: usize) {
    for number in 0..count {
        let item = format!("Item-{number}");
        if queue.push(item.clone()).is_err() {
            return; // closed: nobody wants more items
        }
        println!("[Producteur] Produit: {item}");
        pause(100..500);
    }
}

/// Consumes items until the queue is closed and empty; returns how many.
fn consume(queue: &BoundedQueue<String>, name: &str) -> usize {
    let mut count = 0;
    while let Some(item) = queue.pop() {
        println!("[{name}] Traite: {item}");
        pause(200..800);
        count += 1;
    }
    count
}

/// Sleeps for a random number of milliseconds.
fn pause(milliseconds: Range<u64>) {
    thread::sleep(Duration::from_millis(fastrand::u64(milliseconds)));
}
