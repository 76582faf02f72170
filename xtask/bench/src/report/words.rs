//! Numbers and verdicts in words, for tables and plots alike.

use crate::scenario::{Goal, Unit};
use crate::verdict::{Judged, JudgedMany, Verdict};

/// Returns three significant digits, or the whole part.
pub(super) fn short(number: f64) -> String {
    match number.abs() {
        0.0..10.0 => format!("{number:.2}"),
        10.0..100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    }
}

/// Returns a sign for a verdict.
pub(super) fn mark(verdict: Verdict) -> char {
    match verdict {
        Verdict::Met => '✓',
        Verdict::Missed => '✗',
        Verdict::TooNoisy => '?',
    }
}

/// Returns a verdict in words.
pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
        Verdict::TooNoisy => "too noisy",
    }
}

/// Returns what is to be reached.
pub(super) fn goal(unit: Unit, judged: &Judged) -> String {
    match &judged.goal {
        Goal::BestPeer { at_least } => {
            let peer = judged.against.as_deref().unwrap_or("the best peer");
            format!("≥ {at_least}× {peer}")
        }
        Goal::Versus { name, at_least } => format!("≥ {at_least:.2}× {name}"),
        Goal::AtMost { cost } => {
            let sign = if unit.more_is_better() { '≥' } else { '≤' };
            format!("{sign} {} {}", short(unit.shown(*cost)), unit.name())
        }
        Goal::Flat { within } => format!("flat within {:.0} %", within * 100.0),
    }
}

/// Returns what was reached, as the goal puts it.
pub(super) fn reached(unit: Unit, judged: &Judged) -> String {
    let value = judged.value.median;
    match &judged.goal {
        Goal::BestPeer { .. } | Goal::Versus { .. } => format!("{value:.2}×"),
        Goal::AtMost { .. } => short(unit.shown(value)),
        Goal::Flat { .. } => format!("{:.0} %", value * 100.0),
    }
}

/// Returns a goal, what was reached, and the verdict.
pub(super) fn sentence(unit: Unit, judged: &Judged) -> String {
    let (goal, reached) = (goal(unit, judged), reached(unit, judged));
    format!(
        "{} {goal}: {reached}, {}",
        mark(judged.verdict),
        verdict(judged.verdict)
    )
}

/// Returns the same about the goal of a whole group.
pub(super) fn whole_sentence(judged: &JudgedMany) -> String {
    let JudgedMany {
        at_least,
        scenarios,
        met,
        verdict: outcome,
    } = *judged;
    format!(
        "{} ≥ {at_least}× in {scenarios} scenarios: {met}, {}",
        mark(outcome),
        verdict(outcome)
    )
}
