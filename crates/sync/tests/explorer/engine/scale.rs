//! Sixteen threads, deep recursion, long schedules, and a hundred thousand runs.

use pattern_sync::model::{Explorer, Timeline};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;

use crate::harness::{bug, join_all, spawn};

#[test]
fn sixteen_threads_are_explored() {
    let explored = Explorer::new().schedules(200).check(|| {
        let count = Arc::new(Mutex::new(0));
        let threads: Vec<_> = (0..15)
            .map(|_| {
                let count = Arc::clone(&count);
                thread::spawn(move || *count.lock() += 1)
            })
            .collect();
        join_all(threads);
        assert_eq!(*count.lock(), 15);
    });
    assert_eq!(explored.unwrap().threads, 16);
}

#[test]
fn a_failure_among_forty_threads_fits_a_narrow_terminal() {
    let failure = bug(|| {
        let count = Arc::new(Mutex::new(0));
        let threads: Vec<_> = (0..40)
            .map(|number| {
                let count = Arc::clone(&count);
                spawn(&format!("number {number}"), move || *count.lock() += 1)
            })
            .collect();
        join_all(threads);
        assert_eq!(*count.lock(), 41);
    });
    // There is no room for lanes: names say who does what.
    let text = failure.timeline().render_text(60);
    assert!(text.contains("number 39"), "{text}");
}

#[test]
fn a_recursion_of_a_thousand_calls_has_room() {
    fn depth(levels: u32, lock: &Mutex<u32>) -> u32 {
        let ballast = [levels; 16];
        *lock.lock() += 1;
        match levels {
            0 => 0,
            _ => 1 + depth(levels - 1, lock) + ballast[7] - levels,
        }
    }
    let explored = Explorer::new().schedules(20).check(|| {
        let lock = Arc::new(Mutex::new(0));
        let other = spawn("deep", {
            let lock = Arc::clone(&lock);
            move || depth(500, &lock)
        });
        assert_eq!(depth(500, &lock), 500);
        assert_eq!(other.join().unwrap(), 500);
    });
    explored.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn a_long_schedule_is_shown_by_its_two_ends() {
    let failure = bug(|| {
        let never = AtomicUsize::new(0);
        while never.load(SeqCst) == 0 {
            thread::yield_now();
        }
    });
    let timeline: &Timeline = failure.timeline();
    let omitted = timeline.omitted.expect("it is long");
    // The first yield, two rounds of a load and a yield, and the last round.
    assert!(timeline.rows.len() <= 8, "{failure}");
    assert_eq!(timeline.rows.len() + omitted.events, 5_000);
    let text = timeline.render_text(80);
    assert!(text.contains("more of this"), "{text}");
}

#[test]
fn the_step_limit_can_be_set() {
    let body = || (0..200).for_each(|_| thread::yield_now());
    assert!(Explorer::new().check(body).is_ok());
    assert!(Explorer::new().steps(100).check(body).is_err());
}

/// Bytes of memory that this process holds, by the kernel's account; `None` where there is none.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = status.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

#[test]
fn a_hundred_thousand_schedules_leave_little_behind() {
    let passing = || {
        let lock = Arc::new(Mutex::new(0));
        let threads = ["a", "b", "c"].map(|name| {
            let lock = Arc::clone(&lock);
            spawn(name, move || (0..2).for_each(|_| *lock.lock() += 1))
        });
        join_all(threads);
    };
    let failing = || {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        let asleep = ["a", "b"].map(|name| {
            let shared = Arc::clone(&shared);
            spawn(name, move || shared.1.wait(&mut shared.0.lock()))
        });
        shared.1.notify_one();
        join_all(asleep);
    };
    let before = resident();
    let (mut passed, mut failed) = (0, 0);
    while passed < 50_000 {
        passed += Explorer::new()
            .schedules(5_000)
            .check(passing)
            .unwrap()
            .schedules;
    }
    // A schedule that fails leaves its threads behind, each with a stack of its own. One that
    // fails at once is run twice to begin with, then found, repeated, shrunk and recorded.
    while failed < 50_000 {
        Explorer::new().check(failing).unwrap_err();
        failed += 6;
    }
    let grown = resident()
        .zip(before)
        .map(|(now, before)| now.saturating_sub(before));
    let limit = 256 << 20;
    assert!(grown < Some(limit), "{grown:?} bytes more than before");
}
