//! Locks that are held for ever, in the wrong order, or not long enough.

use pattern_sync::model::Cause;
use pattern_sync::sync::{Arc, Condvar, Mutex, RwLock};
use pattern_sync::thread;

use crate::harness::{assert_panicked, bug, join_all, line, said, spawn};

#[test]
fn locking_twice_waits_for_oneself() {
    let failure = bug(|| {
        let account = Mutex::new(10);
        let total = |account: &Mutex<i32>| *account.lock();
        let balance = account.lock();
        assert_eq!(*balance, total(&account));
    });
    let Cause::LockedTwice {
        thread,
        lock,
        first: Some(first),
        at,
    } = failure.explanation()
    else {
        panic!("{failure}");
    };
    assert_eq!((thread.as_str(), lock.as_str()), ("main", "account"));
    assert_eq!(line(&failure, first), "let balance = account.lock();");
    assert_eq!(
        line(&failure, at),
        "let total = |account: &Mutex<i32>| *account.lock();"
    );
}

#[test]
fn two_locks_in_two_orders_wait_for_each_other() {
    let failure = bug(|| {
        let accounts = Arc::new((Mutex::new(1), Mutex::new(2)));
        let other = spawn("back", {
            let accounts = Arc::clone(&accounts);
            move || {
                let mut second = accounts.1.lock();
                *accounts.0.lock() += 1;
                *second -= 1;
            }
        });
        let mut first = accounts.0.lock();
        *accounts.1.lock() += 1;
        *first -= 1;
        drop(first);
        other.join().unwrap();
    });
    let Cause::LockCycle { steps } = failure.explanation() else {
        panic!("{failure}");
    };
    let links: Vec<_> = steps
        .iter()
        .map(|step| (step.thread.as_str(), step.lock.as_str()))
        .collect();
    assert_eq!(links, [("main", "accounts.1"), ("back", "accounts.0")]);
    assert_eq!(
        said(&failure),
        "deadlock: main waits at locks.rs for `accounts.1`, which back holds, and back waits at locks.rs for `accounts.0`, which main holds"
    );
}

/// `n` threads, each of which takes its own lock and then its neighbour's.
fn round_table<const N: usize>() {
    let forks = Arc::new([(); N].map(|()| Mutex::new(())));
    let philosophers: Vec<_> = (0..N)
        .map(|seat| {
            let forks = Arc::clone(&forks);
            spawn(&format!("p{seat}"), move || {
                let _left = forks[seat].lock();
                let _right = forks[(seat + 1) % N].lock();
            })
        })
        .collect();
    for philosopher in philosophers {
        philosopher.join().unwrap();
    }
}

#[test]
fn three_locks_in_a_ring_deadlock() {
    let failure = bug(round_table::<3>);
    let Cause::LockCycle { steps } = failure.explanation() else {
        panic!("{failure}");
    };
    let mut threads: Vec<_> = steps.iter().map(|step| step.thread.as_str()).collect();
    threads.sort_unstable();
    assert_eq!(threads, ["p0", "p1", "p2"]);
}

#[test]
fn five_philosophers_starve() {
    let failure = bug(round_table::<5>);
    let Cause::LockCycle { steps } = failure.explanation() else {
        panic!("{failure}");
    };
    assert_eq!(steps.len(), 5, "{failure}");
}

#[test]
fn joining_with_a_lock_held_that_the_thread_needs() {
    let failure = bug(|| {
        let total = Arc::new(Mutex::new(0));
        let adder = spawn("adder", {
            let total = Arc::clone(&total);
            move || *total.lock() += 1
        });
        let sum = total.lock();
        adder.join().unwrap();
        assert_eq!(*sum, 1);
    });
    assert_eq!(
        said(&failure),
        "deadlock: main waits at locks.rs for adder to end, and adder waits at locks.rs for `total`, held by main"
    );
}

#[test]
fn sleeping_with_a_second_lock_held_keeps_the_notifier_out() {
    let failure = bug(|| {
        let outer = Arc::new(Mutex::new(()));
        let inner = Arc::new((Mutex::new(false), Condvar::new()));
        let opener = spawn("opener", {
            let (outer, inner) = (Arc::clone(&outer), Arc::clone(&inner));
            move || {
                let _outer = outer.lock();
                *inner.0.lock() = true;
                inner.1.notify_all();
            }
        });
        let guard = outer.lock();
        inner.1.wait_while(&mut inner.0.lock(), |open| !*open);
        drop(guard);
        opener.join().unwrap();
    });
    assert_eq!(
        said(&failure),
        "deadlock: main sleeps on `inner.1` (locks.rs) and holds `outer`, for which opener waits (locks.rs)"
    );
}

#[test]
fn a_reader_that_wants_to_write_waits_for_itself() {
    let failure = bug(|| {
        let cache = RwLock::new(None);
        let value = cache.read();
        if value.is_none() {
            *cache.write() = Some(1);
        }
    });
    let Cause::LockedTwice {
        lock,
        first: Some(first),
        ..
    } = failure.explanation()
    else {
        panic!("{failure}");
    };
    assert_eq!(lock, "cache");
    assert_eq!(line(&failure, first), "let value = cache.read();");
}

#[test]
fn reading_twice_deadlocks_with_a_writer_in_between() {
    let failure = bug(|| {
        let table = Arc::new(RwLock::new(1));
        let writer = spawn("writer", {
            let table = Arc::clone(&table);
            move || *table.write() += 1
        });
        let first = table.read();
        let second = table.read();
        assert_eq!(*first, *second);
        drop((first, second));
        writer.join().unwrap();
    });
    let Cause::LockedTwice { thread, lock, .. } = failure.explanation() else {
        panic!("{failure}");
    };
    assert_eq!((thread.as_str(), lock.as_str()), ("main", "table"));
    let text = failure.timeline().render_text(80);
    assert!(
        text.contains("main waits for `table`, which it holds itself"),
        "{text}"
    );
}

#[test]
fn a_read_and_a_write_apart_lose_an_update() {
    let failure = bug(|| {
        let count = Arc::new(RwLock::new(0));
        let add = |count: &RwLock<i32>| {
            let now = *count.read();
            *count.write() = now + 1;
        };
        let other = spawn("other", {
            let count = Arc::clone(&count);
            move || add(&count)
        });
        add(&count);
        other.join().unwrap();
        assert!(*count.read() == 2, "an update was lost");
    });
    assert_panicked(&failure, "main", "an update was lost");
}

#[test]
fn a_guard_that_is_forgotten_locks_for_ever() {
    let failure = bug(|| {
        let state = Arc::new(Mutex::new(0));
        let holder = spawn("holder", {
            let state = Arc::clone(&state);
            move || std::mem::forget(state.lock())
        });
        holder.join().unwrap();
        *state.lock() += 1;
    });
    assert_eq!(
        said(&failure),
        "main waits for ever for `state`, held by holder (locks.rs): holder has ended without letting it go"
    );
}

#[test]
fn a_seat_is_sold_twice_between_check_and_act() {
    let failure = bug(|| {
        let seats = Arc::new(Mutex::new(1));
        let book = |seats: &Mutex<i32>| {
            let free = *seats.lock() > 0;
            if free {
                *seats.lock() -= 1;
            }
        };
        thread::scope(|s| {
            s.spawn(|| book(&seats));
            s.spawn(|| book(&seats));
        });
        assert!(*seats.lock() == 0, "sold twice");
    });
    assert_panicked(&failure, "main", "sold twice");
}

#[test]
fn a_try_lock_that_gives_up_loses_its_work() {
    let failure = bug(|| {
        let total = Arc::new(Mutex::new(0));
        let adders = ["left", "right"].map(|name| {
            let total = Arc::clone(&total);
            spawn(name, move || {
                if let Some(mut total) = total.try_lock() {
                    *total += 1;
                }
            })
        });
        join_all(adders);
        assert!(*total.lock() == 2, "somebody gave up");
    });
    assert_panicked(&failure, "main", "somebody gave up");
}
