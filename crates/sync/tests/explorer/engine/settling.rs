//! What `settle` waits for, and what it does not.

use pattern_sync::channel::bounded;
use pattern_sync::model::{Explorer, choose, note, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

use crate::harness::{holds, spawn};

#[test]
fn everybody_else_has_come_as_far_as_possible() {
    holds(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let gate = Arc::new((Mutex::new(false), Condvar::new()));
        let worker = spawn("worker", {
            let (count, gate) = (Arc::clone(&count), Arc::clone(&gate));
            move || {
                count.fetch_add(1, SeqCst);
                gate.1.wait_while(&mut gate.0.lock(), |open| !*open);
                count.fetch_add(1, SeqCst);
            }
        });
        settle();
        assert_eq!(count.load(SeqCst), 1);
        *gate.0.lock() = true;
        gate.1.notify_one();
        settle();
        assert_eq!(count.load(SeqCst), 2);
        worker.join().unwrap();
    });
}

#[test]
fn a_full_channel_is_full() {
    holds(|| {
        let (sender, receiver) = bounded(2);
        let producer = spawn("producer", move || {
            (0..4).filter(|&item| sender.send(item).is_ok()).count()
        });
        settle();
        assert_eq!(receiver.len(), 2);
        assert_eq!(receiver.iter().count(), 4);
        assert_eq!(producer.join().unwrap(), 4);
    });
}

#[test]
fn no_time_passes_and_sleepers_count_as_blocked() {
    // In the schedule that happens by itself: others may let the sleep's time come first.
    let timeline = Explorer::new().replay(&Default::default(), || {
        let start = Instant::now();
        let sleeper = spawn("sleeper", || thread::sleep(Duration::from_secs(1)));
        settle();
        note(format!(
            "{} ms, finished: {}",
            start.elapsed().as_millis(),
            sleeper.is_finished()
        ));
        sleeper.join().unwrap();
    });
    let text = timeline.unwrap().render_text(100);
    assert!(text.contains("0 ms, finished: false"), "{text}");
}

#[test]
fn two_threads_may_settle_one_after_the_other() {
    holds(|| {
        let other = spawn("other", settle);
        settle();
        other.join().unwrap();
    });
}

#[test]
fn settling_alone_returns_at_once() {
    holds(|| {
        settle();
        assert!(choose(2) < 2);
        settle();
    });
}

#[test]
#[should_panic(expected = "only inside an exploration")]
fn settling_outside_is_refused() {
    settle();
}

#[test]
#[should_panic(expected = "only inside an exploration")]
fn choosing_outside_is_refused() {
    let _ = choose(2);
}

#[test]
fn notes_outside_are_ignored() {
    note("nobody reads this");
}
