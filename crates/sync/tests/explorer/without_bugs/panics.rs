//! Panics that somebody takes.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};

use pattern_sync::channel::unbounded;
use pattern_sync::sync::{Arc, Condvar, LazyLock, Mutex, OnceLock};
use pattern_sync::thread;

use crate::harness::{holds, spawn};

#[test]
fn a_panic_that_is_joined_and_handled_is_no_failure() {
    holds(|| {
        let outcome = spawn("worker", || panic!("out of paper")).join();
        let message = outcome.unwrap_err();
        assert_eq!(message.downcast_ref(), Some(&"out of paper"));
    });
}

#[test]
fn a_panic_may_be_any_value() {
    holds(|| {
        let outcome = spawn("worker", || panic_any(7_u8)).join();
        assert_eq!(outcome.unwrap_err().downcast_ref(), Some(&7_u8));
    });
}

#[test]
fn a_worker_catches_the_panics_of_its_jobs() {
    holds(|| {
        let (jobs, todo) = unbounded::<fn() -> u32>();
        let worker = spawn("worker", move || {
            let outcomes = todo.iter().map(|job| catch_unwind(job).map_err(drop));
            outcomes.collect::<Vec<_>>()
        });
        for job in [(|| 1) as fn() -> u32, || panic!("a bad job"), || 3] {
            jobs.send(job).unwrap();
        }
        drop(jobs);
        assert_eq!(worker.join().unwrap(), [Ok(1), Err(()), Ok(3)]);
    });
}

#[test]
fn a_lock_is_let_go_by_a_panic() {
    holds(|| {
        let count = Arc::new(Mutex::new(0));
        let careless = spawn("careless", {
            let count = Arc::clone(&count);
            move || {
                let mut count = count.lock();
                *count += 1;
                panic!("with the lock held");
            }
        });
        *count.lock() += 1;
        assert!(careless.join().is_err());
        assert_eq!(*count.lock(), 2);
    });
}

/// Marks its work as done, also by a panic.
struct Done(Arc<(Mutex<usize>, Condvar)>);

impl Drop for Done {
    fn drop(&mut self) {
        *self.0.0.lock() -= 1;
        self.0.1.notify_all();
    }
}

#[test]
fn a_destructor_locks_and_notifies_while_unwinding() {
    holds(|| {
        let unfinished = Arc::new((Mutex::new(2), Condvar::new()));
        let workers = [false, true].map(|well| {
            let done = Done(Arc::clone(&unfinished));
            thread::spawn(move || {
                let _done = done;
                assert!(well, "unwell");
            })
        });
        let mut left = unfinished.0.lock();
        unfinished.1.wait_while(&mut left, |left| *left > 0);
        drop(left);
        let outcomes = workers.map(|worker| worker.join().is_ok());
        assert_eq!(outcomes, [false, true]);
    });
}

/// Counts whether it was dropped by a panic.
struct Witness<'a>(&'a Mutex<Vec<bool>>);

impl Drop for Witness<'_> {
    fn drop(&mut self) {
        let panicking = thread::panicking();
        self.0.lock().push(panicking);
    }
}

#[test]
fn a_panic_that_comes_out_of_a_scope_can_be_caught_there() {
    holds(|| {
        let scope = catch_unwind(|| thread::scope(|s| drop(s.spawn(|| panic!("unwell")))));
        assert!(scope.is_err(), "the scope panics for its thread");
    });
}

#[test]
fn each_thread_knows_whether_it_is_panicking_itself() {
    holds(|| {
        let seen = Mutex::new(Vec::new());
        thread::scope(|s| {
            let unwell = s.spawn(|| {
                let _witness = Witness(&seen);
                panic!("unwell");
            });
            let well = s.spawn(|| drop(Witness(&seen)));
            assert!(unwell.join().is_err());
            assert!(well.join().is_ok());
        });
        let mut seen = seen.into_inner();
        seen.sort_unstable();
        assert_eq!(seen, [false, true]);
    });
}

#[test]
fn a_panic_that_was_caught_is_over_while_another_thread_unwinds() {
    holds(|| {
        let seen = Mutex::new(Vec::new());
        let job = catch_unwind(AssertUnwindSafe(|| panic!("a bad job")));
        assert!(job.is_err());
        thread::scope(|s| {
            let unwell = s.spawn(|| {
                let _witness = Witness(&seen);
                panic!("unwell");
            });
            drop(Witness(&seen));
            assert!(unwell.join().is_err());
        });
        let mut seen = seen.into_inner();
        seen.sort_unstable();
        assert_eq!(seen, [false, true]);
    });
}

#[test]
fn a_cell_whose_initialisation_panicked_stays_empty() {
    holds(|| {
        let cell = OnceLock::new();
        let attempt = |well: bool| {
            catch_unwind(AssertUnwindSafe(|| {
                *cell.get_or_init(|| {
                    assert!(well, "unwell");
                    7
                })
            }))
        };
        thread::scope(|s| {
            let unwell = s.spawn(|| drop(attempt(false)));
            unwell.join().unwrap();
            assert_eq!(attempt(true).unwrap(), 7);
        });
        let lazy = LazyLock::new(|| 8);
        assert_eq!(*lazy, 8);
    });
}

#[test]
fn a_panic_that_is_passed_on_and_handled_further_up() {
    holds(|| {
        let outer = spawn("outer", || {
            let inner = spawn("inner", || panic!("deep down")).join();
            inner.unwrap_or_else(|panic| resume_unwind(panic));
        });
        let panic = outer.join().unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"deep down"));
    });
}
