//! How much of each further core arrives.

use std::time::Duration;

use worker_pool::WorkerPool;

use super::pools::Ours;
use super::tasks::Burst;
use crate::noise::cores;
use crate::options::Options;
use crate::scenario::{Amount, Entrant, Goal, Group, Meanwhile, Role, Rounds, Scenario, Unit};
use crate::work::Work;

/// What part of each core is to arrive.
pub(crate) const EFFICIENCY: f64 = 0.9;

/// Returns the group.
pub(super) fn group(options: &Options) -> Group {
    let work = Work::forever(Duration::from_micros(10));
    let seconds = if options.quick { 0.001 } else { 0.1 };
    let amount = Amount::Lasting { seconds, step: 64 };
    let burst = Burst::of(work);
    let scenarios = thread_counts().into_iter().map(|threads| Scenario {
        name: format!("{threads} workers"),
        entrants: vec![
            Entrant {
                name: "ours".into(),
                role: Role::Ours,
                amount,
                measure: Box::new(move |tasks| {
                    let pool = Ours(WorkerPool::new(threads));
                    Ok(burst.through(&pool, tasks)? * threads as f64)
                }),
            },
            Entrant {
                name: "one thread".into(),
                role: Role::Reference,
                amount,
                measure: Box::new(move |tasks| work.divided(1, tasks)),
            },
        ],
        goals: vec![Goal::Versus {
            name: "one thread".into(),
            at_least: EFFICIENCY,
        }],
        meanwhile: Meanwhile::Nothing,
        rounds: Rounds::AsAsked,
    });
    Group {
        title: "efficiency",
        many: None,
        about: "Tasks of 10 µs: the time per task, times the number of workers, against a loop on one thread.".into(),
        unit: Unit::ItemTime,
        scenarios: scenarios.collect(),
    }
}

/// 2, 4, 8… and all cores.
pub(crate) fn thread_counts() -> Vec<usize> {
    let doubled = std::iter::successors(Some(2), |threads| Some(2 * threads));
    let mut counts: Vec<usize> = doubled.take_while(|&threads| threads < cores()).collect();
    counts.push(cores());
    counts
}
