//! How a run ends when nothing fails: when the producers have, and not a moment before.

mod common;

use common::must_end;
use pattern_sync::sync::Barrier;
use producer_consumer::{BoundedQueue, ProducerConsumer, RunError, run};

#[test]
fn each_item_goes_to_exactly_one_consumer() {
    let mut all = must_end(|| {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        ProducerConsumer::new(3)
            .producer_from("p1", 0..500)
            .producer_from("p2", 500..1_000)
            .consumer("c1", |item| first.push(item))
            .consumer("c2", |item| second.push(item))
            .run()
            .unwrap();
        first.extend(second);
        first
    });
    all.sort_unstable();
    assert!(all.into_iter().eq(0..1_000));
}

#[test]
fn producers_and_consumers_all_run_at_the_same_time() {
    let report = must_end(|| {
        // Passed only when two producers and two consumers are at work together; each consumer
        // holds an item by then, and none can have taken both.
        let everyone = &Barrier::new(4);
        let produce = |out: &mut producer_consumer::Output<'_, u32>| {
            out.push(1).unwrap();
            everyone.wait();
        };
        let consume = |_item| {
            everyone.wait();
        };
        ProducerConsumer::new(2)
            .producer("p1", produce)
            .producer("p2", produce)
            .consumers(2, "c", consume)
            .run()
            .unwrap()
    });
    assert_eq!(
        report.consumers.iter().map(|c| c.items).collect::<Vec<_>>(),
        [1, 1]
    );
}

#[test]
fn a_slow_producer_does_not_lose_its_consumers() {
    let report = must_end(|| {
        // p2 begins when p1's only item has been consumed: the queue is empty, one producer has
        // ended, and the run is not over all the same.
        let consumed = Barrier::new(2);
        ProducerConsumer::new(1)
            .producer_from("p1", ["early"])
            .producer("p2", |out| {
                consumed.wait();
                out.push("late").unwrap();
            })
            .consumer("c1", |item| {
                if item == "early" {
                    consumed.wait();
                }
            })
            .run()
            .unwrap()
    });
    assert_eq!(report.consumed(), 2);
}

#[test]
fn without_producers_the_consumers_end_at_once() {
    let report = must_end(|| {
        ProducerConsumer::<u32>::new(1)
            .consumers(3, "c", |_item| {})
            .run()
            .unwrap()
    });
    assert_eq!(
        (report.produced(), report.consumed(), report.consumers.len()),
        (0, 0, 3)
    );
}

#[test]
fn without_consumers_nothing_is_started() {
    let mut produced = 0;
    let result = ProducerConsumer::new(1)
        .producer("p1", |out| {
            produced += 1;
            let _ = out.push("item");
        })
        .run();
    assert!(matches!(result, Err(RunError::NoConsumers)));
    assert_eq!(produced, 0);
}

#[test]
#[should_panic(expected = "there is no consumer")]
fn the_short_form_panics_without_consumers() {
    run(1, vec![[1, 2, 3]], Vec::<fn(u32)>::new());
}

#[test]
fn producers_without_items_end_the_run() {
    let counts = must_end(|| run(1, vec![0..0, 0..0], vec![|_item: u32| {}]));
    assert_eq!(counts, [0]);
}

#[test]
fn a_consumer_that_has_enough_leaves_the_rest_to_the_others() {
    let mut all = must_end(|| {
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        ProducerConsumer::new(2)
            .producer_from("p1", 0..100)
            .consumer_with("enough", |input| first.extend(input.take(1)))
            .consumer("rest", |item| rest.push(item))
            .run()
            .unwrap();
        assert!(first.len() <= 1);
        first.extend(rest);
        first
    });
    all.sort_unstable();
    assert!(all.into_iter().eq(0..100));
}

#[test]
fn the_last_consumer_to_have_enough_stops_endless_producers() {
    let (report, left) = must_end(|| {
        let mut left = Vec::new();
        let report = ProducerConsumer::new(3)
            .producer_from("endless", 0_u64..)
            .consumer_with("c1", |input| {
                assert!(input.take(2).eq([0, 1]));
            })
            .on_unconsumed(|item| left.push(item))
            .run()
            .unwrap();
        (report, left)
    });
    // What had been produced and was not taken comes back, in order and without a gap.
    assert!(left.iter().copied().eq(2..2 + left.len() as u64));
    assert_eq!(report.unconsumed, left.len());
    assert_eq!(report.produced(), 2 + left.len());
}

#[test]
fn a_producer_is_told_to_stop_and_gets_its_item_back() {
    let refused = must_end(|| {
        let mut refused = None;
        ProducerConsumer::new(1)
            .producer("endless", |out| {
                for number in 0_u64.. {
                    // Not `Clone`, not `Copy`.
                    if let Err(error) = out.push(Box::new(number)) {
                        assert!(!out.is_open());
                        refused = Some((number, error.0));
                        return;
                    }
                }
            })
            .consumer_with("c1", |input| {
                input.next();
            })
            .run()
            .unwrap();
        refused
    });
    let (number, item) = refused.expect("an endless producer is refused in the end");
    assert_eq!(number, *item);
}

#[test]
fn the_short_form_runs_over_the_queue_of_the_core() {
    // The queues that the exercise asks for are part of the surface here, too.
    let queue = BoundedQueue::new(1);
    queue.push(1).unwrap();
    assert_eq!(queue.pop(), Some(1));
    let words = String::from("borrowed from the caller");
    let mut seen = Vec::new();
    let counts = run(1, vec![words.split(' ')], vec![|word| seen.push(word)]);
    assert_eq!((counts, seen.join(" ")), (vec![4], words.clone()));
}
