//! Failing stages under every schedule within bounds: the failure is reported with the stage and
//! the item, nobody hangs (a thread that waits for ever is a failure of the exploration), and every
//! item is dropped once.

use std::panic::resume_unwind;

use pattern_sync::model::{explore, settle};
use pattern_sync::sync::Barrier;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::time::Duration;
use pipeline::{Cause, Pipeline};

/// Panics without a message on the standard error for each of thousands of schedules.
fn quiet_panic(message: &'static str) -> u32 {
    resume_unwind(Box::new(message))
}

#[test]
fn an_error_frees_those_before_and_those_behind() {
    explore(|| {
        let error = Pipeline::source(0..)
            .capacity(1)
            .try_stage("check", |n| if n == 1 { Err("no") } else { Ok(n) })
            .capacity(1)
            .stage("pass", |n: u32| n)
            .capacity(1)
            .run()
            .unwrap_err();
        assert_eq!(error.to_string(), "stage `check` failed at item 1: no");
    });
}

#[test]
fn an_error_wakes_a_full_source_and_an_empty_end() {
    explore(|| {
        let error = Pipeline::source([0, 1, 2, 3])
            .capacity(1)
            .try_stage("check", |_n: u32| -> Result<u32, _> {
                settle(); // the source waits for room, the end for an item
                Err("no")
            })
            .run()
            .unwrap_err();
        assert_eq!((error.stage(), error.item()), ("check", Some(0)));
    });
}

#[test]
fn an_error_wakes_a_worker_that_waits_for_its_turn() {
    explore(|| {
        let error = Pipeline::source(0..5)
            .capacity(1)
            .try_stage("check", |n: u32| {
                if n == 0 {
                    settle(); // the other worker has laid down 1, and waits with 2
                    return Err("no");
                }
                Ok(n)
            })
            .workers(2)
            .capacity(2)
            .ordered()
            .run()
            .unwrap_err();
        assert_eq!((error.stage(), error.item()), ("check", Some(0)));
    });
}

#[test]
fn an_error_wakes_the_end_although_another_worker_is_still_at_work() {
    explore(|| {
        let (both_at_work, end_awake) = (&Barrier::new(2), &Barrier::new(2));
        let error = Pipeline::source([0, 1])
            .try_stage("check", |n: u32| {
                both_at_work.wait();
                if n == 0 {
                    return Err("no");
                }
                end_awake.wait();
                Ok(n)
            })
            .workers(2)
            .consume(|items| {
                assert_eq!(items.next(), None);
                end_awake.wait();
            })
            .map(drop)
            .unwrap_err();
        assert_eq!((error.stage(), error.item()), ("check", Some(0)));
    });
}

#[test]
fn a_panic_is_reported_as_that_of_its_stage() {
    for panics_at in 0..3 {
        explore(move || {
            let at = move |stage, n: u32| {
                if panics_at == stage && n == 1 {
                    quiet_panic("boom")
                } else {
                    n
                }
            };
            let error = Pipeline::source((0..4).map(move |n| at(0, n)))
                .capacity(1)
                .stage("pass", move |n| at(1, n))
                .workers(2)
                .capacity(1)
                .for_each(|n| assert_eq!(at(2, n), n))
                .unwrap_err();
            let stage = ["source", "pass", "for_each"][panics_at];
            assert_eq!(
                error.to_string(),
                format!("stage `{stage}` panicked at item 1: boom")
            );
            assert!(matches!(error.cause(), Cause::Panic(message) if message == "boom"));
        });
    }
}

#[test]
fn a_failing_end_frees_those_before_it() {
    explore(|| {
        let error = Pipeline::source(0..)
            .capacity(1)
            .stage("pass", |n: u32| n)
            .workers(2)
            .capacity(1)
            .try_for_each(|n| if n == 1 { Err("no") } else { Ok(()) })
            .unwrap_err();
        assert_eq!((error.stage(), error.item()), ("try_for_each", Some(1)));
    });
}

#[test]
fn two_failures_at_once_are_both_reported() {
    explore(|| {
        let both = &Barrier::new(2);
        let error = Pipeline::source([0, 1])
            .try_stage("check", |n: u32| {
                both.wait();
                Err::<u32, _>(format!("no {n}"))
            })
            .workers(2)
            .run()
            .unwrap_err();
        let mut items: Vec<_> = error
            .failures()
            .iter()
            .map(|failure| failure.item)
            .collect();
        items.sort_unstable();
        assert_eq!(items, [Some(0), Some(1)]);
        assert!(error.to_string().ends_with("(and 1 more)"));
    });
}

#[test]
fn the_end_of_a_failed_worker_is_not_taken_for_the_end_of_the_items() {
    explore(|| {
        let error = Pipeline::source([0, 1])
            .try_stage("check", |n: u32| if n == 0 { Err("no") } else { Ok(n) })
            .workers(2)
            .consume(|items| items.count())
            .map(drop)
            .unwrap_err();
        assert_eq!((error.stage(), error.item()), ("check", Some(0)));
    });
}

#[test]
fn every_item_is_dropped_exactly_once() {
    struct Counted<'a>(u32, &'a AtomicUsize);
    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.1.fetch_add(1, Ordering::SeqCst);
        }
    }

    explore(|| {
        let (made, dropped) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let items = (0..4).map(|n| {
            made.fetch_add(1, Ordering::SeqCst);
            Counted(n, &dropped)
        });
        let result = Pipeline::source(items)
            .capacity(1)
            .try_stage(
                "check",
                |item| if item.0 == 1 { Err("no") } else { Ok(item) },
            )
            .workers(2)
            .capacity(1)
            .collect();
        drop(result);
        assert_eq!(made.into_inner(), dropped.into_inner());
    });
}

#[test]
fn an_early_end_beside_a_failure_is_one_or_the_other() {
    explore(|| {
        let result = Pipeline::source([0, 1])
            .capacity(1)
            .try_stage("check", |n: u32| if n == 1 { Err("no") } else { Ok(n) })
            .capacity(1)
            .consume(|items| items.next());
        match result {
            Ok((found, _report)) => assert_eq!(found, Some(0)),
            Err(error) => assert_eq!((error.stage(), error.item()), ("check", Some(1))),
        }
    });
}

#[test]
fn an_observer_that_panics_fails_the_run() {
    explore(|| {
        let result = Pipeline::source(0..3)
            .capacity(1)
            .observe(Duration::from_secs(1), |_picture| {
                assert_eq!(quiet_panic("boom"), 0);
            })
            .run();
        match result {
            Ok(report) => assert_eq!(report.stage("run").unwrap().items_in(), 3),
            Err(error) => assert_eq!(error.to_string(), "stage `observer` panicked: boom"),
        }
    });
}
