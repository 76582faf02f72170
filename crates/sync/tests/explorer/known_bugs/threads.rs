//! Threads that are left behind, joined in a circle, parked for ever, or mistaken about time.

use std::cell::Cell;

use pattern_sync::model::{Cause, End};
use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Barrier, Condvar, Mutex, OnceLock};
use pattern_sync::thread::{self, JoinHandle};
use pattern_sync::time::Duration;

use crate::harness::{assert_panicked, bug, join_all, said, spawn};

#[test]
fn a_thread_that_waits_after_main_has_ended_is_left_behind() {
    let failure = bug(|| {
        let gate = Arc::new((Mutex::new(false), Condvar::new()));
        spawn("forgotten", move || {
            let (open, opened) = &*gate;
            opened.wait_while(&mut open.lock(), |open| !*open);
        });
    });
    assert_eq!(
        said(&failure),
        "forgotten sleeps on `opened` for ever (threads.rs): nobody ever notified it"
    );
    assert_eq!(failure.timeline().threads[0].end, End::Finished);
}

#[test]
fn two_unparks_leave_one_permission() {
    let failure = bug(|| {
        let arrived = Arc::new(AtomicUsize::new(0));
        let main = thread::current();
        let workers = ["w1", "w2"].map(|name| {
            let (arrived, main) = (Arc::clone(&arrived), main.clone());
            spawn(name, move || {
                arrived.fetch_add(1, SeqCst);
                main.unpark();
            })
        });
        // One park for each unpark: but permissions do not add up.
        thread::park();
        thread::park();
        join_all(workers);
    });
    assert_eq!(
        said(&failure),
        "main waits for ever for an unpark (threads.rs): the last unpark, by w2 at threads.rs, added nothing to the permission that was there already"
    );
}

#[test]
fn a_park_that_uses_up_the_permission_of_another() {
    let failure = bug(|| {
        let ready = Arc::new(AtomicBool::new(false));
        let main = thread::current();
        let worker = spawn("worker", {
            let ready = Arc::clone(&ready);
            move || {
                ready.store(true, SeqCst);
                main.unpark();
            }
        });
        // Something else on this thread parks too, and takes the permission.
        thread::park_timeout(Duration::from_millis(1));
        thread::park();
        assert!(ready.load(SeqCst), "parked, and nothing is ready");
        worker.join().unwrap();
    });
    assert!(
        matches!(failure.explanation(), Cause::Stuck { thread, .. } if thread == "main")
            || matches!(failure.explanation(), Cause::Panic { .. }),
        "{failure}"
    );
}

/// Where threads leave their handles for one another.
type Handles = Arc<[Mutex<Option<JoinHandle<()>>>; 2]>;

#[test]
fn two_threads_that_join_each_other_wait_for_ever() {
    let failure = bug(|| {
        let handles: Handles = Arc::default();
        let join = |handles: &Handles, index: usize| {
            let handle = handles[index].lock().take();
            handle.map(|handle| handle.join());
        };
        for (me, name) in ["a", "b"].into_iter().enumerate() {
            let theirs = Arc::clone(&handles);
            let handle = spawn(name, move || join(&theirs, 1 - me));
            *handles[me].lock() = Some(handle);
        }
    });
    assert_eq!(
        said(&failure),
        "deadlock: a waits at threads.rs for b to end, and b waits at threads.rs for a to end"
    );
}

#[test]
fn a_thread_that_joins_itself_waits_for_ever() {
    let failure = bug(|| {
        let handles: Handles = Arc::default();
        let mine = Arc::clone(&handles);
        let handle = spawn("narcissus", move || {
            let handle = mine[0].lock().take();
            handle.map(|handle| handle.join());
        });
        *handles[0].lock() = Some(handle);
    });
    assert_eq!(
        said(&failure),
        "narcissus waits for itself to end (threads.rs)"
    );
}

#[test]
fn a_barrier_for_one_too_many_holds_everybody_back() {
    let failure = bug(|| {
        let barrier = Arc::new(Barrier::new(3));
        let runner = spawn("runner", {
            let barrier = Arc::clone(&barrier);
            move || barrier.wait().is_leader()
        });
        barrier.wait();
        runner.join().unwrap();
    });
    assert_eq!(
        said(&failure),
        "main waits for ever for more threads at barrier `barrier`, 2 of 3 being there (threads.rs); runner waits too"
    );
}

#[test]
fn look_and_set_of_a_once_cell_races() {
    let failure = bug(|| {
        let cell = OnceLock::new();
        let init = |value: u32| {
            if cell.get().is_none() {
                assert!(cell.set(value).is_ok(), "somebody was faster");
            }
        };
        thread::scope(|s| {
            s.spawn(|| init(1));
            s.spawn(|| init(2));
        });
    });
    let Cause::Panic { message, .. } = failure.explanation() else {
        panic!("{failure}");
    };
    assert_eq!(message, "somebody was faster");
}

#[test]
fn a_once_cell_that_needs_itself_waits_for_itself() {
    let failure = bug(|| {
        let cell: OnceLock<u32> = OnceLock::new();
        cell.get_or_init(|| *cell.get_or_init(|| 1) + 1);
    });
    assert_eq!(
        said(&failure),
        "main waits for ever for `cell` to be initialised by main (threads.rs): it waits for itself"
    );
}

#[test]
fn sleeping_is_no_synchronisation() {
    let failure = bug(|| {
        let done = Arc::new(AtomicBool::new(false));
        let worker = spawn("worker", {
            let done = Arc::clone(&done);
            move || done.store(true, SeqCst)
        });
        thread::sleep(Duration::from_secs(10));
        assert!(done.load(SeqCst), "ten seconds were not enough");
        worker.join().unwrap();
    });
    assert_panicked(&failure, "main", "ten seconds were not enough");
}

pattern_sync::thread_local! {
    static HANDLED: Cell<u32> = Cell::new(0);
}

#[test]
fn a_thread_local_counter_is_not_shared() {
    let failure = bug(|| {
        let workers = [(); 2].map(|()| thread::spawn(|| HANDLED.set(HANDLED.get() + 1)));
        join_all(workers);
        assert!(HANDLED.get() == 2, "the workers counted for themselves");
    });
    assert_panicked(&failure, "main", "the workers counted for themselves");
}

#[test]
fn a_thread_is_not_over_when_its_last_word_is_out() {
    let failure = bug(|| {
        let done = Arc::new(AtomicBool::new(false));
        let worker = spawn("worker", {
            let done = Arc::clone(&done);
            move || done.store(true, SeqCst)
        });
        if done.load(SeqCst) {
            assert!(worker.is_finished(), "done, but not finished");
        }
        worker.join().unwrap();
    });
    assert_panicked(&failure, "main", "done, but not finished");
}

#[test]
fn a_time_out_loop_without_a_way_out_never_ends() {
    let failure = bug(|| {
        let gate = Arc::new((Mutex::new(false), Condvar::new()));
        let mut open = gate.0.lock();
        while !*open {
            gate.1.wait_for(&mut open, Duration::from_millis(10));
        }
    });
    assert!(
        matches!(failure.explanation(), Cause::Endless { timed: true, .. }),
        "{failure}"
    );
}
