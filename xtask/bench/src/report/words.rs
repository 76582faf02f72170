//! Numbers and verdicts in words, for tables and plots alike; those of the lessons in two languages.

use anyhow::Result;

use crate::scenario::{Goal, Unit};
use crate::verdict::{Judged, JudgedMany, Verdict};

/// What a plot says in one language.
pub(super) struct Words {
    /// The name of the language in those of files.
    pub(super) code: &'static str,
    /// Says what a report calls something, or how it describes it: families, groups, scenarios,
    /// entrants. An error if there is no wording for it.
    pub(super) text: fn(&str) -> Result<String>,
    /// Writes a number that is written in English.
    pub(super) number: fn(&str) -> String,
    pub(super) unit: fn(Unit) -> &'static str,
    pub(super) verdict: fn(Verdict) -> &'static str,
    /// What there is to say of circumstances, and how it is said.
    pub(super) circumstances: &'static [(&'static str, &'static str)],
    pub(super) colon: &'static str,
    pub(super) semicolon: &'static str,
    pub(super) best_peer: &'static str,
    pub(super) goal_for_ours: &'static str,
    pub(super) more_is_better: &'static str,
    pub(super) less_is_better: &'static str,
    pub(super) number_of_items: &'static str,
    /// Before and after a part in per cent.
    pub(super) flat: [&'static str; 2],
    /// Before and after a number of rounds.
    pub(super) rounds: [&'static str; 2],
    pub(super) quick: &'static str,
}

/// As reports have it.
pub(super) const ENGLISH: Words = Words {
    code: "en",
    text: |text| Ok(text.to_string()),
    number: str::to_string,
    unit: Unit::name,
    verdict: |verdict| match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
        Verdict::TooNoisy => "too noisy",
    },
    circumstances: &[],
    colon: ": ",
    semicolon: "; ",
    best_peer: "the best peer",
    goal_for_ours: "goal for ours",
    more_is_better: "more is better →",
    less_is_better: "← less is better",
    number_of_items: "number of items",
    flat: ["flat within ", ""],
    rounds: ["medians and quartiles of ", " rounds"],
    quick: "quick: no measurement",
};

impl Words {
    /// Returns three significant digits, or the whole part.
    pub(super) fn short(&self, number: f64) -> String {
        (self.number)(&match number.abs() {
            0.0..10.0 => format!("{number:.2}"),
            10.0..100.0 => format!("{number:.1}"),
            _ => format!("{number:.0}"),
        })
    }

    /// Returns what is to be reached.
    pub(super) fn goal(&self, unit: Unit, judged: &Judged) -> String {
        match &judged.goal {
            Goal::BestPeer { at_least } => {
                let peer = judged.against.as_deref().unwrap_or(self.best_peer);
                format!("≥ {}× {peer}", (self.number)(&at_least.to_string()))
            }
            Goal::Versus { name, at_least } => {
                format!("≥ {}× {name}", (self.number)(&format!("{at_least:.2}")))
            }
            Goal::AtMost { cost } => {
                let sign = if unit.more_is_better() { '≥' } else { '≤' };
                let cost = self.short(unit.shown(*cost));
                format!("{sign} {cost} {}", (self.unit)(unit))
            }
            Goal::Flat { within } => {
                let [before, after] = self.flat;
                format!("{before}{:.0} %{after}", within * 100.0)
            }
        }
    }

    /// Returns what was reached, as the goal puts it.
    pub(super) fn reached(&self, unit: Unit, judged: &Judged) -> String {
        let value = judged.value.median;
        match &judged.goal {
            Goal::BestPeer { .. } | Goal::Versus { .. } => {
                (self.number)(&format!("{value:.2}")) + "×"
            }
            Goal::AtMost { .. } => self.short(unit.shown(value)),
            Goal::Flat { .. } => format!("{:.0} %", value * 100.0),
        }
    }

    /// Returns the circumstance that a report gives.
    pub(super) fn circumstance(&self, english: &str) -> String {
        let replaced = self.circumstances.iter();
        replaced.fold(english.to_string(), |text, (english, other)| {
            text.replacen(english, other, 1)
        })
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

/// Returns a goal, what was reached, and the verdict, for a table.
pub(super) fn sentence(unit: Unit, judged: &Judged) -> String {
    let (goal, reached) = (ENGLISH.goal(unit, judged), ENGLISH.reached(unit, judged));
    let verdict = (ENGLISH.verdict)(judged.verdict);
    format!("{} {goal}: {reached}, {verdict}", mark(judged.verdict))
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
        (ENGLISH.verdict)(outcome)
    )
}
