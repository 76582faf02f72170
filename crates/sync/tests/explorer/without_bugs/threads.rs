//! Threads that are joined, scoped, parked and local to themselves.

use std::cell::{Cell, RefCell};

use pattern_sync::collections::HashMap;
use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Barrier, LazyLock, Mutex, OnceLock};
use pattern_sync::thread;

use crate::harness::{holds, join_all, spawn};

#[test]
fn scoped_threads_borrow_and_return() {
    holds(|| {
        let words = ["one", "three"];
        let mut lengths = [0, 0];
        thread::scope(|s| {
            let mut slots = lengths.iter_mut();
            for (word, slot) in words.iter().zip(&mut slots) {
                s.spawn(move || *slot = word.len());
            }
        });
        assert_eq!(lengths, [3, 5]);
    });
}

#[test]
fn a_detached_thread_may_end_after_main() {
    let coverage = holds(|| {
        let done = Arc::new(AtomicBool::new(false));
        spawn("detached", move || done.store(true, SeqCst));
    });
    assert_eq!(coverage.threads, 2);
}

#[test]
fn everybody_meets_at_a_barrier_and_one_leads() {
    holds(|| {
        let barrier = Arc::new(Barrier::new(3));
        let arrived = Arc::new(AtomicUsize::new(0));
        let others = ["left", "right"].map(|name| {
            let (barrier, arrived) = (Arc::clone(&barrier), Arc::clone(&arrived));
            spawn(name, move || {
                arrived.fetch_add(1, SeqCst);
                let leads = barrier.wait().is_leader();
                assert_eq!(arrived.load(SeqCst), 3);
                leads
            })
        });
        arrived.fetch_add(1, SeqCst);
        let mut leaders = vec![barrier.wait().is_leader()];
        leaders.extend(join_all(others));
        assert_eq!(leaders.iter().filter(|&&leads| leads).count(), 1);
    });
}

#[test]
fn a_barrier_starts_over() {
    holds(|| {
        let barrier = Barrier::new(2);
        thread::scope(|s| {
            let twice = || {
                barrier.wait();
                barrier.wait();
            };
            s.spawn(twice);
            twice();
        });
    });
}

#[test]
fn a_once_cell_is_initialised_by_one_and_seen_by_all() {
    holds(|| {
        let cell = OnceLock::new();
        let made = AtomicUsize::new(0);
        let get = || {
            *cell.get_or_init(|| {
                made.fetch_add(1, SeqCst);
                7
            })
        };
        thread::scope(|s| {
            s.spawn(|| assert_eq!(get(), 7));
            assert_eq!(get(), 7);
        });
        assert_eq!(made.load(SeqCst), 1);
        assert_eq!(cell.get(), Some(&7));
    });
}

#[test]
fn a_lazy_value_is_made_once() {
    holds(|| {
        let made = AtomicUsize::new(0);
        let value = LazyLock::new(|| made.fetch_add(1, SeqCst) + 7);
        thread::scope(|s| {
            s.spawn(|| assert_eq!(*value, 7));
            assert_eq!(*value, 7);
        });
    });
}

#[test]
fn parking_in_a_loop_until_the_flag_is_set() {
    holds(|| {
        let ready = Arc::new(AtomicBool::new(false));
        let main = thread::current();
        let setter = spawn("setter", {
            let ready = Arc::clone(&ready);
            move || {
                ready.store(true, SeqCst);
                main.unpark();
            }
        });
        while !ready.load(SeqCst) {
            thread::park();
        }
        setter.join().unwrap();
    });
}

pattern_sync::thread_local! {
    static COUNT: Cell<u32> = Cell::new(0);
    static LOG: RefCell<Vec<u32>> = RefCell::new(Vec::new());
}

#[test]
fn thread_local_values_are_each_threads_own_and_new_in_each_run() {
    holds(|| {
        let count = |times: u32| {
            for time in 0..times {
                COUNT.set(COUNT.get() + 1);
                LOG.with_borrow_mut(|log| log.push(time));
            }
            (COUNT.get(), LOG.with_borrow(Vec::len))
        };
        thread::scope(|s| {
            let other = s.spawn(move || count(2));
            assert_eq!(count(1), (1, 1));
            assert_eq!(other.join().unwrap(), (2, 2));
        });
    });
}

#[test]
fn maps_keyed_by_thread_are_in_the_same_order_in_every_run() {
    holds(|| {
        let seen: Arc<Mutex<HashMap<_, _>>> = Arc::default();
        let threads = ["a", "b", "c"].map(|name| {
            let seen = Arc::clone(&seen);
            spawn(name, move || {
                seen.lock().insert(thread::current().id(), name);
            })
        });
        join_all(threads);
        let locks = [(); 3].map(|()| Mutex::new(()));
        // The order in which these locks are taken would differ if the map's order did.
        for (_, name) in seen.lock().iter() {
            let index = usize::from(name.as_bytes()[0] - b'a');
            drop(locks[index].lock());
            thread::scope(|s| drop(s.spawn(|| drop(locks[index].lock()))));
        }
    });
}

#[test]
fn polling_for_the_end_of_a_thread() {
    holds(|| {
        let worker = spawn("worker", || 7);
        while !worker.is_finished() {
            thread::yield_now();
        }
        assert_eq!(worker.join().unwrap(), 7);
    });
}

#[test]
fn a_tree_of_threads() {
    fn sum(numbers: &[u32]) -> u32 {
        match numbers {
            [] => 0,
            [one] => *one,
            _ => {
                let (left, right) = numbers.split_at(numbers.len() / 2);
                thread::scope(|s| {
                    let left = s.spawn(|| sum(left));
                    sum(right) + left.join().unwrap()
                })
            }
        }
    }
    holds(|| assert_eq!(sum(&[1, 2, 3, 4]), 10));
}
