//! Tasks that submit tasks and wait for them, under every schedule within bounds: nobody waits for
//! ever, also where workers are fewer than waiting tasks; idle workers steal.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_core::Latch;
use pattern_sync::channel::bounded;
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;
use pattern_sync::time::Duration;
use worker_pool::{Handle, JoinTimeoutError, Stats, WorkerPool};

/// Panics without a message on the standard error for each of thousands of schedules.
fn quiet_panic(message: &'static str) {
    resume_unwind(Box::new(message))
}

/// Counts the leaves of a binary tree, each node a task that waits for its children.
fn leaves(pool: &Arc<WorkerPool>, depth: u32) -> u32 {
    if depth == 0 {
        return 1;
    }
    let children = [(); 2].map(|()| {
        let own = Arc::clone(pool);
        pool.submit(move || leaves(&own, depth - 1))
    });
    children.map(|child| child.join().unwrap()).iter().sum()
}

fn explore_tree(workers: usize) {
    explore(move || {
        let pool = Arc::new(WorkerPool::new(workers));
        let root = pool.submit({
            let pool = Arc::clone(&pool);
            move || leaves(&pool, 2)
        });
        assert_eq!(root.join().unwrap(), 4);
    });
}

#[test]
fn one_worker_runs_tasks_that_wait_for_their_children() {
    explore_tree(1);
}

#[test]
fn two_workers_run_tasks_that_wait_for_their_children() {
    explore_tree(2);
}

#[test]
fn a_worker_that_waits_begins_a_task_that_is_queued_outside() {
    explore(|| {
        let pool = WorkerPool::new(1);
        let (sender, receiver) = bounded::<Handle<_>>(1);
        let first = pool.submit(move || receiver.recv().unwrap().join().unwrap());
        sender.send(pool.submit(|| 7)).unwrap();
        assert_eq!(first.join().unwrap(), 7);
    });
}

#[test]
fn no_task_is_run_on_top_of_one_that_it_waits_for() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(2));
        let gate = Arc::new(Latch::new(1));
        // `below` waits for a task that runs elsewhere. `above` waits for `below`: run by the worker
        // that waits in `below`, it would never end, and neither would `below`.
        let below = pool.submit({
            let (pool, gate) = (Arc::clone(&pool), Arc::clone(&gate));
            move || pool.submit(move || gate.wait()).join().unwrap()
        });
        let above = pool.submit(move || below.join().unwrap());
        settle();
        gate.count_down();
        above.join().unwrap();
    });
}

#[test]
fn an_idle_worker_steals_what_a_busy_one_has_submitted() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(2));
        let outer = pool.submit({
            let pool = Arc::clone(&pool);
            move || {
                let done = Arc::new(Latch::new(1));
                pool.execute({
                    let done = Arc::clone(&done);
                    move || done.count_down()
                });
                done.wait(); // not by the handle: this worker does not help
            }
        });
        outer.join().unwrap();
    });
}

#[test]
fn joining_the_pool_waits_for_tasks_of_tasks() {
    explore(|| {
        let done = Arc::new(AtomicUsize::new(0));
        let pool = Arc::new(WorkerPool::new(2));
        pool.execute({
            let (pool, done) = (Arc::clone(&pool), Arc::clone(&done));
            move || {
                pool.execute({
                    let done = Arc::clone(&done);
                    move || {
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                });
                done.fetch_add(1, Ordering::SeqCst);
            }
        });
        pool.join(); // the child may be stolen, and end before its parent
        assert_eq!(done.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn the_owner_takes_the_newest_first_and_a_thief_the_oldest() {
    explore(|| {
        let stats = Arc::new(Stats::new());
        let builder = WorkerPool::builder()
            .workers(2)
            .observer(Arc::clone(&stats));
        let pool = Arc::new(builder.build().unwrap());
        let order = Arc::new(Mutex::new(vec![]));
        let outer = pool.submit({
            let (pool, order) = (Arc::clone(&pool), Arc::clone(&order));
            move || {
                let me = thread::current().id();
                let all = Arc::new(Latch::new(3));
                for number in 0..3 {
                    let (order, all) = (Arc::clone(&order), Arc::clone(&all));
                    pool.execute(move || {
                        order.lock().push((number, thread::current().id() == me));
                        all.count_down();
                    });
                }
                settle(); // the thief has taken them all
                assert_eq!(all.count(), 0);
            }
        });
        outer.join().unwrap();
        assert_eq!(*order.lock(), [(0, false), (1, false), (2, false)]);
        pool.join();
        pool.shutdown();
        assert_eq!(
            stats
                .report()
                .workers
                .iter()
                .map(|w| w.stolen)
                .sum::<usize>(),
            3
        );
    });
    explore(|| {
        let pool = Arc::new(WorkerPool::new(1));
        let order = Arc::new(Mutex::new(vec![]));
        pool.execute({
            let (pool, order) = (Arc::clone(&pool), Arc::clone(&order));
            move || {
                for number in 0..3 {
                    let order = Arc::clone(&order);
                    pool.execute(move || order.lock().push(number));
                }
            }
        });
        pool.join();
        assert_eq!(*order.lock(), [2, 1, 0]);
    });
}

#[test]
fn a_scope_borrows_and_waits_for_its_tasks() {
    explore(|| {
        let pool = WorkerPool::new(2);
        let mut numbers = [1, 2, 3];
        pool.scope(|s| {
            for number in &mut numbers {
                s.submit(move || *number *= 10);
            }
        });
        assert_eq!(numbers, [10, 20, 30]);
    });
}

#[test]
fn a_scope_waits_for_tasks_of_tasks() {
    explore(|| {
        let pool = WorkerPool::new(2);
        let done = AtomicUsize::new(0);
        pool.scope(|s| {
            s.submit(|| {
                s.submit(|| done.fetch_add(1, Ordering::SeqCst));
            });
        });
        assert_eq!(done.into_inner(), 1);
    });
}

#[test]
fn a_scope_waits_for_its_tasks_when_its_body_panics() {
    explore(|| {
        let pool = WorkerPool::new(1);
        let mut number = 0;
        let panic = catch_unwind(AssertUnwindSafe(|| {
            pool.scope(|s| {
                s.submit(|| number = 1);
                quiet_panic("the body");
            });
        }));
        assert_eq!(panic.unwrap_err().downcast_ref(), Some(&"the body"));
        assert_eq!(number, 1);
    });
}

#[test]
fn a_scope_in_a_task_of_the_only_worker_is_run_by_it() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(1));
        let outer = pool.submit({
            let pool = Arc::clone(&pool);
            move || {
                let numbers = [1, 2];
                let inner = |n: &i32| pool.map([*n, 10 * n], |n| n + 1).unwrap();
                pool.map(&numbers, inner).unwrap().concat()
            }
        });
        assert_eq!(outer.join().unwrap(), [2, 11, 3, 21]);
    });
}

#[test]
fn a_scope_reaches_its_tasks_in_the_deque_of_a_worker_that_waits_for_it() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(2));
        let (sender, receiver) = bounded::<Handle<()>>(1);
        let scoped = pool.submit({
            let pool = Arc::clone(&pool);
            move || {
                let (own, stolen) = (&pool, &Latch::new(1));
                own.scope(|s| {
                    s.submit(move || {
                        stolen.count_down();
                        s.submit(|| ());
                        // On top of that, and begun before it: a task that waits for the scope.
                        own.execute(move || receiver.recv().unwrap().join().unwrap());
                    });
                    stolen.wait(); // without helping, so that the other worker does it
                });
            }
        });
        sender.send(scoped).unwrap();
        pool.join();
    });
}

#[test]
fn a_task_that_would_wait_for_itself_panics() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(1));
        let (sender, receiver) = bounded::<Handle<()>>(1);
        let myself = pool.submit(move || receiver.recv().unwrap().join().unwrap());
        sender.send(myself).unwrap();
        pool.join();
        let (sender, receiver) = bounded::<Handle<()>>(1);
        let done = Arc::new(Latch::new(1));
        let below = pool.submit({
            let (pool, done) = (Arc::clone(&pool), Arc::clone(&done));
            move || {
                let above = pool.submit(move || {
                    receiver.recv().unwrap().join().unwrap();
                });
                assert!(above.join().is_err());
                done.count_down();
            }
        });
        sender.send(below).unwrap();
        done.wait();
    });
}

#[test]
fn a_shutdown_at_once_ends_a_scope_that_is_being_helped() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(1));
        let done = Arc::new(AtomicUsize::new(0));
        let outer = pool.submit({
            let (pool, done) = (Arc::clone(&pool), Arc::clone(&done));
            move || {
                let add = |_n: i32| done.fetch_add(1, Ordering::SeqCst);
                pool.map([1, 2], add).is_ok()
            }
        });
        let dropped = pool.shutdown_now();
        match outer.join() {
            Ok(all) => assert_eq!((all, dropped), (done.load(Ordering::SeqCst) == 2, dropped)),
            Err(error) => assert!(error.is_cancelled() && dropped == 1),
        }
    });
}

#[test]
fn a_panic_of_a_scopes_task_comes_through_its_handle_or_the_scope() {
    explore(|| {
        let pool = WorkerPool::new(1);
        let joined = pool.scope(|s| s.submit(|| quiet_panic("boom")).join().is_err());
        assert!(joined);
        let unnoticed = catch_unwind(AssertUnwindSafe(|| {
            pool.scope(|s| drop(s.submit(|| quiet_panic("boom"))));
        }));
        assert!(unnoticed.is_err());
        let error = pool
            .map(0..3, |n| {
                if n > 0 {
                    quiet_panic("one of two");
                }
            })
            .unwrap_err();
        assert_eq!(error.panic().unwrap().message(), "one of two");
    });
}

#[test]
fn a_worker_with_a_time_limit_helps_and_gives_up() {
    explore(|| {
        let pool = Arc::new(WorkerPool::new(2));
        let gate = Arc::new(Latch::new(1));
        let outer = pool.submit({
            let (pool, gate) = (Arc::clone(&pool), Arc::clone(&gate));
            move || {
                let own = pool.submit(|| 1);
                match own.join_timeout(Duration::from_secs(5)) {
                    Ok(result) => assert_eq!(result, 1),
                    // Stolen, and the time was up before it ended.
                    Err(JoinTimeoutError::Timeout(own)) => assert_eq!(own.join().unwrap(), 1),
                    Err(error) => panic!("{error}"),
                }
                let begun = Arc::new(Latch::new(1));
                let elsewhere = pool.submit({
                    let (begun, gate) = (Arc::clone(&begun), Arc::clone(&gate));
                    move || {
                        begun.count_down();
                        gate.wait();
                    }
                });
                begun.wait();
                assert!(elsewhere.join_timeout(Duration::from_secs(5)).is_err());
            }
        });
        let result = outer.join();
        gate.count_down();
        result.unwrap();
    });
}
