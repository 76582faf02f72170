//! How a run ends when something fails: reported by name, and with nobody left waiting.

mod common;

use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use common::{must_end, quiet_panic};
use pattern_sync::sync::Barrier;
use producer_consumer::{Cause, OnFailure, ProducerConsumer, Role, RunError, run};

/// A failure as the tests compare it: role, thread, message.
fn seen(error: &RunError) -> Vec<String> {
    error.failures().iter().map(ToString::to_string).collect()
}

#[test]
fn the_panic_of_the_only_consumer_frees_blocked_producers() {
    let (error, left) = must_end(|| {
        let mut left = Vec::new();
        let error = ProducerConsumer::new(1)
            .producer_from("p1", 0_u32..)
            .producer_from("p2", 0_u32..)
            .consumer("c1", |_item| quiet_panic("boom"))
            .on_unconsumed(|item| left.push(item))
            .run()
            .map(drop)
            .unwrap_err();
        (error, left)
    });
    assert_eq!(seen(&error), ["consumer `c1` panicked: boom"]);
    // The one in the queue, and the one that each producer held.
    let report = error.report().unwrap();
    assert_eq!(report.consumed(), 1);
    assert_eq!(report.unconsumed, left.len());
    assert!(left.len() <= 3, "{left:?}");
    assert_eq!(report.produced(), 1 + left.len());
}

#[test]
fn the_panic_of_a_producer_frees_waiting_consumers() {
    let error = must_end(|| {
        ProducerConsumer::<u32>::new(1)
            .producer("p1", |_out| quiet_panic("no ink"))
            .consumers(3, "c", |_item| {})
            .run()
            .unwrap_err()
    });
    assert_eq!(seen(&error), ["producer `p1` panicked: no ink"]);
    assert!(matches!(&error.failures()[0].cause, Cause::Panic(message) if message == "no ink"));
    assert_eq!(error.failures()[0].role, Role::Producer);
}

#[test]
fn one_failure_stops_everyone_by_default() {
    let error = must_end(|| {
        // c2 fails when c1 holds an item, so that c1 is alive and well when it happens.
        let both = &Barrier::new(2);
        ProducerConsumer::new(1)
            .producer_from("endless", 0_u32..)
            .consumer_with("c1", |input| {
                input.next();
                both.wait();
                input.for_each(drop);
            })
            .consumer_with("c2", |input| {
                input.next();
                both.wait();
                Err("no paper")
            })
            .run()
            .unwrap_err()
    });
    assert_eq!(seen(&error), ["consumer `c2` failed: no paper"]);
}

#[test]
fn the_others_keep_going_if_told_to() {
    let error = must_end(|| {
        ProducerConsumer::new(1)
            .on_failure(OnFailure::KeepGoing)
            .producer_from("p1", 0..50)
            .producer("p2", |_out| Err("no ink"))
            .producer_from("p3", 50..100)
            .consumer_with("c1", |_input| quiet_panic("boom"))
            .consumer("c2", |_item| {})
            .run()
            .unwrap_err()
    });
    let mut failures = seen(&error);
    failures.sort();
    assert_eq!(
        failures,
        [
            "consumer `c1` panicked: boom",
            "producer `p2` failed: no ink"
        ]
    );
    let report = error.report().unwrap();
    assert_eq!((report.consumed(), report.unconsumed), (100, 0));
    assert_eq!(report.consumers[1].items, 100);
}

#[test]
fn the_last_consumer_stops_everyone_whatever_the_policy() {
    let error = must_end(|| {
        ProducerConsumer::new(2)
            .on_failure(OnFailure::KeepGoing)
            .producer_from("endless", 0_u32..)
            .consumer("c1", |item| if item < 10 { Ok(()) } else { Err("tired") })
            .consumer("c2", |item| if item < 20 { Ok(()) } else { Err("tired") })
            .run()
            .unwrap_err()
    });
    assert_eq!(error.failures().len(), 2);
    assert!(error.to_string().contains("(and 1 more)"), "{error}");
    let report = error.report().unwrap();
    assert_eq!(report.produced(), report.consumed() + report.unconsumed);
}

#[test]
fn failures_are_told_in_the_order_in_which_they_happened() {
    let error = must_end(|| {
        ProducerConsumer::new(1)
            // Fails because it is stopped, which is c1's doing: the consequence comes second.
            .producer("p1", |out| out.push_all(0_u32..))
            .consumer("c1", |_item| Err("the cause"))
            .run()
            .unwrap_err()
    });
    assert_eq!(
        error.failures()[0].to_string(),
        "consumer `c1` failed: the cause"
    );
    assert_eq!(error.failures().len(), 2);
    assert_eq!(error.failures()[1].role, Role::Producer);
}

#[test]
fn an_error_keeps_its_type_and_what_lies_behind_it() {
    #[derive(Debug)]
    struct OutOfPaper(fmt::Error);
    impl fmt::Display for OutOfPaper {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("out of paper")
        }
    }
    impl Error for OutOfPaper {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    let error = must_end(|| {
        ProducerConsumer::new(1)
            .producer_from("p1", 0..3)
            .consumer("c1", |_item| Err(OutOfPaper(fmt::Error)))
            .run()
            .unwrap_err()
    });
    assert!(error.failures()[0].error().unwrap().is::<OutOfPaper>());
    assert!(
        error.source().unwrap().is::<fmt::Error>(),
        "the chain goes on behind the message"
    );
}

#[test]
fn an_item_in_the_hands_of_a_failing_consumer_can_travel_in_its_error() {
    #[derive(Debug, PartialEq)]
    struct Refused(u32);
    impl fmt::Display for Refused {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "refused {}", self.0)
        }
    }
    impl Error for Refused {}

    let error = must_end(|| {
        ProducerConsumer::new(1)
            .producer_from("p1", [7])
            .consumer("c1", |item| Err(Refused(item)))
            .run()
            .unwrap_err()
    });
    let cause = error.failures()[0].error().unwrap();
    assert_eq!(cause.downcast_ref(), Some(&Refused(7)));
}

#[test]
fn every_item_is_dropped_exactly_once_when_a_run_fails() {
    use pattern_sync::sync::atomic::{AtomicUsize, Ordering};

    struct Counted<'a>(&'a AtomicUsize);
    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    let (made, dropped) = must_end(|| {
        let (made, dropped) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let items = (0..100).map(|_| {
            made.fetch_add(1, Ordering::SeqCst);
            Counted(&dropped)
        });
        let mut taken = 0;
        ProducerConsumer::new(4)
            .producer_from("p1", items)
            .consumer("c1", |_item| {
                taken += 1;
                if taken == 10 {
                    quiet_panic("boom");
                }
            })
            .run()
            .unwrap_err();
        (made.into_inner(), dropped.into_inner())
    });
    assert_eq!(made, dropped);
}

#[test]
fn the_short_form_panics_with_what_the_first_panic_carried() {
    let payload = must_end(|| {
        catch_unwind(AssertUnwindSafe(|| {
            run(1, vec![[1, 2, 3]], vec![|_item| quiet_panic("boom")]);
        }))
        .unwrap_err()
    });
    assert_eq!(payload.downcast_ref(), Some(&"boom"));
}

#[test]
#[should_panic(expected = "zero byte")]
fn a_name_that_no_thread_may_have_is_refused_before_anything_starts() {
    let _ = ProducerConsumer::new(1).producer_from("p\0", 0..3);
}

#[test]
#[should_panic(expected = "capacity 0")]
fn a_queue_that_could_never_hold_an_item_is_refused() {
    let _ = ProducerConsumer::<u32>::new(0);
}
