//! Panics of all kinds, and what an exploration leaves behind.

use std::panic::{catch_unwind, panic_any};

use pattern_sync::model::{self, Cause, Explorer};
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;

use crate::harness::{assert_panicked, bug, holds, spawn};

#[test]
fn a_panic_without_a_text_is_told_as_such() {
    let failure = bug(|| panic_any(7_u8));
    assert_panicked(&failure, "main", "a value that is not text");
}

#[test]
fn a_panic_with_a_made_up_text_is_told() {
    let failure = bug(|| panic!("{} of {}", 1, 2));
    assert_panicked(&failure, "main", "1 of 2");
}

#[test]
fn a_text_of_many_lines_stays_within_the_picture() {
    let failure = bug(|| assert_eq!(vec![1; 40], vec![2; 40], "a\nlong {}", "story ".repeat(40)));
    let text = failure.timeline().render_text(60);
    assert!(
        text.lines().all(|line| line.chars().count() <= 60),
        "{text}"
    );
}

/// Locks when it goes.
struct LocksOnDrop(Arc<Mutex<u32>>);

impl Drop for LocksOnDrop {
    fn drop(&mut self) {
        *self.0.lock() += 1;
    }
}

#[test]
fn a_destructor_that_wants_the_lock_that_the_panic_holds() {
    let failure = bug(|| {
        let lock = Arc::new(Mutex::new(0));
        let guard_holder = spawn("holder", {
            let lock = Arc::clone(&lock);
            move || {
                let _held = lock.lock();
                // Dropped before the guard, and so while the lock is held.
                let _locks = LocksOnDrop(Arc::clone(&lock));
                panic!("with both");
            }
        });
        guard_holder.join().unwrap_err();
    });
    let Cause::LockedTwice { thread, lock, .. } = failure.explanation() else {
        panic!("{failure}");
    };
    assert_eq!((thread.as_str(), lock.as_str()), ("holder", "lock"));
}

#[test]
fn an_exploration_inside_another_is_refused() {
    let failure = bug(|| {
        let inner = Explorer::new().check(|| ());
        assert!(inner.is_ok());
    });
    assert!(
        failure.cause().contains("cannot run inside another one"),
        "{failure}"
    );
}

#[test]
fn explorations_go_on_after_failures_of_every_kind() {
    for _ in 0..3 {
        bug(|| panic!("at once"));
        bug(|| drop(spawn("asleep", thread::park)));
        bug(|| {
            loop {
                thread::yield_now();
            }
        });
        holds(|| {
            let outcome = spawn("worker", || panic!("taken")).join();
            assert!(outcome.is_err());
        });
    }
}

#[test]
fn explore_panics_with_the_whole_story() {
    let told = catch_unwind(|| model::explore(|| panic!("no paper")));
    let told = told.unwrap_err();
    let told: &String = told.downcast_ref().expect("a text");
    assert!(told.starts_with("main panicked at panics.rs:"), "{told}");
    assert!(told.contains("PANICS: no paper"), "{told}");
    assert!(
        told.ends_with("schedule 0 (found after 1 schedule: 1 without delays)"),
        "{told}"
    );
}
