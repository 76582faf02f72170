//! What workers take by the batch, under every schedule within bounds: a task that is taken and not
//! begun is not stuck, and nobody is told that all is done while it is not.

use pattern_core::Latch;
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;
use worker_pool::WorkerPool;

#[test]
fn joining_the_pool_waits_for_the_very_last_of_the_tasks() {
    explore(|| {
        let done = Arc::new(AtomicUsize::new(0));
        let pool = WorkerPool::new(2);
        let count = |_| {
            let done = Arc::clone(&done);
            move || {
                done.fetch_add(1, Ordering::SeqCst);
            }
        };
        pool.execute_many((0..4).map(count));
        pool.join();
        assert_eq!(done.load(Ordering::SeqCst), 4);
    });
}

#[test]
fn joining_the_pool_waits_for_a_task_that_a_thief_has_out_of_a_batch() {
    explore(|| {
        let done = Arc::new(AtomicUsize::new(0));
        let (pool, gate) = (&WorkerPool::new(2), Arc::new(Latch::new(1)));
        let task = |number| {
            let (done, gate) = (Arc::clone(&done), Arc::clone(&gate));
            move || {
                if number == 1 {
                    gate.wait();
                }
                done.fetch_add(1, Ordering::SeqCst);
            }
        };
        thread::scope(|s| {
            let joiner = s.spawn(|| {
                pool.execute_many((0..4).map(task));
                pool.join();
                done.load(Ordering::SeqCst)
            });
            settle(); // all are done but the one at the gate, whoever took it
            assert_eq!(done.load(Ordering::SeqCst), 3);
            gate.count_down();
            assert_eq!(joiner.join().unwrap(), 4);
        });
    });
}

#[test]
fn a_task_behind_a_long_one_in_a_batch_is_taken_by_whoever_is_free() {
    explore(|| {
        let pool = WorkerPool::new(2);
        let others = Arc::new(Latch::new(4));
        pool.execute_many((0..5).map(|number| {
            let others = Arc::clone(&others);
            move || {
                if number == 0 {
                    others.wait(); // for all that were submitted after it
                } else {
                    others.count_down();
                }
            }
        }));
        pool.join();
    });
}

#[test]
fn a_batch_keeps_the_order_of_submission_on_one_worker() {
    explore(|| {
        let order = Arc::new(Mutex::new(vec![]));
        let pool = WorkerPool::new(1);
        pool.execute_many((0..3).map(|number| {
            let order = Arc::clone(&order);
            move || order.lock().push(number)
        }));
        let last = pool.submit_many([3, 4].map(|number| move || number));
        let last: Vec<_> = last.into_iter().map(|task| task.join().unwrap()).collect();
        assert_eq!(
            (&order.lock()[..], &last[..]),
            (&[0, 1, 2][..], &[3, 4][..])
        );
    });
}

#[test]
fn many_tasks_wait_for_room_and_all_get_it() {
    explore(|| {
        let done = Arc::new(AtomicUsize::new(0));
        let builder = WorkerPool::builder().workers(1).queue_capacity(2);
        let pool = builder.build().unwrap();
        let count = |_| {
            let (done, pool) = (Arc::clone(&done), &pool);
            assert!(pool.queued() <= 2);
            move || {
                done.fetch_add(1, Ordering::SeqCst);
            }
        };
        pool.execute_many((0..4).map(count));
        assert!(pool.queued() <= 2);
        pool.join();
        assert_eq!(done.load(Ordering::SeqCst), 4);
    });
}

#[test]
fn many_tasks_submitted_during_a_shutdown_at_once_are_run_or_cancelled() {
    explore(|| {
        let runs = Arc::new(AtomicUsize::new(0));
        let pool = &WorkerPool::new(1);
        let tasks = thread::scope(|s| {
            let submitter = s.spawn(|| {
                pool.submit_many((0..3).map(|_| {
                    let runs = Arc::clone(&runs);
                    move || runs.fetch_add(1, Ordering::SeqCst)
                }))
            });
            pool.shutdown_now();
            submitter.join().unwrap()
        });
        let ran = tasks
            .into_iter()
            .filter_map(|task| task.join().ok())
            .count();
        assert_eq!((ran, pool.unfinished()), (runs.load(Ordering::SeqCst), 0));
    });
}

#[test]
fn tasks_of_a_task_may_be_submitted_by_the_dozen() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(2));
        let sum = pool.submit({
            let pool = Arc::clone(&pool);
            move || {
                let tasks = pool.submit_many((1..=3).map(|number| move || number));
                tasks
                    .into_iter()
                    .map(|task| task.join().unwrap())
                    .sum::<u32>()
            }
        });
        assert_eq!(sum.join().unwrap(), 6);
    });
}
