//! The worker primitives against sequential models: one thread, random operations.

mod common;

use common::must_end;
use pattern_core::{Latch, StopSource, WaitGroup, WorkerGroup};
use pattern_sync::time::Duration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

#[test]
fn a_latch_is_open_once_it_was_counted_down_often_enough() {
    must_end(|| {
        proptest!(|(count in 0..6_usize, events in 0..9_usize)| {
            let latch = Latch::new(count);
            for event in 0..events {
                let remaining = count.saturating_sub(event);
                prop_assert_eq!(latch.count(), remaining);
                prop_assert_eq!(latch.is_open(), remaining == 0);
                prop_assert_eq!(latch.wait_timeout(Duration::ZERO), remaining == 0);
                latch.count_down();
            }
        });
    });
}

#[test]
fn a_wait_group_has_as_many_members_as_there_are_guards() {
    must_end(|| {
        proptest!(|(operations in vec(proptest::option::of(any::<Index>()), 0..40))| {
            let group = WaitGroup::new();
            let mut guards = Vec::new();
            for leaving in operations {
                match leaving {
                    Some(index) if !guards.is_empty() => {
                        drop(guards.swap_remove(index.index(guards.len())));
                    }
                    // A clone is the same group.
                    _ => guards.push(group.clone().add()),
                }
                prop_assert_eq!(group.members(), guards.len());
                prop_assert_eq!(group.wait_timeout(Duration::ZERO), guards.is_empty());
            }
            drop(guards);
            group.wait();
        });
    });
}

#[derive(Clone, Copy, Debug)]
enum StopOperation {
    Token,
    CloneSource,
    CloneToken,
    Request,
}

#[test]
fn every_token_of_a_source_sees_a_stop_from_the_first_request_on() {
    let operation = prop_oneof![
        Just(StopOperation::Token),
        Just(StopOperation::CloneSource),
        Just(StopOperation::CloneToken),
        Just(StopOperation::Request),
    ];
    must_end(move || {
        proptest!(|(operations in vec((operation, any::<Index>()), 0..20))| {
            let mut sources = vec![StopSource::new()];
            let mut tokens = vec![sources[0].token()];
            let mut requested = false;
            for (operation, index) in operations {
                let source = index.get(&sources).clone();
                match operation {
                    StopOperation::Token => tokens.push(source.token()),
                    StopOperation::CloneSource => sources.push(source),
                    StopOperation::CloneToken => tokens.push(index.get(&tokens).clone()),
                    StopOperation::Request => {
                        prop_assert_eq!(source.request_stop(), !requested);
                        requested = true;
                    }
                }
                prop_assert!(sources.iter().all(|s| s.stop_requested() == requested));
                prop_assert!(tokens.iter().all(|t| t.stop_requested() == requested));
                prop_assert!(tokens.iter().all(|t| t.wait_timeout(Duration::ZERO) == requested));
            }
        });
    });
}

#[test]
fn a_worker_group_reports_each_worker_in_the_order_of_spawning() {
    must_end(|| {
        let config = ProptestConfig::with_cases(64);
        // What each worker is to do: return a number, or panic with it.
        proptest!(config, |(plans in vec(any::<Result<u8, u8>>(), 0..6))| {
            let spawn = || {
                let mut group = WorkerGroup::new();
                for (number, plan) in plans.clone().into_iter().enumerate() {
                    let work = move || plan.unwrap_or_else(|n| std::panic::panic_any(n.to_string()));
                    group.spawn(format!("worker-{number}"), work);
                }
                group
            };
            let outcomes: Vec<Result<u8, u8>> = spawn()
                .join_each()
                .into_iter()
                .map(|outcome| outcome.map_err(|panic| panic.message().parse().unwrap()))
                .collect();
            prop_assert_eq!(&outcomes, &plans);

            let numbered = || plans.iter().enumerate();
            let panics: Vec<_> = numbered()
                .filter_map(|(n, plan)| Some(format!("worker 'worker-{n}' panicked: {}", plan.err()?)))
                .collect();
            match spawn().join() {
                Ok(results) => {
                    prop_assert!(panics.is_empty());
                    prop_assert_eq!(results.into_iter().map(Ok).collect::<Vec<_>>(), plans);
                }
                Err(error) => prop_assert_eq!(error.to_string(), panics.join("; ")),
            }
        });
    });
}
