//! Panics that nobody takes, and panics that are passed on.

use pattern_sync::model::Cause;
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;

use crate::harness::{assert_panicked, bug, spawn};

#[test]
fn a_panic_that_nobody_joins_is_a_failure() {
    let failure = bug(|| {
        let worker = spawn("worker", || panic!("out of paper"));
        drop(worker);
    });
    assert_panicked(&failure, "worker", "out of paper");
}

#[test]
fn a_worker_that_panics_while_others_wait_for_it() {
    let failure = bug(|| {
        let gate = Arc::new((Mutex::new(false), Condvar::new()));
        let worker = spawn("worker", {
            let gate = Arc::clone(&gate);
            move || {
                assert!(!*gate.0.lock(), "open before its time");
                if *gate.0.lock() {
                    return;
                }
                panic!("no key");
            }
        });
        gate.1.wait_while(&mut gate.0.lock(), |open| !*open);
        worker.join().unwrap();
    });
    let Cause::Panic {
        thread,
        message,
        then: Some(then),
        ..
    } = failure.explanation()
    else {
        panic!("{failure}");
    };
    assert_eq!((thread.as_str(), message.as_str()), ("worker", "no key"));
    assert!(
        matches!(&**then, Cause::Asleep { thread, .. } if thread == "main"),
        "{failure}"
    );
}

#[test]
fn a_panic_that_main_passes_on_is_told_where_it_began() {
    let failure = bug(|| {
        let well = spawn("well", || ());
        let ill = spawn("ill", || panic!("fever"));
        well.join().unwrap();
        ill.join().unwrap();
    });
    assert_panicked(&failure, "ill", "fever");
}

#[test]
fn a_panic_that_main_resumes_is_told_where_it_began() {
    let failure = bug(|| {
        let handled = spawn("handled", || panic!("expected")).join();
        assert!(handled.is_err());
        let ill = spawn("ill", || panic!("fever"));
        ill.join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
    assert_panicked(&failure, "ill", "fever");
}

#[test]
fn a_panic_of_a_scoped_thread_is_told_where_it_began() {
    let failure = bug(|| {
        let handled = spawn("handled", || panic!("expected")).join();
        assert!(handled.is_err());
        thread::scope(|s| {
            let ill = thread::Builder::new().name("ill".to_owned());
            ill.spawn_scoped(s, || panic!("fever")).unwrap();
        });
    });
    assert_panicked(&failure, "ill", "fever");
}

#[test]
fn a_panic_that_was_caught_and_goes_on_in_main_keeps_its_message() {
    let failure = bug(|| {
        let write = |ink: u32| assert!(ink > 0, "no ink");
        let worker = spawn("worker", move || std::panic::catch_unwind(|| write(0)));
        if let Err(payload) = worker.join().unwrap() {
            std::panic::resume_unwind(payload);
        }
    });
    assert_panicked(&failure, "main", "no ink");
}
