//! From samples to verdicts: met, missed, or too noisy to tell.

use serde::{Deserialize, Serialize};

use crate::samples::{Measured, Samples};
use crate::scenario::{Goal, Many, Role};
use crate::statistics::Quartiles;

/// Up to this spread (interquartile range / median), a median on the right side of a goal decides,
/// also when some rounds lie on the other.
const NARROW: f64 = 0.05;

/// Says whether a goal is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    Met,
    Missed,
    TooNoisy,
}

/// A goal, what was measured of it, and the verdict.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Judged {
    #[serde(flatten)]
    pub(crate) goal: Goal,
    /// Whom ours was compared with, if with somebody.
    pub(crate) against: Option<String>,
    /// What the goal is about: a ratio, a cost, or a deviation.
    pub(crate) value: Quartiles,
    pub(crate) verdict: Verdict,
}

/// The goal of a group, in how many scenarios it is reached, and the verdict.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct JudgedMany {
    pub(crate) at_least: f64,
    pub(crate) scenarios: usize,
    pub(crate) met: usize,
    pub(crate) verdict: Verdict,
}

/// Judges the goal of a group.
pub(crate) fn judge_many<'a>(
    measured: impl Iterator<Item = &'a Measured>,
    many: Many,
) -> JudgedMany {
    let Many {
        at_least,
        scenarios,
    } = many;
    let judged = measured.filter_map(|measured| one(measured, &Goal::BestPeer { at_least }));
    let verdicts: Vec<Verdict> = judged.map(|judged| judged.verdict).collect();
    let count = |wanted| {
        verdicts
            .iter()
            .filter(|&&verdict| verdict == wanted)
            .count()
    };
    let (met, open) = (count(Verdict::Met), count(Verdict::TooNoisy));
    let verdict = if met >= scenarios {
        Verdict::Met
    } else if met + open >= scenarios {
        Verdict::TooNoisy
    } else {
        Verdict::Missed
    };
    JudgedMany {
        at_least,
        scenarios,
        met,
        verdict,
    }
}

/// Judges all goals of a scenario.
pub(crate) fn judge(measured: &Measured, goals: &[Goal]) -> Vec<Judged> {
    goals
        .iter()
        .filter_map(|goal| one(measured, goal))
        .collect()
}

fn one(measured: &Measured, goal: &Goal) -> Option<Judged> {
    let ours = measured.ours()?;
    let (against, value, limit) = match goal {
        Goal::BestPeer { at_least } => {
            let peer = measured.best_peer()?;
            (Some(peer), speed(peer, ours), Limit::AtLeast(*at_least))
        }
        Goal::Versus { name, at_least } => {
            let other = measured.entrant(name)?;
            (Some(other), speed(other, ours), Limit::AtLeast(*at_least))
        }
        Goal::AtMost { cost } => (None, ours.quartiles(), Limit::AtMost(*cost)),
        Goal::Flat { within } => (None, deviation(measured), Limit::AtMost(*within)),
    };
    Some(Judged {
        goal: goal.clone(),
        against: against.map(|samples| samples.name.clone()),
        value,
        verdict: decide(&value, limit, measured.noise.is_too_much()),
    })
}

/// Returns how many times as fast as `other` ours is, pair by pair: what slows down a whole round
/// slows down both.
pub(crate) fn speed(other: &Samples, ours: &Samples) -> Quartiles {
    let pairs = other.costs.iter().zip(&ours.costs);
    let ratios: Vec<f64> = pairs.map(|(other, ours)| other / ours).collect();
    Quartiles::of(&ratios)
}

/// Returns how far the dearest or the cheapest of ours is from the middle one, as a part of it.
fn deviation(measured: &Measured) -> Quartiles {
    let ours: Vec<&Samples> = measured.of(Role::Ours).collect();
    let medians: Vec<f64> = ours
        .iter()
        .map(|samples| samples.quartiles().median)
        .collect();
    let middle = Quartiles::of(&medians).median;
    let farthest = |costs: &[f64]| {
        let parts = costs.iter().map(|cost| (cost / middle - 1.0).abs());
        parts.fold(0.0, f64::max)
    };
    let value = farthest(&medians);
    Quartiles {
        q1: value,
        median: value,
        q3: value,
    }
}

#[derive(Clone, Copy, Debug)]
enum Limit {
    AtLeast(f64),
    AtMost(f64),
}

impl Limit {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtLeast(limit) => value >= limit,
            Self::AtMost(limit) => value <= limit,
        }
    }
}

fn decide(value: &Quartiles, limit: Limit, disturbed: bool) -> Verdict {
    let of = |holds| if holds { Verdict::Met } else { Verdict::Missed };
    let sides = [value.q1, value.q3].map(|value| limit.holds(value));
    if disturbed {
        Verdict::TooNoisy
    } else if sides[0] == sides[1] {
        of(sides[0])
    } else if value.spread() <= NARROW {
        of(limit.holds(value.median))
    } else {
        Verdict::TooNoisy
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quartiles() -> impl Strategy<Value = Quartiles> {
        prop::collection::vec(0.1..10.0_f64, 7).prop_map(|numbers| Quartiles::of(&numbers))
    }

    fn scaled(value: &Quartiles, by: f64) -> Quartiles {
        Quartiles {
            q1: value.q1 * by,
            median: value.median * by,
            q3: value.q3 * by,
        }
    }

    #[test]
    fn a_goal_between_the_quartiles_is_left_open_unless_they_are_close() {
        let wide = Quartiles::of(&[0.8, 0.9, 1.01, 1.1, 1.2]);
        let narrow = Quartiles::of(&[0.98, 0.99, 1.01, 1.02, 1.03]);
        assert_eq!(decide(&wide, Limit::AtLeast(1.0), false), Verdict::TooNoisy);
        assert_eq!(decide(&narrow, Limit::AtLeast(1.0), false), Verdict::Met);
        assert_eq!(decide(&narrow, Limit::AtMost(1.0), false), Verdict::Missed);
    }

    proptest! {
        #[test]
        fn a_disturbed_machine_proves_nothing(value in quartiles(), limit in 0.1..10.0_f64) {
            prop_assert_eq!(decide(&value, Limit::AtLeast(limit), true), Verdict::TooNoisy);
            prop_assert_eq!(decide(&value, Limit::AtMost(limit), true), Verdict::TooNoisy);
        }

        #[test]
        fn a_verdict_agrees_with_the_median(value in quartiles(), limit in 0.1..10.0_f64) {
            match decide(&value, Limit::AtLeast(limit), false) {
                Verdict::Met => prop_assert!(value.median >= limit),
                Verdict::Missed => prop_assert!(value.median < limit),
                Verdict::TooNoisy => prop_assert!(value.spread() > NARROW),
            }
        }

        #[test]
        fn a_larger_ratio_never_turns_met_into_anything_else(
            value in quartiles(), limit in 0.1..10.0_f64, by in 1.0..5.0_f64,
        ) {
            if decide(&value, Limit::AtLeast(limit), false) == Verdict::Met {
                let larger = scaled(&value, by);
                prop_assert_eq!(decide(&larger, Limit::AtLeast(limit), false), Verdict::Met);
            }
        }

        #[test]
        fn at_least_and_at_most_never_both_hold_away_from_the_limit(
            value in quartiles(), limit in 0.1..10.0_f64,
        ) {
            prop_assume!(value.median != limit);
            let least = decide(&value, Limit::AtLeast(limit), false);
            let most = decide(&value, Limit::AtMost(limit), false);
            prop_assert!(least != most || least == Verdict::TooNoisy);
        }
    }
}
