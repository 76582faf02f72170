//! The end of worker pools under every schedule within bounds: what was accepted is run or
//! cancelled, everybody learns of it, and no thread is left (the exploration fails if one is).

use std::panic::resume_unwind;

use pattern_core::Latch;
use pattern_sync::model::{choose, explore, settle};
use pattern_sync::sync::Arc;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread;
use worker_pool::{Handle, TaskError, TrySubmitError, WorkerPool};

/// Panics without a message on the standard error for each of thousands of schedules.
fn quiet_panic(message: &'static str) {
    resume_unwind(Box::new(message))
}

/// A task that counts its runs.
fn counting(pool: &WorkerPool, runs: &Arc<AtomicUsize>) -> Handle<()> {
    let runs = Arc::clone(runs);
    pool.submit(move || {
        runs.fetch_add(1, Ordering::SeqCst);
    })
}

fn count(runs: &AtomicUsize) -> usize {
    runs.load(Ordering::SeqCst)
}

#[test]
fn a_shutdown_runs_what_was_accepted() {
    explore(|| {
        let runs = Arc::default();
        let pool = WorkerPool::new(2);
        let tasks = [(); 3].map(|()| counting(&pool, &runs));
        pool.shutdown();
        assert_eq!(count(&runs), 3);
        assert!(tasks.into_iter().all(|task| task.join().is_ok()));
    });
}

#[test]
fn dropping_the_pool_runs_what_was_accepted() {
    explore(|| {
        let runs = Arc::default();
        let pool = WorkerPool::new(2);
        for _ in 0..3 {
            drop(counting(&pool, &runs));
        }
        drop(pool);
        assert_eq!(count(&runs), 3);
    });
}

#[test]
fn a_pool_without_tasks_ends() {
    explore(|| {
        let pool = WorkerPool::new(2);
        if choose(2) == 0 {
            settle(); // both workers sleep
        }
        drop(pool);
    });
}

#[test]
fn a_task_submitted_during_a_shutdown_is_run_or_refused() {
    explore(|| {
        let runs = Arc::default();
        let pool = &WorkerPool::new(1);
        let task = thread::scope(|s| {
            let submitter = s.spawn(|| counting(pool, &runs));
            pool.shutdown();
            submitter.join().unwrap()
        });
        match task.join() {
            Ok(()) => assert_eq!(count(&runs), 1),
            Err(error) => assert!(error.is_cancelled() && count(&runs) == 0),
        }
        assert_eq!(pool.unfinished(), 0);
    });
}

#[test]
fn after_a_shutdown_tasks_are_handed_back_or_cancelled() {
    explore(|| {
        let pool = WorkerPool::new(1);
        pool.shutdown();
        let owned = Arc::new(());
        let task = pool.submit({
            let owned = Arc::clone(&owned);
            move || drop(owned)
        });
        assert_eq!(Arc::strong_count(&owned), 1);
        assert!(task.is_finished());
        assert!(task.join().unwrap_err().is_cancelled());
        let refused = pool.try_submit(move || owned);
        assert!(matches!(refused, Err(TrySubmitError::ShutDown(_))));
        pool.join();
        pool.shutdown();
        assert_eq!(pool.shutdown_now(), 0);
    });
}

#[test]
fn a_shutdown_wakes_a_submitter_that_waits_for_room() {
    explore(|| {
        let builder = WorkerPool::builder().workers(1).queue_capacity(1);
        let pool = &builder.build().unwrap();
        let gate = Arc::new(Latch::new(1));
        let held = pool.submit({
            let gate = Arc::clone(&gate);
            move || gate.wait()
        });
        let queued = pool.submit(|| ());
        thread::scope(|s| {
            let refused = s.spawn(|| pool.submit(|| ()));
            let closing = s.spawn(|| pool.shutdown());
            let refused = refused.join().unwrap(); // with the worker still at the gate
            gate.count_down();
            closing.join().unwrap();
            // The submitter may have been first, if the gated task had left the queue.
            assert!(refused.is_finished());
        });
        assert!(held.join().is_ok() && queued.join().is_ok());
    });
}

#[test]
fn a_shutdown_wakes_every_submitter_that_waits_for_room() {
    explore(|| {
        let builder = WorkerPool::builder().workers(1).queue_capacity(1);
        let pool = Arc::new(builder.build().unwrap());
        let (begun, full, told) = (Latch::new(1), Latch::new(1), Latch::new(1));
        let gates = Arc::new((begun, full, told));
        pool.execute({
            let (pool, gates) = (Arc::clone(&pool), Arc::clone(&gates));
            move || {
                gates.0.count_down();
                gates.1.wait();
                pool.shutdown();
                gates.2.wait();
            }
        });
        gates.0.wait();
        let queued = pool.submit(|| ());
        thread::scope(|s| {
            let refused = [(); 2].map(|()| s.spawn(|| pool.submit(|| ())));
            settle(); // both wait for room
            gates.1.count_down();
            for submitter in refused {
                assert!(submitter.join().unwrap().join().is_err());
            }
            gates.2.count_down();
        });
        assert!(queued.join().is_ok());
    });
}

#[test]
fn two_shutdowns_at_once_both_wait_for_the_end() {
    explore(|| {
        let runs = Arc::default();
        let pool = &WorkerPool::new(1);
        drop(counting(pool, &runs));
        thread::scope(|s| {
            s.spawn(|| {
                pool.shutdown();
                assert_eq!(count(&runs), 1);
            });
            pool.shutdown();
            assert_eq!(count(&runs), 1);
        });
    });
}

#[test]
fn a_shutdown_at_once_cancels_exactly_what_has_not_begun() {
    explore(|| {
        let runs = Arc::default();
        let pool = WorkerPool::new(2);
        let tasks = [(); 3].map(|()| counting(&pool, &runs));
        let dropped = pool.shutdown_now();
        let cancelled = tasks.map(|task| task.join().is_err());
        let cancelled = cancelled.into_iter().filter(|&was| was).count();
        assert_eq!((cancelled, count(&runs)), (dropped, 3 - dropped));
    });
}

#[test]
fn a_shutdown_at_once_frees_those_who_wait() {
    explore(|| {
        let pool = &WorkerPool::new(1);
        let gate = Arc::new(Latch::new(1));
        pool.execute({
            let gate = Arc::clone(&gate);
            move || gate.wait()
        });
        let waiting = pool.submit(|| ());
        thread::scope(|s| {
            let joiner = s.spawn(|| waiting.join());
            s.spawn(|| pool.join());
            settle();
            gate.count_down();
            pool.shutdown_now();
            let result = joiner.join().unwrap();
            assert!(matches!(result, Ok(()) | Err(TaskError::Cancelled)));
        });
    });
}

#[test]
fn an_orderly_shutdown_can_be_cut_short() {
    explore(|| {
        let pool = &WorkerPool::new(1);
        let tasks = [(); 2].map(|()| pool.submit(|| ()));
        thread::scope(|s| {
            s.spawn(|| pool.shutdown());
            let dropped = pool.shutdown_now();
            assert_eq!(
                tasks
                    .map(|task| task.join().is_err())
                    .iter()
                    .filter(|&&err| err)
                    .count(),
                dropped
            );
        });
    });
}

#[test]
fn a_task_may_submit_during_a_shutdown_but_not_during_one_at_once() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(1));
        let at_once = choose(2) == 1;
        let (begun, gate) = (Arc::new(Latch::new(1)), Arc::new(Latch::new(1)));
        let outer = pool.submit({
            let (pool, begun, gate) = (Arc::clone(&pool), Arc::clone(&begun), Arc::clone(&gate));
            move || {
                begun.count_down();
                gate.wait();
                pool.submit(|| ()).join()
            }
        });
        begun.wait();
        thread::scope(|s| {
            s.spawn(|| {
                if at_once {
                    let _ = pool.shutdown_now();
                } else {
                    pool.shutdown();
                }
            });
            settle(); // the shutdown waits for the task
            gate.count_down();
        });
        assert_eq!(outer.join().unwrap().is_err(), at_once);
    });
}

#[test]
fn a_task_may_shut_its_own_pool_down() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(2));
        let at_once = choose(2) == 1;
        let task = pool.submit({
            let pool = Arc::clone(&pool);
            move || {
                if at_once {
                    let _ = pool.shutdown_now();
                } else {
                    pool.shutdown();
                }
            }
        });
        task.join().unwrap();
        assert!(pool.is_shut_down());
        assert!(pool.submit(|| ()).join().is_err());
    });
}

#[test]
fn a_task_may_be_the_last_to_drop_its_own_pool() {
    explore(|| {
        let runs = Arc::default();
        let pool = Arc::new(WorkerPool::new(2));
        pool.execute({
            let pool = Arc::clone(&pool);
            move || drop(pool)
        });
        let last = counting(&pool, &runs);
        drop(pool);
        last.join().unwrap();
        assert_eq!(count(&runs), 1);
    });
}

#[test]
fn a_panic_is_reported_and_the_worker_goes_on() {
    explore(|| {
        let pool = WorkerPool::new(1);
        let failing = pool.submit(|| quiet_panic("boom"));
        let next = pool.submit(|| 2);
        let error = failing.join().unwrap_err();
        assert_eq!(
            error.to_string(),
            "task panicked on worker 'worker-0': boom"
        );
        assert_eq!(next.join().unwrap(), 2);
    });
}

#[test]
fn panics_that_nobody_joins_keep_nobody_waiting() {
    explore(|| {
        let runs = Arc::default();
        let pool = WorkerPool::new(2);
        pool.execute(|| quiet_panic("boom"));
        pool.execute(|| quiet_panic("boom"));
        drop(counting(&pool, &runs));
        pool.join();
        assert_eq!(count(&runs), 1);
    });
}

#[test]
fn a_destructor_that_panics_does_not_end_a_worker() {
    struct Grenade;
    impl Drop for Grenade {
        fn drop(&mut self) {
            quiet_panic("in a destructor");
        }
    }
    explore(|| {
        let pool = WorkerPool::new(1);
        let unwanted = Arc::new(Latch::new(1));
        drop(pool.submit({
            let unwanted = Arc::clone(&unwanted);
            move || {
                unwanted.wait();
                Grenade
            }
        }));
        unwanted.count_down();
        let (task, next) = (pool.submit(|| drop(Grenade)), pool.submit(|| 3));
        assert!(task.join().is_err());
        assert_eq!(next.join().unwrap(), 3);
        let grenade = Grenade;
        let task = pool.submit(move || drop(grenade));
        assert!(!task.cancel() || task.join().unwrap_err().is_cancelled());
    });
}
