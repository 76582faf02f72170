//! Whether memory stays flat however many items pass.

use anyhow::{Context, Result, ensure};

use super::Item;
use super::contestants::run_ours;
use super::farm::run_farm;
use crate::options::Options;
use crate::scenario::{
    Amount, Entrant, Goal, Group, Meanwhile, Measure, Role, Rounds, Scenario, Unit,
};
use crate::work::Work;

/// What the resident set may grow by: what allocators keep for later, and no item.
const GROWTH: f64 = 4.0 * 1024.0 * 1024.0;
/// The capacity of each link of ours.
const CAPACITY: usize = 64;
/// How often memory is looked at.
const LOOKS: usize = 100;

/// Returns the group. Where the system does not say how much memory is in use, it is empty.
pub(super) fn group(options: &Options) -> Group {
    let items = if options.quick { 10_000 } else { 10_000_000 };
    let entrant = |name: &str, role, run: fn(usize, &mut dyn FnMut(Item)) -> Result<()>| {
        let measure: Measure = Box::new(move |items| growth(items, run));
        let amount = Amount::Fixed(items);
        Entrant {
            name: name.into(),
            role,
            amount,
            measure,
        }
    };
    let scenario = Scenario {
        name: format!("{items} items"),
        entrants: vec![
            entrant("ours", Role::Ours, |items, each| {
                run_ours(items, &nothing(), CAPACITY, each)
            }),
            entrant("crossbeam farm", Role::Peer, |items, each| {
                run_farm(items, &nothing(), CAPACITY, each);
                Ok(())
            }),
        ],
        goals: vec![Goal::AtMost { cost: GROWTH }],
        meanwhile: Meanwhile::Nothing,
        rounds: Rounds::One,
    };
    Group {
        title: "memory",
        many: None,
        about:
            "How much the resident set grows from the first hundredth of the items to its peak; \
                one round, with next to no work an item."
                .into(),
        unit: Unit::Memory,
        scenarios: if resident().is_ok() {
            vec![scenario]
        } else {
            Vec::new()
        },
    }
}

/// Work that takes no time to speak of.
fn nothing() -> Work {
    Work::lasting(std::time::Duration::ZERO)
}

fn growth(items: usize, run: fn(usize, &mut dyn FnMut(Item)) -> Result<()>) -> Result<f64> {
    let (mut count, mut seen) = (0, Vec::new());
    run(items, &mut |_| {
        count += 1;
        if count % (items / LOOKS) == 0 {
            seen.push(resident());
        }
    })?;
    ensure!(count == items, "{count} items came out, not {items}");
    let seen = seen.into_iter().collect::<Result<Vec<_>>>()?;
    let peak = seen.iter().max().context("there are looks")?;
    Ok((peak - seen[0]) as f64)
}

/// Returns the size of the resident set in bytes.
fn resident() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/statm")?;
    let pages = text
        .split(' ')
        .nth(1)
        .context("statm has a second number")?;
    Ok(pages.parse::<u64>()? * page_size())
}

#[cfg(unix)]
fn page_size() -> u64 {
    rustix::param::page_size() as u64
}

#[cfg(not(unix))]
fn page_size() -> u64 {
    4096
}
