//! Map-reduce: the words of a text, and other keys, counted.

mod by_hand;
mod keys;
mod text;
mod words;

use std::rc::Rc;

use anyhow::Result;

use self::text::Text;
use self::words::{alone, by_hand, ours, rayon};
use crate::noise::cores;
use crate::options::Options;
use crate::pool::scaling::{EFFICIENCY, thread_counts};
use crate::scenario::{
    Amount, Entrant, Goal, Group, Meanwhile, Measure, Role, Rounds, Scenario, Unit,
};

/// How many times as fast as rayon's version.
const THAN_RAYON: f64 = 4.0;
/// Bytes per second to be reached.
const BYTES: f64 = 0.6e9;

/// Returns everything that is measured of map-reduce.
///
/// # Errors
///
/// When the text cannot be made.
pub(crate) fn groups(options: &Options) -> Result<Vec<Group>> {
    let whole = Rc::new(Text::of_megabytes(options.size, &options.out)?);
    let part = Rc::new(Text::of_megabytes(options.size.div_ceil(5), &options.out)?);
    Ok(vec![
        word_count(&whole),
        keys::group(options),
        efficiency(&part),
    ])
}

fn word_count(text: &Rc<Text>) -> Group {
    let entrant = |name: &str, role, count: fn(&Text, usize) -> Result<f64>| {
        let text = Rc::clone(text);
        Entrant {
            name: name.into(),
            role,
            amount: Amount::Fixed(text.bytes()),
            measure: Box::new(move |_| count(&text, cores())),
        }
    };
    Group {
        title: "word count",
        many: None,
        about: format!(
            "{} MB of text, {} distinct words, Zipf's distribution, in the page cache: from the path \
             to all counts in the order of the words.",
            text.bytes() / 1_000_000,
            text.distinct()
        ),
        unit: Unit::ByteRate,
        scenarios: vec![Scenario {
            name: "Zipf".into(),
            entrants: vec![
                entrant("ours", Role::Ours, ours),
                entrant("rayon", Role::Peer, rayon),
                entrant("by hand", Role::Reference, by_hand),
                entrant("tokens alone", Role::Reference, alone),
            ],
            goals: vec![
                Goal::BestPeer {
                    at_least: THAN_RAYON,
                },
                Goal::AtMost { cost: 1.0 / BYTES },
            ],
            meanwhile: Meanwhile::Nothing,
            rounds: Rounds::AsAsked,
        }],
    }
}

fn efficiency(text: &Rc<Text>) -> Group {
    let entrant = |name: &str, role, threads: usize| {
        let text = Rc::clone(text);
        let amount = Amount::Fixed(text.bytes());
        let measure: Measure = Box::new(move |_| Ok(ours(&text, threads)? * threads as f64));
        Entrant {
            name: name.into(),
            role,
            amount,
            measure,
        }
    };
    let scenarios = thread_counts().into_iter().map(|threads| Scenario {
        name: format!("{threads} workers"),
        entrants: vec![
            entrant("ours", Role::Ours, threads),
            entrant("one worker", Role::Reference, 1),
        ],
        goals: vec![Goal::Versus {
            name: "one worker".into(),
            at_least: EFFICIENCY,
        }],
        meanwhile: Meanwhile::Nothing,
        rounds: Rounds::AsAsked,
    });
    Group {
        title: "efficiency",
        many: None,
        about: format!(
            "Word count of {} MB: bytes per second of each worker, against one worker alone.",
            text.bytes() / 1_000_000
        ),
        unit: Unit::ByteRate,
        scenarios: scenarios.collect(),
    }
}
