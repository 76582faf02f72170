//! The worker pool and pools of the same kind.

mod fork_join;
mod pools;
mod round_trip;
pub(crate) mod scaling;
mod tally;
mod tasks;

use std::time::Duration;

use self::pools::{CrossbeamPool, Ours, Pool, Rayon, RayonInPlace, RustyPool, ThreadPool};
use self::tasks::Burst;
use crate::noise::cores;
use crate::options::Options;
use crate::queue::growth::{FLAT, sizes};
use crate::scenario::{
    Amount, Entrant, Goal, Group, Meanwhile, Measure, Role, Rounds, Scenario, Unit,
};
use crate::work::Work;

/// Returns everything that is measured of pools.
pub(crate) fn groups(options: &Options) -> Vec<Group> {
    vec![
        tiny(options),
        microsecond(options),
        round_trip::group(options),
        fork_join::group(options),
        growth(options),
        scaling::group(options),
    ]
}

/// Tasks that do next to nothing: what is measured is the pool.
fn tiny(options: &Options) -> Group {
    let tasks = if options.quick { 1_000 } else { 1_000_000 };
    let burst = Burst::tiny();
    let amount = Amount::Fixed(tasks);
    let mut together = everybody(burst, amount);
    together[0] = submitted_together(burst, amount);
    let goal = |at_least, nanoseconds: f64| {
        let cost = Goal::AtMost {
            cost: nanoseconds * 1e-9,
        };
        vec![cost, Goal::BestPeer { at_least }]
    };
    Group {
        title: "tiny tasks",
        many: None,
        about: format!(
            "{tasks} tasks that count, submitted by one thread from outside: from the first \
             submission to the end of the last task."
        ),
        unit: Unit::ItemTime,
        scenarios: vec![
            Scenario {
                name: "one by one".into(),
                entrants: everybody(burst, amount),
                goals: goal(2.0, 75.0),
                meanwhile: Meanwhile::Nothing,
                rounds: Rounds::AsAsked,
            },
            Scenario {
                name: "together".into(),
                entrants: together,
                goals: goal(2.0, 45.0),
                meanwhile: Meanwhile::Nothing,
                rounds: Rounds::AsAsked,
            },
        ],
    }
}

/// Tasks of a microsecond, against the same work without a pool.
fn microsecond(options: &Options) -> Group {
    let work = Work::forever(Duration::from_micros(1));
    let seconds = if options.quick { 0.001 } else { 0.1 };
    let amount = Amount::Lasting { seconds, step: 64 };
    let burst = Burst::of(work);
    let mut entrants = everybody(burst, amount);
    entrants.insert(1, submitted_together(burst, amount));
    entrants.push(Entrant {
        name: "ideal".into(),
        role: Role::Reference,
        amount,
        measure: Box::new(move |tasks| work.divided(cores(), tasks)),
    });
    // 1.03 times the ideal time is this part of the ideal speed.
    let goal = Goal::Versus {
        name: "ideal".into(),
        at_least: 1.0 / 1.03,
    };
    Group {
        title: "1 µs tasks",
        many: None,
        about:
            "Tasks of 1 µs of arithmetic. Ideal: the same work, divided among threads beforehand."
                .into(),
        unit: Unit::ItemTime,
        scenarios: vec![Scenario {
            name: "from outside".into(),
            entrants,
            goals: vec![goal, Goal::BestPeer { at_least: 1.0 }],
            meanwhile: Meanwhile::Nothing,
            rounds: Rounds::AsAsked,
        }],
    }
}

/// The cost of a task, as their number grows; with a bounded queue, lest the memory does.
fn growth(options: &Options) -> Group {
    let burst = Burst::tiny();
    Group {
        title: "growth",
        many: None,
        about: "The cost of a task, as their number grows; at most 65,536 wait.".into(),
        unit: Unit::ItemTime,
        scenarios: vec![Scenario {
            name: "tiny tasks".into(),
            entrants: sizes(options, move |tasks| {
                burst.through(&Ours::bounded(1 << 16), tasks)
            }),
            goals: vec![Goal::Flat { within: FLAT }],
            meanwhile: Meanwhile::Nothing,
            rounds: Rounds::AsAsked,
        }],
    }
}

fn everybody(burst: Burst, amount: Amount) -> Vec<Entrant> {
    vec![
        entrant::<Ours>("ours", Role::Ours, burst, amount),
        entrant::<CrossbeamPool>("crossbeam pool", Role::Peer, burst, amount),
        entrant::<RustyPool>("rusty_pool", Role::Peer, burst, amount),
        entrant::<Rayon>("rayon scope", Role::Peer, burst, amount),
        entrant::<RayonInPlace>("rayon in place", Role::Peer, burst, amount),
        entrant::<ThreadPool>("threadpool", Role::Peer, burst, amount),
    ]
}

fn entrant<P: Pool>(name: &str, role: Role, burst: Burst, amount: Amount) -> Entrant {
    let measure: Measure = Box::new(move |tasks| burst.through(&P::new(), tasks));
    Entrant {
        name: name.to_string(),
        role,
        amount,
        measure,
    }
}

/// Ours, with all tasks in one call.
fn submitted_together(burst: Burst, amount: Amount) -> Entrant {
    Entrant {
        name: "ours, together".to_string(),
        role: Role::Ours,
        amount,
        measure: Box::new(move |tasks| burst.together(&Ours::new(), tasks)),
    }
}
