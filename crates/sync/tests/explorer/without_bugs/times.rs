//! Virtual time: it stands still while threads work, and jumps where all wait.

use pattern_sync::model::{Explorer, Schedule, note};
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

use crate::harness::{holds, join_all, spawn};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_sleep_takes_at_least_its_time_and_no_real_time() {
    let real = std::time::Instant::now();
    holds(|| {
        let other = spawn("other", || thread::sleep(2 * SECOND));
        let start = Instant::now();
        thread::sleep(SECOND);
        assert!(start.elapsed() >= SECOND);
        other.join().unwrap();
        assert!(start.elapsed() >= 2 * SECOND);
        assert!(start.elapsed() < 4 * SECOND);
    });
    assert!(
        real.elapsed() < Duration::from_secs(600),
        "minutes of virtual time"
    );
}

/// Each thread sleeps for as long as its number says, and then says it.
fn sleep_sort() -> Vec<u64> {
    let order = Arc::new(Mutex::new(Vec::new()));
    let threads = [3, 1, 2].map(|number: u64| {
        let order = Arc::clone(&order);
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(number));
            order.lock().push(number);
        })
    });
    join_all(threads);
    let order = order.lock();
    order.clone()
}

#[test]
fn sleepers_wake_in_their_order_where_nothing_delays_them() {
    let undisturbed = Explorer::new().replay(&Schedule::default(), || {
        note(format!("{:?}", sleep_sort()));
    });
    let text = undisturbed.unwrap().render_text(100);
    assert!(text.contains("[1, 2, 3]"), "{text}");
    // A real scheduler may delay any of them, and so does an exploration: no order can be relied on.
    holds(|| {
        let mut order = sleep_sort();
        order.sort_unstable();
        assert_eq!(order, [1, 2, 3]);
    });
}

#[test]
fn the_clock_does_not_move_while_threads_work() {
    holds(|| {
        let start = Instant::now();
        let worker = spawn("worker", Instant::now);
        assert_eq!(worker.join().unwrap(), start);
        assert_eq!(start.elapsed(), Duration::ZERO);
    });
}

#[test]
fn moments_before_the_start_exist() {
    holds(|| {
        let now = Instant::now();
        let before = now - 60 * SECOND;
        assert_eq!(now - before, 60 * SECOND);
        assert!(before < now);
        assert_eq!(before - now, Duration::ZERO);
    });
}
