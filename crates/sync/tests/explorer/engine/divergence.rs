//! Bodies that cannot be explored are told so, and told why.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use pattern_sync::channel::{Receiver, Sender, unbounded};
use pattern_sync::model::{Cause, Explorer, Failure};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Mutex, RwLock};
use pattern_sync::thread::{self, JoinHandle};

use crate::harness::spawn;

fn refused(body: impl Fn() + 'static) -> Box<Failure> {
    Explorer::new().check(body).expect_err("cannot be explored")
}

#[track_caller]
fn assert_foreign(failure: &Failure) {
    let Cause::ForeignObject { at, .. } = failure.explanation() else {
        panic!("{failure}");
    };
    assert!(at.file.ends_with("divergence.rs"), "{failure}");
    assert!(
        failure.cause().contains("so it outlives it: a `static`?"),
        "{failure}"
    );
}

#[track_caller]
fn assert_diverged(failure: &Failure) {
    assert_eq!(failure.explanation(), &Cause::Diverged, "{failure}");
}

#[test]
fn a_static_is_refused() {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    assert_foreign(&refused(|| {
        COUNT.fetch_add(1, SeqCst);
    }));
}

#[test]
fn a_captured_lock_is_refused() {
    let shared = Arc::new(Mutex::new(0));
    assert_foreign(&refused(move || *shared.lock() += 1));
}

#[test]
fn an_object_of_another_exploration_is_refused() {
    let kept: Rc<RefCell<Option<Arc<RwLock<u32>>>>> = Rc::default();
    let keep = Rc::clone(&kept);
    let first = Explorer::new().check(move || {
        let lock = Arc::new(RwLock::new(0));
        *lock.write() += 1;
        keep.replace(Some(lock));
    });
    first.unwrap();
    let lock = kept.take().unwrap();
    assert_foreign(&refused(move || {
        let _ = *lock.read();
    }));
}

#[test]
fn a_lock_that_is_held_outside_is_refused_instead_of_blocking() {
    let lock: &'static Mutex<u32> = Box::leak(Box::new(Mutex::new(0)));
    let _held = lock.lock();
    assert_foreign(&refused(|| *lock.lock() += 1));
}

#[test]
fn a_channel_from_outside_is_refused_instead_of_blocking() {
    let (sender, receiver): (Sender<u32>, Receiver<u32>) = unbounded();
    assert_foreign(&refused(move || {
        receiver.recv().unwrap();
    }));
    assert_foreign(&refused(move || {
        let _ = sender.clone();
    }));
}

#[test]
fn a_thread_of_an_earlier_run_cannot_be_joined() {
    let kept: RefCell<Option<JoinHandle<()>>> = RefCell::default();
    assert_foreign(&refused(move || {
        let handle = kept.replace(Some(thread::spawn(|| ())));
        handle.map(|handle| handle.join());
    }));
}

#[test]
fn a_body_that_counts_its_runs_diverges() {
    let runs = Rc::new(Cell::new(0));
    assert_diverged(&refused(move || {
        runs.set(runs.get() + 1);
        if runs.get() % 2 == 0 {
            thread::yield_now();
        }
    }));
}

/// Two threads that use a lock often enough for hundreds of schedules.
fn busy() {
    let lock = Arc::new(Mutex::new(0));
    let other = spawn("other", {
        let lock = Arc::clone(&lock);
        move || (0..4).for_each(|_| *lock.lock() += 1)
    });
    (0..4).for_each(|_| *lock.lock() += 1);
    other.join().unwrap();
}

/// A body that is another one from run number `from` on.
fn changing(from: usize, change: impl Fn() + 'static) -> impl Fn() + 'static {
    let runs = Cell::new(0);
    move || {
        runs.set(runs.get() + 1);
        if runs.get() >= from {
            change();
        }
        busy();
    }
}

#[test]
fn a_body_that_fails_from_some_run_on_diverges() {
    for from in [3, 20, 500] {
        assert_diverged(&refused(changing(from, || panic!("late"))));
    }
}

#[test]
fn a_body_that_fails_in_one_run_alone_diverges() {
    for number in [3, 20, 500] {
        let runs = Cell::new(0);
        assert_diverged(&refused(move || {
            runs.set(runs.get() + 1);
            busy();
            assert!(runs.get() != number, "once");
        }));
    }
}

#[test]
fn a_body_that_grows_or_shrinks_diverges() {
    assert_diverged(&refused(changing(20, thread::yield_now)));
    let runs = Cell::new(0);
    assert_diverged(&refused(move || {
        runs.set(runs.get() + 1);
        if runs.get() < 100 {
            busy();
        }
    }));
}

#[test]
fn a_body_that_only_remembers_what_it_saw_is_fine() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let into = Rc::clone(&seen);
    let explored = Explorer::new().check(move || {
        busy();
        into.borrow_mut().push(1);
    });
    let coverage = explored.unwrap();
    assert!(seen.borrow().len() >= coverage.schedules);
}
