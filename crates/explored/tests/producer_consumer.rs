//! Runs of producers and consumers under every schedule within bounds: no item is lost, everybody
//! ends (a thread that waits for ever is a failure of the exploration), and the counts are right.

use pattern_sync::model::{explore, settle};
use pattern_sync::thread::sleep;
use pattern_sync::time::Duration;
use producer_consumer::{Output, ProducerConsumer, Report, run};

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
fn each_item_goes_to_exactly_one_consumer() {
    explore(|| {
        let (mut first, mut second) = (vec![], vec![]);
        let report = ProducerConsumer::new(1)
            .producer_from("p1", [1, 2])
            .consumer("c1", |item| first.push(item))
            .consumer("c2", |item| second.push(item))
            .run()
            .unwrap();
        assert_eq!(balanced(&report), 2);
        assert_eq!(report.consumers[0].items, first.len());
        assert_eq!(sorted([first, second].concat()), [1, 2]);
    });
}

#[test]
fn the_queue_stays_open_for_the_last_producer() {
    explore(|| {
        let mut seen = vec![];
        let report = ProducerConsumer::new(1)
            .producer_from("p1", [1])
            .producer_from("p2", [2, 3])
            .consumer("c1", |item| seen.push(item))
            .run()
            .unwrap();
        assert_eq!((balanced(&report), report.unconsumed), (3, 0));
        assert!(
            seen.iter().filter(|&&item| item > 1).is_sorted(),
            "p2's items in p2's order"
        );
        assert_eq!(sorted(seen), [1, 2, 3]);
    });
}

#[test]
fn the_short_form_counts_what_each_consumer_handled() {
    explore(|| {
        let mut handled = [vec![], vec![]];
        let consumers = handled.each_mut().map(|mine| |item| mine.push(item));
        let counts = run(1, vec![[1, 2]], consumers.into());
        assert_eq!(counts, handled.each_ref().map(Vec::len));
        assert_eq!(sorted(handled.concat()), [1, 2]);
    });
}

#[test]
fn without_producers_the_consumers_end() {
    explore(|| {
        let run = ProducerConsumer::<u32>::new(1)
            .consumers(2, "c", |_| {})
            .run();
        assert_eq!(balanced(&run.unwrap()), 0);
    });
}

#[test]
fn the_last_consumer_to_have_enough_frees_the_producers() {
    explore(|| {
        let report = ProducerConsumer::new(1)
            .producer_from("p1", 0..)
            .consumer_with("c1", |input| assert!(input.take(1).next().is_some()))
            .consumer_with("c2", |input| assert!(input.take(1).next().is_some()))
            .run()
            .unwrap();
        assert_eq!(report.consumed(), 2);
        balanced(&report);
    });
}

#[test]
fn a_refused_push_hands_the_item_back() {
    explore(|| {
        let mut refused = None;
        let produce = |out: &mut Output<'_, Box<u32>>| {
            for number in 0.. {
                if let Err(error) = out.push(Box::new(number)) {
                    assert!(!out.is_open());
                    refused = Some((number, error.0));
                    return;
                }
            }
        };
        let report = ProducerConsumer::new(1)
            .producer("p1", produce)
            .consumer_with("c1", |input| drop(input.next()))
            .run()
            .unwrap();
        let (number, item) = refused.expect("an endless producer is refused in the end");
        assert_eq!((number, number as usize), (*item, balanced(&report)));
    });
}

#[test]
fn a_producer_held_back_says_how_often_and_how_long() {
    explore(|| {
        let report = ProducerConsumer::new(1)
            .producer_from("p1", [1, 2, 3])
            .consumer("c1", |item| {
                if item == 1 {
                    settle(); // 2 is in the queue, and p1 waits to add 3
                    sleep(Duration::from_secs(5));
                }
            })
            .run()
            .unwrap();
        let p1 = &report.producers[0];
        assert!((1..=2).contains(&p1.waits), "{report}");
        assert!(p1.blocked >= Duration::from_secs(5), "{report}");
        assert_eq!(report.high_water, 1);
    });
}

#[test]
fn a_consumer_kept_waiting_says_how_often_and_how_long() {
    explore(|| {
        let report = ProducerConsumer::new(1)
            .producer("p1", |out| {
                settle(); // c1 waits for the first item
                sleep(Duration::from_secs(5));
                out.push(1)
            })
            .consumer("c1", |_item| {})
            .run()
            .unwrap();
        let (p1, c1) = (&report.producers[0], &report.consumers[0]);
        assert_eq!((p1.waits, p1.blocked), (0, Duration::ZERO));
        assert!(
            (1..=2).contains(&c1.waits),
            "for the item, and perhaps for the end: {report}"
        );
        assert!(c1.blocked >= Duration::from_secs(5), "{report}");
    });
}
