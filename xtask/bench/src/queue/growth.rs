//! Whether an item costs the same, however many there are.

use super::channels::Ours;
use super::passing::{Passing, Shape};
use crate::options::Options;
use crate::scenario::{Amount, Entrant, Goal, Group, Meanwhile, Role, Rounds, Scenario, Unit};

/// Within which part the costs are to lie.
pub(crate) const FLAT: f64 = 0.10;

/// How long one measurement may take, in seconds: what grows is left out beyond.
const PATIENCE: f64 = 10.0;

/// Returns the group.
pub(super) fn group(options: &Options) -> Group {
    let shapes = [Shape::new(1, 1), Shape::new(2, 2)];
    let scenarios = shapes.map(|shape| {
        let passing = Passing {
            shape,
            capacity: 1024,
            batch: None,
        };
        Scenario {
            name: format!("cap 1024 {shape}"),
            entrants: sizes(options, move |items| passing.measure::<Ours, usize>(items)),
            goals: vec![Goal::Flat { within: FLAT }],
            meanwhile: Meanwhile::Nothing,
            rounds: Rounds::AsAsked,
        }
    });
    Group {
        title: "growth",
        many: None,
        about: "The cost of an item, as their number grows.".into(),
        unit: Unit::ItemTime,
        scenarios: scenarios.into(),
    }
}

/// Makes an entrant of each number of items.
pub(crate) fn sizes(
    options: &Options,
    measure: impl Fn(usize) -> anyhow::Result<f64> + Clone + 'static,
) -> Vec<Entrant> {
    let exponents = if options.quick {
        2..=3
    } else {
        5..=options.growth
    };
    let entrants = exponents.map(|exponent| Entrant {
        name: format!("10^{exponent}"),
        role: Role::Ours,
        amount: Amount::IfWithin {
            items: 10_usize.pow(exponent),
            seconds: PATIENCE,
        },
        measure: Box::new(measure.clone()),
    });
    entrants.collect()
}
