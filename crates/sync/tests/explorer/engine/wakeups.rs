//! Spurious wake-ups: they happen, in parks too, and no schedule has more than a few.

use std::cell::Cell;
use std::rc::Rc;

use pattern_sync::model::Explorer;
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;

use crate::harness::{bug, spawn};

#[test]
fn a_waiter_wakes_for_no_reason_but_not_often() {
    let most = Rc::new(Cell::new(0));
    let into = Rc::clone(&most);
    let explored = Explorer::new().check(move || {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let setter = spawn("setter", {
            let shared = Arc::clone(&shared);
            move || {
                *shared.0.lock() = true;
                shared.1.notify_one();
            }
        });
        let mut wakeups = 0;
        let mut ready = shared.0.lock();
        while !*ready {
            shared.1.wait(&mut ready);
            wakeups += usize::from(!*ready);
        }
        drop(ready);
        setter.join().unwrap();
        into.set(into.get().max(wakeups));
    });
    explored.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(most.get(), 2);
}

#[test]
fn a_park_may_end_for_no_reason() {
    let failure = bug(|| {
        let ready = Arc::new(Mutex::new(false));
        let main = thread::current();
        let setter = spawn("setter", {
            let ready = Arc::clone(&ready);
            move || {
                *ready.lock() = true;
                main.unpark();
            }
        });
        thread::park();
        assert!(*ready.lock(), "parked once, and not in a loop");
        setter.join().unwrap();
    });
    assert!(failure.cause().contains("parked once"), "{failure}");
}

#[test]
fn a_deadlock_is_none_the_less_one_because_somebody_could_wake_for_no_reason() {
    let failure = bug(|| {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let mut ready = shared.0.lock();
        if !*ready {
            shared.1.wait(&mut ready);
        }
    });
    assert!(failure.cause().contains("for ever"), "{failure}");
}

#[test]
fn an_unpark_before_the_park_is_kept() {
    let explored = Explorer::new().check(|| {
        thread::current().unpark();
        thread::park();
    });
    assert_eq!(explored.unwrap().to_string(), "1 schedule: all there are");
}
