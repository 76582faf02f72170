//! Wake-ups that come too early, to the wrong thread, or never.

use pattern_sync::model::{Cause, Silence};
use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::time::Duration;

use crate::harness::{assert_panicked, bug, join_all, line, said, spawn};

#[derive(Default)]
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
    flag: AtomicBool,
}

#[test]
fn a_flag_that_is_set_outside_the_lock_loses_the_wake_up() {
    let failure = bug(|| {
        let gate = Arc::new(Gate::default());
        let opener = spawn("opener", {
            let gate = Arc::clone(&gate);
            move || {
                gate.flag.store(true, Ordering::SeqCst);
                gate.opened.notify_one();
            }
        });
        let mut guard = gate.open.lock();
        while !gate.flag.load(Ordering::SeqCst) {
            gate.opened.wait(&mut guard);
        }
        opener.join().unwrap();
    });
    let Cause::Asleep {
        silence: Silence::TooEarly { at, .. },
        ..
    } = failure.explanation()
    else {
        panic!("{failure}");
    };
    assert_eq!(line(&failure, at), "gate.opened.notify_one();");
    assert_eq!(
        said(&failure),
        "main sleeps on `opened` for ever (condvars.rs): the last notification, by opener at condvars.rs, came while nobody waited"
    );
}

#[test]
fn a_wait_without_a_flag_misses_what_came_before() {
    let failure = bug(|| {
        let gate = Arc::new(Gate::default());
        let opener = spawn("opener", {
            let gate = Arc::clone(&gate);
            move || {
                let _guard = gate.open.lock();
                gate.opened.notify_all();
            }
        });
        gate.opened.wait(&mut gate.open.lock());
        opener.join().unwrap();
    });
    assert_eq!(
        said(&failure),
        "main sleeps on `opened` for ever (condvars.rs): the last notification, by opener at condvars.rs, came while nobody waited"
    );
}

#[test]
fn a_predicate_that_is_checked_before_locking_is_out_of_date() {
    let failure = bug(|| {
        let gate = Arc::new(Gate::default());
        let opener = spawn("opener", {
            let gate = Arc::clone(&gate);
            move || {
                *gate.open.lock() = true;
                gate.opened.notify_one();
            }
        });
        let open = *gate.open.lock();
        if !open {
            let mut guard = gate.open.lock();
            gate.opened.wait(&mut guard);
        }
        opener.join().unwrap();
    });
    assert_eq!(
        said(&failure),
        "main sleeps on `opened` for ever (condvars.rs): the last notification, by opener at condvars.rs, came while nobody waited"
    );
}

#[test]
fn a_change_that_nobody_announces_is_not_seen() {
    let failure = bug(|| {
        let gate = Arc::new(Gate::default());
        let opener = spawn("opener", {
            let gate = Arc::clone(&gate);
            move || *gate.open.lock() = true
        });
        gate.opened.wait_while(&mut gate.open.lock(), |open| !*open);
        opener.join().unwrap();
    });
    assert_eq!(
        said(&failure),
        "main sleeps on `opened` for ever (condvars.rs): nobody ever notified it"
    );
}

#[test]
fn a_notification_on_the_wrong_condvar_wakes_nobody() {
    let failure = bug(|| {
        let gate = Arc::new((Gate::default(), Condvar::new()));
        let opener = spawn("opener", {
            let gate = Arc::clone(&gate);
            move || {
                *gate.0.open.lock() = true;
                gate.1.notify_all();
            }
        });
        let (gate, _) = &*gate;
        gate.opened.wait_while(&mut gate.open.lock(), |open| !*open);
        opener.join().unwrap();
    });
    assert_eq!(
        said(&failure),
        "main sleeps on `opened` for ever (condvars.rs): nobody ever notified it"
    );
}

#[test]
fn one_notification_for_two_waiters_leaves_one_asleep() {
    let failure = bug(|| {
        let gate = Arc::new(Gate::default());
        let waiters = ["left", "right"].map(|name| {
            let gate = Arc::clone(&gate);
            spawn(name, move || {
                gate.opened.wait_while(&mut gate.open.lock(), |open| !*open);
            })
        });
        *gate.open.lock() = true;
        gate.opened.notify_one();
        join_all(waiters);
    });
    let Cause::Asleep {
        thread,
        silence: Silence::Elsewhere { woken, .. },
        ..
    } = failure.explanation()
    else {
        panic!("{failure}");
    };
    assert_ne!(*thread, woken[0]);
    assert_eq!(
        said(&failure),
        "right sleeps on `opened` for ever (condvars.rs): the last notification, by main at condvars.rs, woke left instead; main waits too"
    );
}

#[test]
fn a_time_out_is_no_success() {
    let failure = bug(|| {
        let gate = Arc::new(Gate::default());
        let opener = spawn("opener", {
            let gate = Arc::clone(&gate);
            move || {
                *gate.open.lock() = true;
                gate.opened.notify_one();
            }
        });
        let mut open = gate.open.lock();
        if !*open {
            gate.opened.wait_for(&mut open, Duration::from_millis(10));
        }
        assert!(*open, "went through a closed gate");
        drop(open);
        opener.join().unwrap();
    });
    assert_panicked(&failure, "main", "went through a closed gate");
    assert!(said(&failure).ends_with("; just before, its time was up (condvars.rs)"));
}

#[test]
fn a_timed_wait_may_wake_for_no_reason_too() {
    let failure = bug(|| {
        let gate = Arc::new(Gate::default());
        let opener = spawn("opener", {
            let gate = Arc::clone(&gate);
            move || {
                *gate.open.lock() = true;
                gate.opened.notify_one();
            }
        });
        let mut open = gate.open.lock();
        if !*open {
            let result = gate.opened.wait_for(&mut open, Duration::from_millis(10));
            assert!(*open || result.timed_out(), "woken, and the gate is closed");
        }
        drop(open);
        opener.join().unwrap();
    });
    assert_panicked(&failure, "main", "woken, and the gate is closed");
}

#[test]
fn the_thread_that_main_waits_for_is_blamed_and_not_one_that_is_idle() {
    let failure = bug(|| {
        let pool = Arc::new((Mutex::new(()), Condvar::new(), Condvar::new()));
        let idle = Arc::clone(&pool);
        // Waits for work that main would bring if it got so far.
        let _idle = spawn("idle", move || idle.1.wait(&mut idle.0.lock()));
        let waiter = spawn("waiter", {
            let pool = Arc::clone(&pool);
            move || pool.2.wait(&mut pool.0.lock())
        });
        waiter.join().unwrap();
        pool.1.notify_all();
    });
    assert!(said(&failure).starts_with("waiter sleeps"), "{failure}");
}
