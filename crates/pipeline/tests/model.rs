//! Pipelines with random numbers of everything, compared with what a program of one thread would
//! do.

mod common;

use common::{must_end, quiet_panic};
use pipeline::{Pipeline, PipelineError, Report};
use proptest::prelude::*;

/// What a stage does with an item.
#[derive(Clone, Copy, Debug)]
enum Work {
    Add(u32),
    DropMultiplesOf(u32),
    FailAt(u32),
    PanicAt(u32),
    /// Adds how many items it has seen: only one worker can.
    AddCount,
}

#[derive(Clone, Copy, Debug)]
struct Stage {
    work: Work,
    workers: usize,
    capacity: usize,
    ordered: bool,
}

#[derive(Clone, Debug)]
struct Plan {
    items: u32,
    capacity: usize,
    stages: Vec<Stage>,
}

impl Work {
    /// What becomes of an item, if all goes well.
    fn step(self, item: u32) -> Result<Option<u32>, &'static str> {
        match self {
            Self::Add(n) => Ok(Some(item.wrapping_add(n))),
            Self::DropMultiplesOf(n) => Ok((!item.is_multiple_of(n)).then_some(item)),
            Self::FailAt(n) | Self::PanicAt(n) if n == item => Err("planned"),
            Self::FailAt(_) | Self::PanicAt(_) => Ok(Some(item)),
            Self::AddCount => unreachable!("it has a state"),
        }
    }
}

/// What a program of one thread finds, not stopping at failures.
struct Expected {
    /// What comes out.
    items: Vec<u32>,
    /// Stage and item of each failure.
    failures: Vec<(String, usize)>,
}

fn in_sequence(plan: &Plan) -> Expected {
    let mut counts = vec![0; plan.stages.len()];
    let mut expected = Expected {
        items: vec![],
        failures: vec![],
    };
    'items: for number in 0..plan.items {
        let mut item = number;
        for (index, stage) in plan.stages.iter().enumerate() {
            item = match stage.work {
                Work::AddCount => {
                    counts[index] += 1;
                    item + counts[index]
                }
                work => match work.step(item) {
                    Ok(Some(item)) => item,
                    Ok(None) => continue 'items,
                    Err(_) => {
                        let failure = (format!("stage {index}"), number as usize);
                        expected.failures.push(failure);
                        continue 'items;
                    }
                },
            };
        }
        expected.items.push(item);
    }
    expected
}

fn in_parallel(plan: &Plan) -> (Vec<u32>, Result<Report, PipelineError>) {
    let mut items = vec![];
    let mut pipeline = Pipeline::source(0..plan.items).capacity(plan.capacity);
    for (index, stage) in plan.stages.iter().enumerate() {
        let name = format!("stage {index}");
        let work = stage.work;
        let added = match work {
            Work::Add(n) => pipeline.stage(name, move |item: u32| item.wrapping_add(n)),
            Work::DropMultiplesOf(n) => {
                pipeline.filter(name, move |item: &u32| !item.is_multiple_of(n))
            }
            Work::FailAt(n) => {
                pipeline.try_stage(
                    name,
                    move |item| {
                        if item == n { Err("planned") } else { Ok(item) }
                    },
                )
            }
            Work::PanicAt(n) => pipeline.filter_map(name, move |item| {
                if item == n {
                    quiet_panic("planned")
                } else {
                    Some(item)
                }
            }),
            Work::AddCount => {
                let mut count = 0;
                pipeline.serial_stage(name, move |item| {
                    count += 1;
                    item + count
                })
            }
        };
        let added = added.workers(stage.workers).capacity(stage.capacity);
        pipeline = if stage.ordered {
            added.ordered()
        } else {
            added.unordered()
        };
    }
    let result = pipeline.for_each(|item| items.push(item));
    (items, result)
}

fn stage() -> impl Strategy<Value = Stage> {
    let work = prop_oneof![
        4 => (0..10_u32).prop_map(Work::Add),
        4 => (1..5_u32).prop_map(Work::DropMultiplesOf),
        1 => (0..60_u32).prop_map(Work::FailAt),
        1 => (0..60_u32).prop_map(Work::PanicAt),
        2 => Just(Work::AddCount),
    ];
    (work, 1..5_usize, 1..6_usize, any::<bool>()).prop_map(|(work, workers, capacity, ordered)| {
        let workers = if matches!(work, Work::AddCount) {
            1
        } else {
            workers
        };
        Stage {
            work,
            workers,
            capacity,
            ordered,
        }
    })
}

fn plan() -> impl Strategy<Value = Plan> {
    (0..60_u32, 1..6_usize, prop::collection::vec(stage(), 0..5)).prop_map(
        |(items, capacity, mut stages)| {
            // Which items a count falls to depends on the order in which they come.
            if stages
                .iter()
                .any(|stage| matches!(stage.work, Work::AddCount))
            {
                stages.iter_mut().for_each(|stage| stage.ordered = true);
            }
            Plan {
                items,
                capacity,
                stages,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        // A failure prints its input, shrunk; files beside the tests are not wanted.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_pipeline_does_what_one_thread_would(plan in plan()) {
        let planned = plan.clone();
        let (items, result) = must_end(move || in_parallel(&planned));
        let expected = in_sequence(&plan);
        let in_order = plan.stages.iter().all(|stage| stage.ordered || stage.workers == 1);

        // Everything has come out, or a failure that was planned is reported, and nothing else.
        match &result {
            Ok(_) => {
                prop_assert_eq!(&expected.failures, &vec![]);
                prop_assert_eq!(items.len(), expected.items.len());
            }
            Err(error) => for failure in error.failures() {
                let seen = (failure.stage.clone(), failure.item.unwrap());
                prop_assert!(expected.failures.contains(&seen), "{}", error);
            },
        }

        // In order: the beginning of what was expected. Otherwise: a part of it.
        if in_order {
            prop_assert!(expected.items.starts_with(&items), "{:?}", items);
        } else {
            let mut left = expected.items.clone();
            for item in &items {
                let at = left.iter().position(|other| other == item);
                prop_assert!(at.is_some(), "{} was not expected, or not twice", item);
                left.swap_remove(at.unwrap());
            }
        }

        // The report agrees: what one stage passed on the next one took, unless the run was cut
        // short.
        let report = match &result {
            Ok(report) => report,
            Err(error) => error.report(),
        };
        prop_assert_eq!(report.stages.len(), plan.stages.len() + 2);
        prop_assert_eq!(report.stages.last().unwrap().items_in(), items.len());
        for pair in report.stages.windows(2) {
            let queue = pair[0].queue.as_ref().unwrap();
            prop_assert!(queue.high_water <= queue.capacity);
            prop_assert!(queue.mean_depth <= queue.high_water as f64);
            let left = pair[0].items_out() - pair[1].items_in();
            prop_assert!(left <= queue.high_water);
            prop_assert!(left == 0 || result.is_err());
        }
    }
}
