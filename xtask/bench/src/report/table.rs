//! The tables on the terminal, 60 columns wide.

use std::fmt::Write as _;

use super::{Reported, ReportedGroup};
use crate::samples::Samples;
use crate::scenario::{Goal, Unit};
use crate::verdict::{Judged, Verdict, speed};

/// Returns the table of a group.
pub(super) fn of(family: &str, group: &ReportedGroup) -> String {
    let mut text = String::new();
    table(&mut text, family, group).expect("a string takes everything");
    text
}

fn table(text: &mut String, family: &str, group: &ReportedGroup) -> std::fmt::Result {
    let unit = group.unit;
    writeln!(text, "\n{family}: {}, {}", group.title, unit.name())?;
    writeln!(
        text,
        "{:<14}{:>9}  {:<15}{:>9} {:>6}",
        "", "ours", "best peer", "", "ratio"
    )?;
    for scenario in &group.scenarios {
        row(text, unit, scenario)?;
    }
    Ok(())
}

fn row(text: &mut String, unit: Unit, scenario: &Reported) -> std::fmt::Result {
    let measured = &scenario.measured;
    let (ours, peer) = (
        measured
            .ours()
            .map_or_else(String::new, |ours| number(unit, ours)),
        measured.best_peer(),
    );
    write!(text, "{:<14}{ours:>9}  ", measured.name)?;
    if let Some(peer) = peer {
        write!(text, "{:<15}{:>9}", peer.name, number(unit, peer))?;
        if let Some(ours) = measured.ours().filter(|_| unit.has_ratios()) {
            write!(text, " {:>5.2}×", speed(peer, ours).median)?;
        }
    }
    writeln!(text)?;
    for goal in &scenario.goals {
        writeln!(text, "{:>14}{}", "", sentence(unit, goal))?;
    }
    Ok(())
}

fn number(unit: Unit, samples: &Samples) -> String {
    short(unit.shown(samples.quartiles().median))
}

fn short(number: f64) -> String {
    match number.abs() {
        0.0..10.0 => format!("{number:.2}"),
        10.0..100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    }
}

fn sentence(unit: Unit, judged: &Judged) -> String {
    let verdict = match judged.verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
        Verdict::TooNoisy => "too noisy to tell",
    };
    let value = judged.value.median;
    let goal = match &judged.goal {
        Goal::BestPeer { at_least } => format!("goal ≥ {at_least}×"),
        Goal::Versus { name, at_least } => format!("{value:.2} of {name}, goal ≥ {at_least:.2}"),
        Goal::AtMost { cost } => format!("goal ≤ {}", short(unit.shown(*cost))),
        Goal::Flat { within } => format!("±{:.0} %, goal ±{:.0} %", value * 100.0, within * 100.0),
    };
    format!(
        "{goal}: {verdict} (spread {:.0} %)",
        judged.value.spread() * 100.0
    )
}
