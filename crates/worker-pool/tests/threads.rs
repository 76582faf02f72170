//! Worker pools on real threads: work by many, for many, with everything at once.

mod common;

use common::must_end;
use pattern_sync::sync::Arc;
use pattern_sync::sync::Barrier;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread;
use worker_pool::{Stats, WorkerPool};

#[test]
fn every_task_of_many_submitters_is_run_once() {
    let sum = must_end(|| {
        let builder = WorkerPool::builder().workers(4).queue_capacity(8);
        let pool = builder.build().unwrap();
        let sum = Arc::new(AtomicUsize::new(0));
        thread::scope(|s| {
            for submitter in 0..4 {
                let (pool, sum) = (&pool, &sum);
                s.spawn(move || {
                    for n in 0..1_000 {
                        let sum = Arc::clone(sum);
                        pool.execute(move || {
                            sum.fetch_add(1_000 * submitter + n, Ordering::SeqCst);
                        });
                    }
                });
            }
        });
        pool.join();
        sum.load(Ordering::SeqCst)
    });
    assert_eq!(sum, (0..4_000).sum());
}

#[test]
fn all_workers_work_at_the_same_time_and_again_and_again() {
    must_end(|| {
        let pool = WorkerPool::new(8);
        for _ in 0..100 {
            let all = Barrier::new(8);
            pool.scope(|s| {
                for _ in 0..8 {
                    s.submit(|| all.wait());
                }
            });
        }
    });
}

#[test]
fn the_same_threads_run_all_tasks() {
    let names = must_end(|| {
        let builder = WorkerPool::builder().workers(2).thread_name("w");
        let pool = builder.build().unwrap();
        let name = |_: i32| thread::current().name().map(str::to_owned);
        pool.map(0..500, name).unwrap()
    });
    assert!(
        names
            .iter()
            .flatten()
            .all(|name| name == "w-0" || name == "w-1")
    );
    assert_eq!(names.iter().flatten().count(), 500);
}

/// Fibonacci's numbers, in the way that makes the most tasks of it.
fn fibonacci(pool: &Arc<WorkerPool>, n: u32) -> u64 {
    if n < 2 {
        return n.into();
    }
    let left = pool.submit({
        let pool = Arc::clone(pool);
        move || fibonacci(&pool, n - 1)
    });
    fibonacci(pool, n - 2) + left.join().unwrap()
}

#[test]
fn a_tree_of_tasks_ends_on_any_number_of_workers() {
    for workers in [1, 2, 5] {
        let (result, report) = must_end(move || {
            let stats = Arc::new(Stats::new());
            let builder = WorkerPool::builder().workers(workers);
            let pool = Arc::new(builder.observer(Arc::clone(&stats)).build().unwrap());
            let root = pool.submit({
                let pool = Arc::clone(&pool);
                move || fibonacci(&pool, 16)
            });
            let result = root.join().unwrap();
            pool.shutdown();
            (result, stats.report())
        });
        assert_eq!(result, 987);
        let run: usize = report.workers.iter().map(|worker| worker.tasks).sum();
        assert_eq!((run, report.submitted), (1_597, 1_597), "{report}");
        assert!(workers > 1 || report.workers[0].stolen == 0);
    }
}

#[test]
fn a_nest_of_scopes_ends_on_one_worker() {
    let total = must_end(|| {
        let pool = Arc::new(WorkerPool::new(1));
        let own = Arc::clone(&pool);
        let rows = move |row: u64| {
            let cells = own.map(0..row, |cell| cell * row);
            cells.map(|cells| cells.into_iter().sum::<u64>())
        };
        pool.map(0..20, rows)
            .unwrap()
            .into_iter()
            .map(Result::unwrap)
            .sum::<u64>()
    });
    let expected = (0..20_u64).map(|row| (0..row).map(|cell| cell * row).sum::<u64>());
    assert_eq!(total, expected.sum());
}

#[test]
fn submitting_and_joining_in_a_loop_piles_nothing_up() {
    let (high_water, queued) = must_end(|| {
        let stats = Arc::new(Stats::new());
        let builder = WorkerPool::builder().workers(1);
        let pool = Arc::new(builder.observer(Arc::clone(&stats)).build().unwrap());
        let own = Arc::clone(&pool);
        let busy = pool.submit(move || {
            for n in 0..1_000 {
                assert_eq!(own.submit(move || n).join().unwrap(), n);
            }
            // From here on it is the pool's only worker that holds everybody up.
        });
        for _ in 0..1_000 {
            pool.submit(|| ()).cancel();
        }
        busy.join().unwrap();
        pool.join();
        (stats.report().high_water, pool.queued())
    });
    assert!(high_water <= 2, "{high_water} offers in one queue");
    assert_eq!(queued, 0);
}

#[test]
fn many_pools_come_and_go() {
    must_end(|| {
        for round in 0..200 {
            let pool = WorkerPool::new(1 + round % 3);
            for _ in 0..round % 5 {
                pool.execute(|| ());
            }
            match round % 3 {
                0 => drop(pool),
                1 => pool.shutdown(),
                _ => assert!(pool.shutdown_now() <= round % 5),
            }
        }
    });
}
