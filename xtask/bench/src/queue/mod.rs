//! The bounded queue and channels of the same kind: items through one of them, in every shape.

mod blocked;
mod channels;
pub(crate) mod growth;
mod passing;

use crate::options::Options;
use crate::scenario::{
    Amount, Entrant, Goal, Group, Many, Meanwhile, Measure, Role, Rounds, Scenario, Unit,
};

use self::channels::{Channel, Crossbeam, Flume, Kanal, Ours, Standard};
use self::passing::{Item, Passing, Shape, Wide};

/// A few items, many, and a great many.
const CAPACITIES: [usize; 3] = [5, 64, 1024];
/// How many items a batch has.
const BATCH: usize = 32;

/// Returns everything that is measured of queues.
pub(crate) fn groups(options: &Options) -> Vec<Group> {
    // With hogs, a time slice is some milliseconds: a measurement has to be many of them.
    let (usual, with_hogs) = if options.quick {
        (0.001, 0.001)
    } else {
        (0.05, 0.08)
    };
    let number = |seconds| move |shape, capacity| one_by_one::<usize>(shape, capacity, seconds);
    vec![
        Group {
            title: "usize",
            many: Some(Many {
                at_least: 1.5,
                scenarios: 10,
            }),
            about: "Items of 8 bytes, pushed and popped one by one.".into(),
            unit: Unit::ItemRate,
            scenarios: all(&CAPACITIES, 1.0, Meanwhile::Nothing, number(usual)),
        },
        Group {
            title: "64 bytes",
            many: None,
            about: "Items of 64 bytes, pushed and popped one by one.".into(),
            unit: Unit::ItemRate,
            scenarios: all(&CAPACITIES, 1.0, Meanwhile::Nothing, |shape, capacity| {
                one_by_one::<Wide>(shape, capacity, usual)
            }),
        },
        Group {
            title: "batches",
            many: None,
            about: format!(
                "Items of 8 bytes, {BATCH} at a time: ours by push_many and pop_many, the peers by \
                 whatever they have for it (else one by one)."
            ),
            unit: Unit::ItemRate,
            scenarios: all(
                &CAPACITIES[1..],
                3.0,
                Meanwhile::Nothing,
                |shape, capacity| in_batches(shape, capacity, usual),
            ),
        },
        Group {
            title: "hogs",
            many: None,
            about: "As usize, while two other threads compute without a pause.".into(),
            unit: Unit::ItemRate,
            scenarios: all(&CAPACITIES, 0.9, Meanwhile::Hogs(2), number(with_hogs)),
        },
        blocked::group(options),
        growth::group(options),
    ]
}

/// Makes a scenario of each capacity and shape.
fn all(
    capacities: &[usize],
    at_least: f64,
    meanwhile: Meanwhile,
    entrants: impl Fn(Shape, usize) -> Vec<Entrant>,
) -> Vec<Scenario> {
    let pairs = capacities
        .iter()
        .flat_map(|&capacity| Shape::ALL.map(|shape| (capacity, shape)));
    let scenarios = pairs.map(|(capacity, shape)| Scenario {
        name: format!("cap {capacity} {shape}"),
        entrants: entrants(shape, capacity),
        goals: vec![Goal::BestPeer { at_least }],
        meanwhile,
        rounds: Rounds::AsAsked,
    });
    scenarios.collect()
}

fn one_by_one<T: Item>(shape: Shape, capacity: usize, seconds: f64) -> Vec<Entrant> {
    let passing = Passing {
        shape,
        capacity,
        batch: None,
    };
    everybody::<T>(passing, seconds)
}

fn in_batches(shape: Shape, capacity: usize, seconds: f64) -> Vec<Entrant> {
    let passing = Passing {
        shape,
        capacity,
        batch: Some(BATCH),
    };
    everybody::<usize>(passing, seconds)
}

fn everybody<T: Item>(passing: Passing, seconds: f64) -> Vec<Entrant> {
    let mut entrants = vec![
        entrant::<Ours, T>("ours", Role::Ours, passing, seconds),
        entrant::<Crossbeam, T>("crossbeam", Role::Peer, passing, seconds),
        entrant::<Kanal, T>("kanal", Role::Peer, passing, seconds),
        entrant::<Flume, T>("flume", Role::Peer, passing, seconds),
    ];
    // Its receiver cannot be shared.
    if passing.shape.consumers == 1 {
        entrants.push(entrant::<Standard, T>("std", Role::Peer, passing, seconds));
    }
    entrants
}

fn entrant<C: Channel, T: Item>(name: &str, role: Role, passing: Passing, seconds: f64) -> Entrant {
    let measure: Measure = Box::new(move |items| passing.measure::<C, T>(items));
    let step = passing.shape.producers * passing.batch.unwrap_or(1);
    Entrant {
        name: name.to_string(),
        role,
        amount: Amount::Lasting { seconds, step },
        measure,
    }
}
