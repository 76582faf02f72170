//! Stages that share threads, under every schedule within bounds. (An exploration has two cores, so
//! stages of two workers each form a group.)

use pattern_sync::model::explore;
use pattern_sync::sync::Barrier;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread::{current, sleep};
use pattern_sync::time::Duration;
use pipeline::Pipeline;

fn sorted(mut items: Vec<u32>) -> Vec<u32> {
    items.sort_unstable();
    items
}

#[test]
fn each_item_is_carried_through_every_stage_once_and_in_order() {
    for capacity in [1, 2] {
        explore(move || {
            let mut items = vec![];
            let report = Pipeline::source([1, 2, 3])
                .capacity(capacity)
                .stage("square", |n: u32| n * n)
                .workers(2)
                .filter("not four", |&n| n != 4)
                .workers(2)
                .capacity(capacity)
                .for_each(|n| items.push(n))
                .unwrap();
            assert_eq!(items, [1, 9]);
            let counts = |name| {
                let stage = report.stage(name).unwrap();
                (stage.items_in(), stage.items_out())
            };
            assert_eq!((counts("square"), counts("not four")), ((3, 3), (3, 2)));
        });
    }
}

#[test]
fn an_unordered_group_carries_each_item_once() {
    explore(|| {
        let items = Pipeline::source([1, 2, 3])
            .capacity(1)
            .stage("double", |n: u32| 2 * n)
            .workers(2)
            .unordered()
            .stage("increment", |n| n + 1)
            .workers(2)
            .unordered()
            .capacity(1)
            .collect();
        assert_eq!(sorted(items.unwrap()), [3, 5, 7]);
    });
}

#[test]
fn no_stage_of_a_group_has_more_calls_at_a_time_than_workers() {
    explore(|| {
        let inside = [const { AtomicUsize::new(0) }; 2];
        let call = |stage: usize, n: u32| {
            assert!(inside[stage].fetch_add(1, Ordering::SeqCst) < 2);
            // Long enough for the group to part, which must not let others in as well.
            sleep(Duration::from_millis(10));
            inside[stage].fetch_sub(1, Ordering::SeqCst);
            n
        };
        let items = Pipeline::source(0..8)
            .stage("first", |n| call(0, n))
            .workers(2)
            .stage("second", |n| call(1, n))
            .workers(2)
            .collect();
        assert!(items.unwrap().into_iter().eq(0..8));
    });
}

#[test]
fn stages_that_turn_out_to_wait_go_on_with_threads_of_their_own() {
    explore(|| {
        let by_their_own = AtomicUsize::new(0);
        let items = Pipeline::source(0..12)
            .stage("first", |n: u32| {
                sleep(Duration::from_millis(20));
                n
            })
            .workers(2)
            .filter("second", |&n| {
                let name = current().name().unwrap_or_default().to_owned();
                by_their_own.fetch_add(usize::from(name.starts_with("second ")), Ordering::SeqCst);
                n % 2 == 0
            })
            .workers(2)
            .collect();
        assert!(items.unwrap().into_iter().eq((0..12).step_by(2)));
        assert!(by_their_own.into_inner() > 0);
    });
}

#[test]
fn a_call_that_waits_for_the_result_before_it_gets_it() {
    // The fourth and the fifth item may be in one chunk. The fifth call returns only when the
    // fourth result has come out: the watch hands it on.
    explore(|| {
        let both = &Barrier::new(2);
        Pipeline::source(0..6)
            .capacity(8)
            .stage("first", |n: u32| n)
            .workers(2)
            .stage("second", |n| {
                if n == 4 {
                    both.wait();
                }
                n
            })
            .workers(2)
            .capacity(8)
            .for_each(|n| {
                if n == 3 {
                    both.wait();
                }
            })
            .unwrap();
    });
}

#[test]
fn a_failure_in_a_later_stage_of_a_group_is_reported_as_its_own() {
    explore(|| {
        let error = Pipeline::source(0..)
            .capacity(2)
            .stage("first", |n: u32| n)
            .workers(2)
            .try_stage("second", |n| if n == 1 { Err("no") } else { Ok(n) })
            .workers(2)
            .capacity(1)
            .run()
            .unwrap_err();
        assert_eq!(error.to_string(), "stage `second` failed at item 1: no");
    });
}

#[test]
fn an_end_that_has_enough_frees_a_group() {
    explore(|| {
        let (found, _report) = Pipeline::source(0..)
            .capacity(1)
            .stage("first", |n: u32| n)
            .workers(2)
            .stage("second", |n| n)
            .workers(2)
            .capacity(1)
            .consume(|items| items.next())
            .unwrap();
        assert_eq!(found, Some(0));
    });
}

#[test]
fn a_patient_sleeper_is_left_alone_with_nothing() {
    // Items come in no time here, so that everybody is patient from the third wait on.
    explore(|| {
        let items = Pipeline::source(0..9)
            .capacity(4)
            .serial_stage("pass", |n: u32| n)
            .capacity(4)
            .collect();
        assert!(items.unwrap().into_iter().eq(0..9));
    });
}
