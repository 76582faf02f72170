//! Waits that burn the processor, and ends that come before the work is done.

use pattern_sync::model::{Cause, settle};
use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;

use crate::harness::{assert_panicked, bug, said, spawn};

/// Where a consumer finds its items.
type Items = Arc<Mutex<Vec<u32>>>;

#[test]
fn a_busy_wait_never_lets_the_others_settle() {
    let failure = bug(|| {
        let queue = Items::default();
        let consumer = spawn("consumer", {
            let queue = Arc::clone(&queue);
            move || while queue.lock().is_empty() {}
        });
        settle();
        queue.lock().push(1);
        consumer.join().unwrap();
    });
    assert_eq!(
        said(&failure),
        "consumer busy-waits: it comes by waiting.rs again and again where it should sleep until it is woken"
    );
}

#[test]
fn a_busy_wait_that_yields_never_lets_the_others_settle() {
    let failure = bug(|| {
        let queue = Items::default();
        let consumer = spawn("consumer", {
            let queue = Arc::clone(&queue);
            move || {
                while queue.lock().is_empty() {
                    thread::yield_now();
                }
            }
        });
        settle();
        queue.lock().push(1);
        consumer.join().unwrap();
    });
    let Cause::Endless {
        thread,
        settling,
        timed: false,
        ..
    } = failure.explanation()
    else {
        panic!("{failure}");
    };
    assert_eq!(
        (thread.as_str(), settling.as_deref()),
        ("consumer", Some("main"))
    );
}

#[test]
fn done_before_the_work_lets_join_return_too_early() {
    let failure = bug(|| {
        let unfinished = Arc::new((Mutex::new(1), Condvar::new()));
        let worked = Arc::new(AtomicBool::new(false));
        let worker = spawn("worker", {
            let (unfinished, worked) = (Arc::clone(&unfinished), Arc::clone(&worked));
            move || {
                *unfinished.0.lock() -= 1;
                unfinished.1.notify_all();
                worked.store(true, Ordering::SeqCst);
            }
        });
        unfinished
            .1
            .wait_while(&mut unfinished.0.lock(), |unfinished| *unfinished > 0);
        assert!(
            worked.load(Ordering::SeqCst),
            "join returned before the work was done"
        );
        worker.join().unwrap();
    });
    assert_panicked(&failure, "main", "join returned before the work was done");
}
