//! One task at a time: from its submission to its result.

use std::time::Instant;

use anyhow::{Result, ensure};

use super::pools::{CrossbeamPool, Ours, Pool, Rayon, RustyPool, ThreadPool};
use crate::options::Options;
use crate::scenario::{Amount, Entrant, Goal, Group, Meanwhile, Role, Rounds, Scenario, Unit};

/// Returns the group.
pub(super) fn group(options: &Options) -> Group {
    let seconds = if options.quick { 0.001 } else { 0.05 };
    let amount = Amount::Lasting { seconds, step: 1 };
    let entrant = |name: &str, role, measure: fn(usize) -> Result<f64>| Entrant {
        name: name.to_string(),
        role,
        amount,
        measure: Box::new(measure),
    };
    Group {
        title: "round trip",
        many: None,
        about: "A task that adds 1, submitted and waited for, one after the other.".into(),
        unit: Unit::ItemTime,
        scenarios: vec![Scenario {
            name: "one task".into(),
            entrants: vec![
                entrant("ours", Role::Ours, ours),
                entrant("crossbeam pool", Role::Peer, crossbeam),
                entrant("rusty_pool", Role::Peer, rusty_pool),
                entrant("rayon install", Role::Peer, rayon),
                entrant("threadpool", Role::Peer, threadpool),
            ],
            goals: vec![Goal::Versus {
                name: "crossbeam pool".into(),
                at_least: 1.0,
            }],
            meanwhile: Meanwhile::Nothing,
            rounds: Rounds::AsAsked,
        }],
    }
}

fn ours(tasks: usize) -> Result<f64> {
    let pool = Ours::new().0;
    measure(tasks, |number| {
        pool.submit(move || number + 1).join().unwrap_or(0)
    })
}

/// One channel for all results, since only one is under way.
fn crossbeam(tasks: usize) -> Result<f64> {
    let pool = CrossbeamPool::new();
    let (sender, receiver) = crossbeam_channel::bounded(1);
    measure(tasks, |number| {
        let sender = sender.clone();
        pool.submit(move || {
            let _ = sender.send(number + 1);
        });
        receiver.recv().unwrap_or(0)
    })
}

fn rusty_pool(tasks: usize) -> Result<f64> {
    let pool = RustyPool::new().0;
    measure(tasks, |number| {
        pool.evaluate(move || number + 1).await_complete()
    })
}

fn rayon(tasks: usize) -> Result<f64> {
    let pool = Rayon::new().0;
    measure(tasks, |number| pool.install(move || number + 1))
}

/// One channel for all results, since only one is under way.
fn threadpool(tasks: usize) -> Result<f64> {
    let pool = ThreadPool::new().0;
    let (sender, receiver) = crossbeam_channel::bounded(1);
    measure(tasks, |number| {
        let sender = sender.clone();
        pool.execute(move || {
            let _ = sender.send(number + 1);
        });
        receiver.recv().unwrap_or(0)
    })
}

fn measure(tasks: usize, mut trip: impl FnMut(usize) -> usize) -> Result<f64> {
    let start = Instant::now();
    for number in 0..tasks {
        let result = trip(number);
        ensure!(result == number + 1, "{number} + 1 is not {result}");
    }
    Ok(start.elapsed().as_secs_f64() / tasks as f64)
}
