//! Locks in one order, held across what belongs together, and let go.

use pattern_sync::sync::{Arc, Mutex, RwLock};
use pattern_sync::thread;

use crate::harness::{holds, join_all, spawn};

#[test]
fn a_counter_under_a_lock_counts() {
    let coverage = holds(|| {
        let count = Arc::new(Mutex::new(0));
        let threads = ["left", "right"].map(|name| {
            let count = Arc::clone(&count);
            spawn(name, move || *count.lock() += 1)
        });
        join_all(threads);
        assert_eq!(*count.lock(), 2);
    });
    assert_eq!(coverage.threads, 3);
}

#[test]
fn philosophers_who_take_the_lower_fork_first_all_eat() {
    holds(|| {
        let forks = Arc::new([(); 3].map(|()| Mutex::new(())));
        let philosophers = ["p0", "p1", "p2"]
            .into_iter()
            .enumerate()
            .map(|(seat, name)| {
                let forks = Arc::clone(&forks);
                spawn(name, move || {
                    let (left, right) = (seat, (seat + 1) % 3);
                    let _first = forks[left.min(right)].lock();
                    let _second = forks[left.max(right)].lock();
                })
            });
        join_all(philosophers.collect::<Vec<_>>());
    });
}

#[test]
fn a_try_lock_that_is_tried_again_gets_there() {
    holds(|| {
        let total = Arc::new(Mutex::new(0));
        let threads = ["left", "right"].map(|name| {
            let total = Arc::clone(&total);
            spawn(name, move || {
                loop {
                    if let Some(mut total) = total.try_lock() {
                        *total += 1;
                        break;
                    }
                    thread::yield_now();
                }
            })
        });
        join_all(threads);
        assert_eq!(*total.lock(), 2);
    });
}

#[test]
fn two_locks_by_try_lock_and_retreat() {
    holds(|| {
        let accounts = Arc::new((Mutex::new(1), Mutex::new(1)));
        let transfer = |from: &Mutex<i32>, to: &Mutex<i32>| {
            loop {
                let mut from = from.lock();
                if let Some(mut to) = to.try_lock() {
                    *from -= 1;
                    *to += 1;
                    return;
                }
                drop(from);
                thread::yield_now();
            }
        };
        let other = spawn("back", {
            let accounts = Arc::clone(&accounts);
            move || transfer(&accounts.1, &accounts.0)
        });
        transfer(&accounts.0, &accounts.1);
        other.join().unwrap();
        assert_eq!((*accounts.0.lock(), *accounts.1.lock()), (1, 1));
    });
}

#[test]
fn a_double_check_under_the_lock_initialises_once() {
    holds(|| {
        let value = RwLock::new(None);
        let made = Mutex::new(0);
        let get = || {
            if let Some(value) = *value.read() {
                return value;
            }
            *value.write().get_or_insert_with(|| {
                *made.lock() += 1;
                7
            })
        };
        thread::scope(|s| {
            s.spawn(|| assert_eq!(get(), 7));
            assert_eq!(get(), 7);
        });
        assert_eq!(*made.lock(), 1);
    });
}

#[test]
fn readers_are_inside_together_and_writers_alone() {
    holds(|| {
        let table = Arc::new(RwLock::new([0, 0]));
        let reader = spawn("reader", {
            let table = Arc::clone(&table);
            move || {
                let cells = table.read();
                assert_eq!(cells[0], cells[1]);
            }
        });
        let writer = spawn("writer", {
            let table = Arc::clone(&table);
            move || {
                let mut cells = table.write();
                cells[0] += 1;
                cells[1] += 1;
            }
        });
        {
            let cells = table.read();
            assert_eq!(cells[0], cells[1]);
        }
        join_all([reader, writer]);
    });
}

#[test]
fn a_guard_that_is_dropped_before_the_scope_ends_lets_its_thread_in() {
    holds(|| {
        let turn = Mutex::new(0);
        let guard = turn.lock();
        thread::scope(|s| {
            s.spawn(|| *turn.lock() += 1);
            drop(guard);
        });
        assert_eq!(turn.into_inner(), 1);
    });
}
