//! Runs with random numbers of everything, compared with what a program of one thread would do.

mod common;

use common::{must_end, quiet_panic};
use producer_consumer::{OnFailure, ProducerConsumer, RunError};
use proptest::prelude::*;

/// An item: which producer made it, and its number among that producer's.
type Item = (usize, usize);

/// What a thread does after its first so many items.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Failing {
    Never,
    Error { after: usize },
    Panic { after: usize },
}

impl Failing {
    fn now(self, done: usize) -> Result<(), &'static str> {
        match self {
            Self::Error { after } if after == done => Err("planned error"),
            Self::Panic { after } if after == done => {
                quiet_panic("planned panic");
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

#[derive(Clone, Debug)]
struct Plan {
    capacity: usize,
    on_failure: OnFailure,
    /// For each producer, how many items it has and how it fails.
    producers: Vec<(usize, Failing)>,
    consumers: Vec<Failing>,
}

/// What has happened.
struct Outcome {
    /// The items that each consumer was called with, in that order.
    taken: Vec<Vec<Item>>,
    /// How many pushes of each producer were accepted.
    accepted: Vec<usize>,
    unconsumed: Vec<Item>,
    result: Result<producer_consumer::Report, RunError>,
}

fn carry_out(plan: &Plan) -> Outcome {
    let mut taken = vec![Vec::new(); plan.consumers.len()];
    let mut accepted = vec![0; plan.producers.len()];
    let mut unconsumed = Vec::new();
    let mut all = ProducerConsumer::new(plan.capacity).on_failure(plan.on_failure);
    for (producer, accepted) in accepted.iter_mut().enumerate() {
        let (count, failing) = plan.producers[producer];
        all = all.producer(format!("p{producer}"), move |out| {
            for number in 0..count {
                failing.now(number)?;
                if out.push((producer, number)).is_err() {
                    return Ok(());
                }
                *accepted += 1;
            }
            failing.now(count)
        });
    }
    for (consumer, taken) in taken.iter_mut().enumerate() {
        let failing = plan.consumers[consumer];
        all = all.consumer(format!("c{consumer}"), move |item| {
            taken.push(item);
            failing.now(taken.len())
        });
    }
    let result = all.on_unconsumed(|item| unconsumed.push(item)).run();
    Outcome {
        taken,
        accepted,
        unconsumed,
        result,
    }
}

fn failing() -> impl Strategy<Value = Failing> {
    prop_oneof![
        4 => Just(Failing::Never),
        1 => (1..10_usize).prop_map(|after| Failing::Error { after }),
        1 => (1..10_usize).prop_map(|after| Failing::Panic { after }),
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    (
        1..6_usize,
        prop_oneof![Just(OnFailure::StopEveryone), Just(OnFailure::KeepGoing)],
        prop::collection::vec((0..30_usize, failing()), 0..4),
        prop::collection::vec(failing(), 1..4),
    )
        .prop_map(|(capacity, on_failure, producers, consumers)| Plan {
            capacity,
            on_failure,
            producers,
            consumers,
        })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        // A failure prints its input, shrunk; files beside the tests are not wanted.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_run_moves_items_as_one_thread_would(plan in plan()) {
        let planned = plan.clone();
        let Outcome { taken, accepted, unconsumed, result } = must_end(move || carry_out(&planned));

        // Each accepted item comes out exactly once: taken by one consumer, or left.
        let mut out: Vec<Item> = taken.concat();
        out.extend(&unconsumed);
        out.sort_unstable();
        let made = accepted.iter().enumerate();
        let expected: Vec<Item> =
            made.flat_map(|(producer, &count)| (0..count).map(move |n| (producer, n))).collect();
        prop_assert_eq!(out, expected);

        // Each consumer, and whoever gets the rest, sees each producer's items in order.
        for seen in taken.iter().chain([&unconsumed]) {
            for producer in 0..plan.producers.len() {
                let own = seen.iter().filter(|item| item.0 == producer).map(|item| item.1);
                prop_assert!(own.is_sorted(), "{:?}", seen);
            }
        }

        // The report says the same.
        let failed = result.is_err();
        let failures = result.as_ref().err().map_or(0, |error| error.failures().len());
        let report = match &result {
            Ok(report) => report,
            Err(error) => error.report().expect("there are consumers"),
        };
        let items = |side: &[producer_consumer::ThreadReport]| -> Vec<usize> {
            side.iter().map(|thread| thread.items).collect()
        };
        prop_assert_eq!(items(&report.producers), accepted.clone());
        prop_assert_eq!(items(&report.consumers), taken.iter().map(Vec::len).collect::<Vec<_>>());
        prop_assert_eq!(report.unconsumed, unconsumed.len());
        prop_assert!(report.high_water <= plan.capacity);
        prop_assert_eq!(report.high_water > 0, !accepted.iter().all(|&count| count == 0));

        // Without a failure everything has arrived; with one, it was planned.
        let all_in = plan.producers.iter().map(|producer| producer.0).eq(accepted);
        let planned = plan.producers.iter().map(|producer| producer.1).chain(plan.consumers.clone());
        let planned = planned.filter(|&failing| failing != Failing::Never).count();
        prop_assert!(failures <= planned);
        prop_assert!(failed || (all_in && unconsumed.is_empty()));

        // With a consumer that cannot fail, nothing of a producer that cannot fail is lost.
        if plan.on_failure == OnFailure::KeepGoing && plan.consumers.contains(&Failing::Never) {
            prop_assert!(unconsumed.is_empty());
        }
    }
}
