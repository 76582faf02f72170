//! Worker pools under every schedule within bounds: each task is run once, results arrive, waiting
//! ends, the queue's capacity holds.

use pattern_core::Latch;
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier, Mutex};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};
use worker_pool::{JoinTimeoutError, Stats, TrySubmitError, WorkerPool};

/// A task that does not end before the gate is opened, and says when it has begun.
fn at_the_gate(pool: &WorkerPool) -> Arc<Latch> {
    let (begun, gate) = (Arc::new(Latch::new(1)), Arc::new(Latch::new(1)));
    pool.execute({
        let (begun, gate) = (Arc::clone(&begun), Arc::clone(&gate));
        move || {
            begun.count_down();
            gate.wait();
        }
    });
    begun.wait();
    gate
}

fn pool_with_capacity(workers: usize, capacity: usize) -> WorkerPool {
    let builder = WorkerPool::builder().workers(workers);
    builder.queue_capacity(capacity).build().unwrap()
}

#[test]
fn each_task_is_run_exactly_once() {
    explore(|| {
        let runs = Arc::new([const { AtomicUsize::new(0) }; 3]);
        let pool = WorkerPool::new(2);
        for task in 0..3 {
            let runs = Arc::clone(&runs);
            pool.execute(move || {
                runs[task].fetch_add(1, Ordering::SeqCst);
            });
        }
        pool.join();
        assert_eq!(
            runs.each_ref().map(|run| run.load(Ordering::SeqCst)),
            [1; 3]
        );
        assert_eq!(pool.unfinished(), 0);
    });
}

#[test]
fn a_handle_brings_its_tasks_own_result() {
    explore(|| {
        let pool = WorkerPool::new(2);
        let handles = [1, 2, 3].map(|n| pool.submit(move || n * 10));
        assert_eq!(handles.map(|handle| handle.join().unwrap()), [10, 20, 30]);
    });
}

#[test]
fn two_workers_run_two_tasks_at_the_same_time() {
    explore(|| {
        let both = Arc::new(Barrier::new(2));
        let pool = WorkerPool::new(2);
        for _ in 0..2 {
            let both = Arc::clone(&both);
            pool.execute(move || {
                both.wait();
            });
        }
        pool.join();
    });
}

#[test]
fn a_sleeping_worker_is_woken_for_each_of_two_tasks_in_a_row() {
    explore(|| {
        let both = Arc::new(Barrier::new(2));
        let pool = WorkerPool::new(2);
        settle(); // both workers sleep
        let tasks = [(); 2].map(|()| {
            let both = Arc::clone(&both);
            pool.submit(move || both.wait().is_leader())
        });
        let leaders = tasks.map(|task| task.join().unwrap());
        assert!(leaders[0] != leaders[1]);
    });
}

#[test]
fn one_worker_keeps_the_order_of_submission() {
    explore(|| {
        let order = Arc::new(Mutex::new(vec![]));
        let pool = WorkerPool::new(1);
        for number in 0..3 {
            let order = Arc::clone(&order);
            pool.execute(move || order.lock().push(number));
        }
        pool.join();
        assert_eq!(*order.lock(), [0, 1, 2]);
    });
}

#[test]
fn the_pool_can_be_joined_again_and_again_and_by_several() {
    explore(|| {
        let done = Arc::new(AtomicUsize::new(0));
        let pool = &WorkerPool::new(1);
        let submit = || {
            let done = Arc::clone(&done);
            pool.execute(move || {
                done.fetch_add(1, Ordering::SeqCst);
            });
        };
        submit();
        thread::scope(|s| {
            s.spawn(|| {
                pool.join();
                assert_eq!(done.load(Ordering::SeqCst), 1);
            });
            pool.join();
        });
        submit();
        pool.join();
        assert_eq!(done.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn joining_the_pool_is_not_kept_waiting_by_tasks_that_come_later() {
    explore(|| {
        let pool = &WorkerPool::new(1);
        let first = at_the_gate(pool);
        thread::scope(|s| {
            let joiner = s.spawn(|| pool.join());
            settle(); // the joiner waits
            first.count_down();
            pool.join(); // there was a moment without a task: the joiner may go on
            let second = at_the_gate(pool);
            joiner.join().unwrap();
            second.count_down();
        });
    });
}

#[test]
fn a_submitter_waits_while_the_queue_is_full() {
    explore(|| {
        let pool = &pool_with_capacity(1, 1);
        let gate = at_the_gate(pool);
        thread::scope(|s| {
            s.spawn(|| (0..2).for_each(|n| drop(pool.submit(move || n))));
            settle(); // one task waits in the queue, the other in the submitter's hands
            assert_eq!((pool.queued(), pool.unfinished()), (1, 2));
            gate.count_down();
        });
        pool.join();
    });
}

#[test]
fn two_submitters_that_wait_for_room_both_get_it() {
    explore(|| {
        let pool = &pool_with_capacity(1, 1);
        let gate = at_the_gate(pool);
        thread::scope(|s| {
            for n in 0..2 {
                s.spawn(move || pool.submit(move || n));
            }
            settle();
            gate.count_down();
        });
        pool.join();
    });
}

#[test]
fn a_task_that_finds_no_room_is_handed_back() {
    explore(|| {
        let pool = pool_with_capacity(1, 1);
        let gate = at_the_gate(&pool);
        let first = pool.try_submit(|| 1).unwrap();
        let Err(TrySubmitError::Full(second)) = pool.try_submit(|| 2) else {
            panic!("one task waits, as many as may");
        };
        gate.count_down();
        assert_eq!(first.join().unwrap(), 1);
        let second = pool.try_submit(second).expect("the queue is empty");
        assert_eq!(second.join().unwrap(), 2);
    });
}

#[test]
fn a_worker_never_waits_for_room() {
    explore(|| {
        let pool = Arc::new(pool_with_capacity(1, 1));
        let outer = pool.submit({
            let pool = Arc::clone(&pool);
            move || {
                let submitted = [1, 2, 3].map(|n| pool.submit(move || n));
                submitted
                    .map(|task| task.join().unwrap())
                    .iter()
                    .sum::<i32>()
            }
        });
        assert_eq!(outer.join().unwrap(), 6);
    });
}

#[test]
fn a_task_is_run_or_cancelled_never_both() {
    explore(|| {
        let ran = Arc::new(AtomicUsize::new(0));
        let pool = WorkerPool::new(1);
        let task = pool.submit({
            let ran = Arc::clone(&ran);
            move || ran.fetch_add(1, Ordering::SeqCst)
        });
        let cancelled = task.cancel();
        assert!(!task.cancel(), "cancelled once, or begun");
        pool.join();
        assert_eq!(ran.load(Ordering::SeqCst), usize::from(!cancelled));
        match task.join() {
            Ok(before) => assert!(!cancelled && before == 0),
            Err(error) => assert!(cancelled && error.is_cancelled()),
        }
    });
}

#[test]
fn a_cancelled_task_drops_what_it_owns_and_leaves_its_place() {
    explore(|| {
        let pool = &pool_with_capacity(1, 1);
        let gate = at_the_gate(pool);
        let owned = Arc::new(());
        let waiting = pool.submit({
            let owned = Arc::clone(&owned);
            move || drop(owned)
        });
        thread::scope(|s| {
            let next = s.spawn(|| pool.submit(|| 2));
            settle(); // the queue is full, and the submitter waits
            assert!(waiting.cancel());
            assert_eq!(Arc::strong_count(&owned), 1);
            let next = next.join().unwrap(); // with the worker still at the gate
            gate.count_down();
            assert_eq!(next.join().unwrap(), 2);
        });
        assert!(waiting.join().unwrap_err().is_cancelled());
    });
}

#[test]
fn a_wait_with_a_time_limit_gives_the_handle_back() {
    explore(|| {
        let pool = WorkerPool::new(1);
        let gate = at_the_gate(&pool);
        let task = pool.submit(|| 1);
        let start = Instant::now();
        let Err(JoinTimeoutError::Timeout(task)) = task.join_timeout(Duration::from_secs(5)) else {
            panic!("the worker is at the gate");
        };
        assert!(start.elapsed() >= Duration::from_secs(5));
        gate.count_down();
        assert_eq!(task.join_timeout(Duration::MAX).unwrap(), 1);
    });
}

#[test]
fn a_wait_with_a_time_limit_has_the_result_or_the_handle() {
    explore(|| {
        let pool = WorkerPool::new(1);
        let task = pool.submit(|| 1);
        let result = match task.join_timeout(Duration::from_secs(5)) {
            Ok(result) => result,
            Err(JoinTimeoutError::Timeout(task)) => task.join().unwrap(),
            Err(JoinTimeoutError::Failed(error)) => panic!("{error}"),
        };
        assert_eq!(result, 1);
    });
}

#[test]
fn joining_the_pool_with_a_time_limit_tells_whether_all_is_done() {
    explore(|| {
        let pool = WorkerPool::new(1);
        let gate = at_the_gate(&pool);
        assert!(!pool.join_timeout(Duration::from_secs(5)));
        gate.count_down();
        pool.join();
        assert!(pool.join_timeout(Duration::ZERO));
    });
}

#[test]
fn a_result_that_nobody_wants_is_dropped_once() {
    explore(|| {
        let result = Arc::new(());
        let pool = WorkerPool::new(1);
        let task = pool.submit({
            let result = Arc::clone(&result);
            move || result
        });
        drop(task); // before, during or after the run
        pool.join();
        assert_eq!(Arc::strong_count(&result), 1);
    });
}

#[test]
fn map_keeps_the_order_whoever_is_faster() {
    explore(|| {
        let pool = WorkerPool::new(2);
        let words = ["a", "bb", "ccc"];
        assert_eq!(pool.map(&words, |word| word.len()).unwrap(), [1, 2, 3]);
    });
}

#[test]
fn statistics_tell_work_from_waiting() {
    explore(|| {
        let stats = Arc::new(Stats::new());
        let builder = WorkerPool::builder()
            .workers(1)
            .observer(Arc::clone(&stats));
        let pool = Arc::new(builder.build().unwrap());
        let outer = pool.submit({
            let pool = Arc::clone(&pool);
            move || {
                thread::sleep(Duration::from_secs(1));
                let inner = pool.submit(|| thread::sleep(Duration::from_secs(2)));
                inner.join().unwrap();
            }
        });
        outer.join().unwrap();
        settle(); // the worker sleeps
        thread::sleep(Duration::from_secs(4));
        pool.shutdown();
        let report = stats.report();
        assert_eq!(
            report.workers[0].busy.as_secs(),
            3,
            "each second once: {report}"
        );
        assert!(report.workers[0].idle.as_secs() >= 4, "{report}");
    });
}
