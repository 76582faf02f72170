//! The pipeline, and other ways to do three things with each item, in order and with bounded memory.

mod contestants;
mod farm;
mod memory;

use std::time::Duration;

use self::contestants::{ours, pariter, rayon};
use self::farm::farm;
use crate::noise::cores;
use crate::options::Options;
use crate::scenario::{
    Amount, Entrant, Goal, Group, Meanwhile, Measure, Role, Rounds, Scenario, Unit,
};
use crate::work::Work;

/// How many stages the work of an item is divided into.
const STAGES: usize = 3;
/// How many links ours has. The others may have as many items under way as all of them together.
const LINKS: usize = STAGES + 1;
/// Microseconds of work an item, and the capacity of each link of ours.
const LENGTHS: [(u64, usize); 3] = [(1, 64), (1, 1024), (20, 64)];
/// Which part of the ideal is to be reached.
const OF_IDEAL: f64 = 0.95;

/// Returns everything that is measured of pipelines.
pub(crate) fn groups(options: &Options) -> Vec<Group> {
    let seconds = if options.quick { 0.002 } else { 0.15 };
    let amount = Amount::Lasting { seconds, step: 64 };
    let lengths = LENGTHS.map(|(microseconds, capacity)| Scenario {
        name: format!("{microseconds} µs, cap {capacity}"),
        entrants: entrants(Duration::from_micros(microseconds), capacity, amount),
        goals: vec![Goal::Versus {
            name: "ideal".into(),
            at_least: OF_IDEAL,
        }],
        meanwhile: Meanwhile::Nothing,
        rounds: Rounds::AsAsked,
    });
    let work = Group {
        title: "three stages",
        many: None,
        about: format!(
            "So much arithmetic an item, a third of it in each stage; in order, and at most about \
             {LINKS} times as many items under way as a link's capacity. Ideal: the same work, divided \
             among threads beforehand."
        ),
        unit: Unit::ItemTime,
        scenarios: lengths.into(),
    };
    vec![work, memory::group(options)]
}

/// What goes through: its number, and the sum of what the stages made of it.
#[derive(Clone, Copy, Debug, Default)]
struct Item {
    number: usize,
    sum: u64,
}

impl Item {
    fn new(number: usize) -> Self {
        Self { number, sum: 0 }
    }

    /// What each stage does.
    #[inline]
    fn through(mut self, work: &Work) -> Self {
        self.sum = self.sum.wrapping_add(work.of(self.number));
        self
    }

    /// What all stages do, one after the other: for peers that are fastest with one stage.
    #[inline]
    fn through_all(self, work: &Work) -> Self {
        (0..STAGES).fold(self, |item, _| item.through(work))
    }
}

/// What has come out at the end.
#[derive(Debug, Default)]
struct Sink {
    count: usize,
    sum: u64,
    out_of_order: usize,
}

impl Sink {
    #[inline]
    fn take(&mut self, item: Item) {
        self.out_of_order += usize::from(item.number != self.count);
        self.count += 1;
        self.sum = self.sum.wrapping_add(item.sum);
    }

    fn check(&self, items: usize, work: &Work) -> anyhow::Result<()> {
        let Self {
            count,
            sum,
            out_of_order,
        } = *self;
        anyhow::ensure!(count == items, "{count} items came out, not {items}");
        anyhow::ensure!(out_of_order == 0, "{out_of_order} items came out of order");
        let expected = work.sum(items).wrapping_mul(STAGES as u64);
        anyhow::ensure!(sum == expected, "the items add up to {sum}, not {expected}");
        Ok(())
    }
}

/// Passes so many items on, each with such work, and returns the seconds per item. So many may wait
/// in each link.
type Run = fn(usize, &'static Work, usize) -> anyhow::Result<f64>;

fn entrants(of_an_item: Duration, capacity: usize, amount: Amount) -> Vec<Entrant> {
    let work = Work::forever(of_an_item / STAGES as u32);
    let entrant = |name: &str, role, run: Run| {
        let measure: Measure = Box::new(move |items| run(items, work, capacity));
        Entrant {
            name: name.into(),
            role,
            amount,
            measure,
        }
    };
    vec![
        entrant("ours", Role::Ours, ours),
        entrant("crossbeam farm", Role::Peer, farm),
        entrant("pariter", Role::Peer, pariter),
        entrant("rayon windows", Role::Peer, rayon),
        entrant("ideal", Role::Reference, |items, work, _| {
            Ok(work.divided(cores(), items * STAGES)? * STAGES as f64)
        }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_passes_all_items_on_in_order() {
        let work = Work::forever(Duration::from_nanos(50));
        for run in [ours, farm, pariter, rayon] {
            assert!(run(1_000, work, 64).unwrap() > 0.0);
        }
    }

    #[test]
    fn items_lost_exchanged_or_without_a_stage_are_noticed() {
        let work = Work::forever(Duration::from_nanos(50));
        let message = |items: &[Item]| {
            let mut sink = Sink::default();
            items.iter().for_each(|&item| sink.take(item));
            sink.check(2, work).map_err(|error| error.to_string())
        };
        let [first, second] = [0, 1].map(|number| Item::new(number).through_all(work));
        assert_eq!(message(&[first, second]), Ok(()));
        assert_eq!(message(&[first]).unwrap_err(), "1 items came out, not 2");
        assert_eq!(
            message(&[second, first]).unwrap_err(),
            "2 items came out of order"
        );
        let short = message(&[first, Item::new(1).through(work)]).unwrap_err();
        assert!(short.starts_with("the items add up to"), "{short}");
    }
}
