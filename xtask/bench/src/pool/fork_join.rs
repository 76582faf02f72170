//! Fork and join: a Fibonacci number by a tree of tasks, each of which waits for two.

use std::num::NonZero;
use std::time::Instant;

use anyhow::{Result, ensure};

use super::pools::{Ours, Pool, Rayon};
use crate::noise::cores;
use crate::options::Options;
use crate::scenario::{Amount, Entrant, Goal, Group, Meanwhile, Role, Rounds, Scenario, Unit};

/// Returns the group.
pub(super) fn group(options: &Options) -> Group {
    let number = if options.quick { 12 } else { 30 };
    let entrant = |name: &str, role, measure: fn(usize) -> Result<f64>| Entrant {
        name: name.to_string(),
        role,
        amount: Amount::Fixed(number),
        measure: Box::new(measure),
    };
    Group {
        title: "fork-join",
        many: None,
        about: format!("fib({number}), each call of which forks: the time per fork."),
        unit: Unit::ItemTime,
        scenarios: vec![Scenario {
            name: format!("fib({number})"),
            entrants: vec![
                entrant("ours", Role::Ours, ours),
                entrant("rayon::join", Role::Peer, rayon),
                entrant("chili", Role::Peer, chili),
                entrant("one thread", Role::Reference, |number| {
                    measure(number, || plain(number))
                }),
            ],
            goals: vec![Goal::Versus {
                name: "rayon::join".into(),
                at_least: 1.0,
            }],
            meanwhile: Meanwhile::Nothing,
            rounds: Rounds::AsAsked,
        }],
    }
}

fn ours(number: usize) -> Result<f64> {
    fn fib(number: usize) -> usize {
        if number < 2 {
            return number;
        }
        let (a, b) = worker_pool::join(|| fib(number - 1), || fib(number - 2));
        a + b
    }

    let pool = Ours::new().0;
    measure(number, || {
        pool.submit(move || fib(number)).join().unwrap_or(0)
    })
}

fn rayon(number: usize) -> Result<f64> {
    fn fib(number: usize) -> usize {
        if number < 2 {
            return number;
        }
        let (a, b) = rayon::join(|| fib(number - 1), || fib(number - 2));
        a + b
    }

    let pool = Rayon::new().0;
    measure(number, || pool.install(|| fib(number)))
}

fn chili(number: usize) -> Result<f64> {
    fn fib(scope: &mut chili::Scope<'_>, number: usize) -> usize {
        if number < 2 {
            return number;
        }
        let (a, b) = scope.join(
            |scope| fib(scope, number - 1),
            |scope| fib(scope, number - 2),
        );
        a + b
    }

    let pool = chili::ThreadPool::with_config(chili::Config {
        thread_count: NonZero::new(cores()),
        ..chili::Config::default()
    });
    measure(number, || fib(&mut pool.scope(), number))
}

/// The same calls without a fork.
fn plain(number: usize) -> usize {
    if number < 2 {
        return number;
    }
    plain(std::hint::black_box(number - 1)) + plain(std::hint::black_box(number - 2))
}

/// Returns the seconds per fork.
fn measure(number: usize, fib: impl FnOnce() -> usize) -> Result<f64> {
    let start = Instant::now();
    let result = fib();
    let took = start.elapsed();
    let (expected, next) = (0..number).fold((0, 1), |(a, b), _| (b, a + b));
    ensure!(
        result == expected,
        "fib({number}) is {expected}, not {result}"
    );
    // Calls that fork: one fewer than those that do not, of which there are fib(number + 1).
    Ok(took.as_secs_f64() / (next - 1) as f64)
}
