//! Joins of two halves under every schedule within bounds: each half is called once, results and
//! panics arrive, and nobody waits for ever. (What rests on memory orderings is checked with loom, in
//! the library's `forks.rs`.)

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_core::Latch;
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::Arc;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread;
use worker_pool::{Stats, WorkerPool, join};

/// Panics without a message on the standard error for each of thousands of schedules.
fn quiet_panic(message: &'static str) -> u32 {
    resume_unwind(Box::new(message))
}

/// Counts the leaves of a binary tree.
fn leaves(depth: u32) -> u32 {
    if depth == 0 {
        return 1;
    }
    let (left, right) = join(|| leaves(depth - 1), || leaves(depth - 1));
    left + right
}

fn explore_tree(workers: usize, depth: u32) {
    explore(move || {
        let pool = WorkerPool::new(workers);
        assert_eq!(
            pool.submit(move || leaves(depth)).join().unwrap(),
            1 << depth
        );
    });
}

#[test]
fn one_worker_calls_every_half_once() {
    explore_tree(1, 3);
}

#[test]
fn two_workers_call_every_half_once() {
    explore_tree(2, 2);
}

#[test]
fn three_workers_call_every_half_once() {
    explore_tree(3, 2);
}

#[test]
fn an_idle_worker_takes_the_half_that_is_on_offer() {
    explore(|| {
        let stats = Arc::new(Stats::new());
        let builder = WorkerPool::builder().workers(2);
        let pool = builder.observer(Arc::clone(&stats)).build().unwrap();
        let both = pool.submit(|| {
            let me = thread::current().id();
            let here = || {
                settle(); // the other worker has taken what is on offer
                thread::current().id() == me
            };
            join(here, || thread::current().id() == me)
        });
        assert_eq!(both.join().unwrap(), (true, false));
        pool.shutdown();
        let report = stats.report();
        assert_eq!(
            report
                .workers
                .iter()
                .map(|worker| worker.stolen)
                .sum::<usize>(),
            1
        );
    });
}

#[test]
fn a_sleeping_worker_is_woken_for_a_half() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(2));
        let taken = Arc::new(Latch::new(1));
        settle(); // both workers sleep
        let joined = pool.submit({
            let taken = Arc::clone(&taken);
            move || join(|| taken.wait(), || taken.count_down())
        });
        joined.join().unwrap();
    });
}

#[test]
fn a_half_that_is_stolen_may_be_divided_again_and_its_owner_helps() {
    explore(|| {
        let pool = WorkerPool::new(2);
        let done = Arc::new(AtomicUsize::new(0));
        let task = pool.submit({
            let done = Arc::clone(&done);
            move || {
                let add = || done.fetch_add(1, Ordering::SeqCst);
                join(add, || {
                    join(add, || {
                        join(add, add);
                    });
                });
            }
        });
        task.join().unwrap();
        assert_eq!(done.load(Ordering::SeqCst), 4);
    });
}

#[test]
fn a_panic_of_either_half_comes_out_of_the_join_when_both_have_ended() {
    explore(|| {
        let pool = WorkerPool::new(2);
        let owned = Arc::new(());
        for (here, there) in [(true, false), (false, true), (true, true)] {
            let task = pool.submit({
                let owned = Arc::clone(&owned);
                move || {
                    let (mine, other) = (Arc::clone(&owned), owned);
                    let joined = catch_unwind(AssertUnwindSafe(|| {
                        join(
                            move || {
                                if here {
                                    quiet_panic("here")
                                } else {
                                    drop(mine);
                                    1
                                }
                            },
                            move || {
                                if there {
                                    quiet_panic("there")
                                } else {
                                    drop(other);
                                    2
                                }
                            },
                        )
                    }));
                    *joined.unwrap_err().downcast::<&str>().unwrap()
                }
            });
            let expected = if here { "here" } else { "there" };
            assert_eq!(task.join().unwrap(), expected);
            assert_eq!(Arc::strong_count(&owned), 1, "both halves have gone");
        }
    });
}

#[test]
fn a_shutdown_at_once_lets_a_join_end() {
    explore(|| {
        let pool = WorkerPool::new(2);
        let begun = Arc::new(Latch::new(1));
        let task = pool.submit({
            let begun = Arc::clone(&begun);
            move || {
                begun.count_down();
                leaves(1)
            }
        });
        begun.wait();
        assert_eq!(pool.shutdown_now(), 0);
        assert_eq!(task.join().unwrap(), 2);
    });
}

#[test]
fn tasks_that_a_half_submits_are_run_while_the_other_is_waited_for() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(1));
        let task = pool.submit({
            let pool = Arc::clone(&pool);
            move || {
                let (left, right) = join(|| pool.submit(|| 1), || pool.submit(|| 2));
                left.join().unwrap() + right.join().unwrap()
            }
        });
        assert_eq!(task.join().unwrap(), 3);
    });
}
