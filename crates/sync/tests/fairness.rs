//! No thread that can run is kept from it for ever: an endless loop that another thread would end
//! is no failure.
#![cfg(feature = "model")]

use pattern_sync::channel::bounded;
use pattern_sync::model::explore;
use pattern_sync::sync::Arc;
use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::thread;

#[test]
fn two_threads_that_keep_each_other_busy_do_not_starve_the_one_that_stops_them() {
    explore(|| {
        let stopped = Arc::new(AtomicBool::new(false));
        let (sender, receiver) = bounded(1);
        let producer = thread::spawn({
            let stopped = Arc::clone(&stopped);
            move || {
                while !stopped.load(Ordering::SeqCst) {
                    sender.send(()).unwrap();
                }
            }
        });
        let consumer = thread::spawn(move || receiver.iter().count());
        stopped.store(true, Ordering::SeqCst);
        producer.join().unwrap();
        consumer.join().unwrap();
    });
}
