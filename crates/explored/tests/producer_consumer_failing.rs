//! Failing producers and consumers under every schedule within bounds: the failure is reported,
//! nobody hangs (a thread that waits for ever is a failure of the exploration), no item is lost.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_sync::model::{explore, settle};
use pattern_sync::sync::Barrier;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use producer_consumer::{OnFailure, ProducerConsumer, Report, RunError, run};

/// Panics without a message on the standard error for each of thousands of schedules.
fn quiet_panic(message: &'static str) {
    resume_unwind(Box::new(message))
}

fn sorted(mut items: Vec<u32>) -> Vec<u32> {
    items.sort_unstable();
    items
}

/// Asserts that the counts of a report agree with each other, and gives its total.
fn balanced(report: &Report) -> usize {
    assert_eq!(
        report.produced(),
        report.consumed() + report.unconsumed,
        "{report}"
    );
    report.produced()
}

#[test]
fn the_panic_of_the_only_consumer_frees_blocked_producers() {
    explore(|| {
        let mut left = vec![];
        let error = ProducerConsumer::new(1)
            .producer_from("p1", [1, 2])
            .producer_from("p2", [3, 4])
            .consumer("c1", |_item| {
                settle(); // both producers have pushed or wait for room
                quiet_panic("boom");
            })
            .on_unconsumed(|item| left.push(item))
            .run()
            .unwrap_err();
        let report = error.report().unwrap();
        assert_eq!(
            error.failures()[0].to_string(),
            "consumer `c1` panicked: boom"
        );
        assert_eq!((report.consumed(), report.unconsumed), (1, left.len()));
        // One item taken, one in the queue, and one in the hands of each producer that still has
        // one: p1 and p2 together have four, and at most one of them has got rid of both of its
        // own.
        assert!((2..=3).contains(&left.len()), "{left:?}");
        balanced(report);
    });
}

#[test]
fn the_panic_of_a_producer_frees_consumers_that_wait() {
    explore(|| {
        let error = ProducerConsumer::<u32>::new(1)
            .producer("p1", |_out| {
                settle(); // both consumers wait
                quiet_panic("no ink");
            })
            .consumers(2, "c", |_item| {})
            .run()
            .unwrap_err();
        assert_eq!(error.failures().len(), 1);
        assert_eq!(
            error.failures()[0].to_string(),
            "producer `p1` panicked: no ink"
        );
    });
}

#[test]
fn an_error_stops_everyone_and_hands_back_what_nobody_took() {
    explore(|| {
        let (mut taken, mut left) = (vec![], vec![]);
        let result = ProducerConsumer::new(1)
            .producer_from("p1", [0, 1, 2])
            .consumer("c1", |item| taken.push(item))
            .consumer("c2", |item| Err(format!("{item}")))
            .on_unconsumed(|item| left.push(item))
            .run();
        // c2 took one item and said which, c1 took some, and the rest came back: nothing is
        // missing.
        let mut all = [taken, left].concat();
        match &result {
            Ok(report) => assert_eq!((balanced(report), report.unconsumed), (3, 0)),
            Err(error) => {
                all.push(
                    error.failures()[0]
                        .error()
                        .unwrap()
                        .to_string()
                        .parse()
                        .unwrap(),
                );
                assert_eq!(all.len(), balanced(error.report().unwrap()));
            }
        }
        assert!([0, 1, 2].starts_with(&sorted(all)));
    });
}

#[test]
fn a_failure_stops_a_consumer_that_has_more_to_take_unless_told_to_keep_going() {
    for on_failure in [OnFailure::StopEveryone, OnFailure::KeepGoing] {
        explore(move || {
            let (mut taken, mut left) = (vec![], vec![]);
            let error = ProducerConsumer::new(2)
                .on_failure(on_failure)
                .producer("p1", |out| {
                    out.push_all([1, 2, 3]).unwrap();
                    Err("no ink")
                })
                .consumer("c1", |item| {
                    taken.push(item);
                    settle(); // p1 has ended: 2 and 3 are, or were, in the queue
                })
                .on_unconsumed(|item| left.push(item))
                .run()
                .unwrap_err();
            assert_eq!(error.failures().len(), 1);
            if on_failure == OnFailure::KeepGoing {
                assert_eq!((taken, left), (vec![1, 2, 3], vec![]));
            } else {
                assert_eq!((taken, left), (vec![1], vec![2, 3]));
            }
        });
    }
}

#[test]
fn the_short_form_panics_with_the_first_of_two_panics() {
    explore(|| {
        let both_hold_one = &Barrier::new(2);
        let consume = |item| {
            both_hold_one.wait();
            if item == 1 {
                quiet_panic("the first");
            }
            settle(); // the consumer of 1 has gone
            quiet_panic("the second");
        };
        let payload =
            catch_unwind(AssertUnwindSafe(|| run(2, vec![[1, 2]], vec![consume; 2]))).unwrap_err();
        assert_eq!(payload.downcast_ref(), Some(&"the first"));
    });
}

#[test]
fn the_cause_comes_first_and_its_consequences_after() {
    explore(|| {
        let error = ProducerConsumer::new(1)
            .producer("p1", |out| out.push_all([1, 2, 3]))
            .consumer("c1", |_item| Err("the cause"))
            .run()
            .unwrap_err();
        assert_eq!(
            error.failures()[0].to_string(),
            "consumer `c1` failed: the cause"
        );
        // A producer that is refused an item says so; one that was through before is not.
        let refused = error.report().unwrap().produced() < 3;
        assert_eq!(error.failures().len(), 1 + usize::from(refused));
    });
}

#[test]
fn the_others_take_over_from_a_consumer_that_panics() {
    explore(|| {
        let mut rest = vec![];
        let mut result = ProducerConsumer::new(1)
            .on_failure(OnFailure::KeepGoing)
            .producer_from("p1", [1, 2, 3])
            .consumer("c1", |_item| quiet_panic("boom"))
            .consumer("c2", |item| rest.push(item))
            .run();
        // c1 may have had no item to panic at.
        let report = match &mut result {
            Ok(report) => report,
            Err(RunError::Failed { report, .. }) => &mut **report,
            Err(error) => panic!("{error}"),
        };
        assert_eq!((balanced(report), report.unconsumed), (3, 0));
        assert_eq!(rest.len(), 3 - report.consumers[0].items);
        assert_eq!(result.is_err(), rest.len() < 3);
    });
}

#[test]
fn two_failures_at_once_are_both_reported_and_no_item_is_lost() {
    explore(|| {
        let mut left = vec![];
        let error = ProducerConsumer::new(2)
            .producer_from("p1", [1, 2, 3])
            .consumers(2, "c", |_item| Err("out of paper"))
            .on_unconsumed(|item| left.push(item))
            .run()
            .unwrap_err();
        let report = error.report().unwrap();
        assert_eq!(
            error.failures().len(),
            report.consumed(),
            "each item taken was failed at"
        );
        assert!(left.is_sorted(), "{left:?}");
        balanced(report);
    });
}

#[test]
fn every_item_is_dropped_exactly_once() {
    struct Counted<'a>(&'a AtomicUsize);
    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    explore(|| {
        let (made, dropped) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let items = (0..3).map(|_| {
            made.fetch_add(1, Ordering::SeqCst);
            Counted(&dropped)
        });
        let result = ProducerConsumer::new(1)
            .producer_from("p1", items)
            .consumer("c1", |_item| quiet_panic("boom"))
            .consumer_with("c2", |input| drop(input.next()))
            .run();
        drop(result);
        assert_eq!(made.into_inner(), dropped.into_inner());
    });
}
