//! Tasks that fail, observers that fail, pools that are set up wrongly, on real threads.

mod common;

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};

use common::{must_end, quiet_panic};
use pattern_core::Latch;
use pattern_sync::sync::Arc;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::time::Duration;
use worker_pool::{JoinTimeoutError, Observer, Stats, TaskError, WorkerPool};

#[test]
fn every_other_task_panics_and_the_rest_is_done() {
    let (good, bad) = must_end(|| {
        let pool = WorkerPool::new(3);
        let fail_at_even = |n: u32| {
            if n.is_multiple_of(2) {
                quiet_panic("even");
            }
        };
        let tasks: Vec<_> = (0..200)
            .map(|n| pool.submit(move || fail_at_even(n)))
            .collect();
        let mut counts = (0, 0);
        for task in tasks {
            match task.join() {
                Ok(()) => counts.0 += 1,
                Err(TaskError::Panicked(panic)) if panic.message() == "even" => counts.1 += 1,
                Err(error) => panic!("{error}"),
            }
        }
        counts
    });
    assert_eq!((good, bad), (100, 100));
}

#[test]
fn a_panic_carries_what_it_was_panicked_with() {
    let payload = must_end(|| {
        let pool = WorkerPool::new(1);
        let task = pool.submit(|| std::panic::resume_unwind(Box::new(42_u8)));
        match task.join() {
            Err::<(), _>(TaskError::Panicked(panic)) => {
                assert_eq!(panic.message(), "a panic without a message");
                panic.into_payload()
            }
            other => panic!("{other:?}"),
        }
    });
    assert_eq!(payload.downcast_ref(), Some(&42_u8));
}

#[test]
fn map_reports_the_first_failure_in_the_items_order_and_runs_the_others() {
    must_end(|| {
        let pool = WorkerPool::new(2);
        let runs = AtomicUsize::new(0);
        let error = pool
            .map(0..50, |n| {
                runs.fetch_add(1, Ordering::SeqCst);
                match n {
                    20 => quiet_panic("twenty"),
                    40 => quiet_panic("forty"),
                    _ => (),
                }
            })
            .unwrap_err();
        assert_eq!(error.panic().unwrap().message(), "twenty");
        assert_eq!(runs.into_inner(), 50);
    });
}

#[test]
fn an_iterator_that_panics_in_map_leaves_the_pool_usable() {
    must_end(|| {
        let pool = WorkerPool::new(2);
        let items = (0..10).inspect(|&n| {
            if n == 5 {
                quiet_panic("no more items");
            }
        });
        let panic = catch_unwind(AssertUnwindSafe(|| pool.map(items, |n| n))).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"no more items"));
        assert_eq!(pool.map(0..3, |n| n).unwrap(), [0, 1, 2]);
    });
}

#[test]
fn an_observer_that_panics_changes_nothing() {
    struct Nervous;
    impl Observer for Nervous {
        fn submitted(&self, _depth: usize) {
            quiet_panic("submitted");
        }
        fn started(&self, _worker: usize) {
            quiet_panic("started");
        }
        fn finished(&self, _worker: usize, _busy: Duration, _panicked: bool) {
            quiet_panic("finished");
        }
        fn idle(&self, _worker: usize, _idle: Duration) {
            quiet_panic("idle");
        }
    }
    must_end(|| {
        let builder = WorkerPool::builder().workers(2);
        let pool = builder.observer(Arc::new(Nervous)).build().unwrap();
        assert_eq!(pool.map(0..100, |n| n).unwrap().len(), 100);
        pool.shutdown();
    });
}

#[test]
fn stats_count_what_failed_and_what_was_cancelled() {
    let report = must_end(|| {
        let stats = Arc::new(Stats::new());
        let builder = WorkerPool::builder()
            .workers(1)
            .observer(Arc::clone(&stats));
        let pool = builder.build().unwrap();
        let (begun, gate) = (Arc::new(Latch::new(1)), Arc::new(Latch::new(1)));
        pool.execute({
            let (begun, gate) = (Arc::clone(&begun), Arc::clone(&gate));
            move || {
                begun.count_down();
                gate.wait();
                quiet_panic("after all that waiting");
            }
        });
        begun.wait();
        assert!(pool.submit(|| ()).cancel());
        let late = pool.submit(|| ());
        assert!(matches!(
            late.join_timeout(Duration::from_millis(1)),
            Err(JoinTimeoutError::Timeout(_))
        ));
        gate.count_down();
        pool.shutdown();
        stats.report()
    });
    assert_eq!(
        (report.submitted, report.cancelled, report.high_water),
        (3, 1, 1)
    );
    let [worker] = &report.workers[..] else {
        panic!("{report}")
    };
    assert_eq!((worker.tasks, worker.panicked, worker.stolen), (2, 1, 0));
}

#[test]
fn joining_the_pool_in_one_of_its_tasks_is_refused() {
    must_end(|| {
        let pool = Arc::new(WorkerPool::new(1));
        let own = Arc::clone(&pool);
        let error = pool.submit(move || own.join()).join().unwrap_err();
        assert!(error.to_string().contains("it is one of them"), "{error}");
    });
}

#[test]
fn a_task_of_another_pool_may_do_what_an_own_one_may_not() {
    must_end(|| {
        let (first, second) = (Arc::new(WorkerPool::new(1)), WorkerPool::new(1));
        let other = Arc::clone(&first);
        let task = second.submit(move || {
            let inner = other.submit(|| 1);
            other.join();
            inner.join().unwrap()
        });
        assert_eq!(task.join().unwrap(), 1);
    });
}

#[test]
fn errors_say_what_happened() {
    must_end(|| {
        let pool = WorkerPool::new(1);
        pool.shutdown();
        let cancelled: Box<dyn Error> = pool.submit(|| ()).join().unwrap_err().into();
        assert_eq!(cancelled.to_string(), "task cancelled before it began");
        let refused: Box<dyn Error> = pool.try_submit(|| ()).map(drop).unwrap_err().into();
        assert_eq!(
            refused.to_string(),
            "submitting to a pool that was shut down"
        );
    });
}

#[test]
#[should_panic(expected = "without workers")]
fn a_pool_that_would_never_run_anything_is_refused() {
    let _ = WorkerPool::new(0);
}

#[test]
#[should_panic(expected = "capacity of at least 1")]
fn a_queue_that_could_never_hold_a_task_is_refused() {
    let _ = WorkerPool::builder().queue_capacity(0);
}

#[test]
#[should_panic(expected = "zero byte")]
fn a_name_that_no_thread_may_have_is_refused() {
    let _ = WorkerPool::builder().thread_name("w\0");
}

#[test]
fn a_thread_that_cannot_be_started_is_an_error_and_ends_the_others() {
    must_end(|| {
        let builder = WorkerPool::builder().workers(2).thread_name("huge");
        let error = builder.stack_size(usize::MAX / 4).build().unwrap_err();
        assert_eq!(error.worker(), "huge-0");
        assert!(error.source().is_some());
    });
}
