//! The tables on the terminal, 60 columns wide.

use std::fmt::{self, Write as _};

use super::words::{ENGLISH, mark, sentence, whole_sentence};
use super::{Reported, ReportedGroup};
use crate::samples::Samples;
use crate::scenario::{Goal, Role, Unit};
use crate::verdict::{Verdict, speed};

/// How wide a table is.
const WIDTH: usize = 60;

/// Returns the table of a group.
pub(super) fn of(family: &str, group: &ReportedGroup) -> String {
    let mut text = String::new();
    table(&mut text, family, group).expect("a string takes everything");
    text
}

fn table(text: &mut String, family: &str, group: &ReportedGroup) -> fmt::Result {
    let title = format!("{family}: {}", group.title);
    let unit = group.unit.name();
    writeln!(
        text,
        "\n{title}{unit:>width$}",
        width = WIDTH - title.chars().count()
    )?;
    let with_peers = group
        .scenarios
        .iter()
        .any(|scenario| scenario.measured.best_peer().is_some());
    let heads = if with_peers {
        ["best peer", "ratio", "IQR"]
    } else {
        [""; 3]
    };
    writeln!(
        text,
        "{:<14}{:>7}  {:<14}{:>14}{:>6}",
        "", "ours", heads[0], heads[1], heads[2]
    )?;
    for scenario in &group.scenarios {
        row(text, group.unit, scenario)?;
    }
    verdicts(text, group)?;
    lost(text, group)
}

/// Writes the line of a scenario, and below it who else took part, other goals, and disturbances.
fn row(text: &mut String, unit: Unit, scenario: &Reported) -> fmt::Result {
    let measured = &scenario.measured;
    let Some(ours) = measured.ours() else {
        return Ok(());
    };
    write!(text, "{:<14}{:>7}", measured.name, number(unit, ours))?;
    if let Some(peer) = measured.best_peer() {
        write!(text, "  {:<14}{:>7}", peer.name, number(unit, peer))?;
        if unit.has_ratios() {
            let ratio = speed(peer, ours);
            let spread = ratio.spread() * 100.0;
            write!(text, "{:>6.2}×{spread:>4.0} %", ratio.median)?;
        }
    }
    let versus_peer = |goal: &Goal| matches!(goal, Goal::BestPeer { .. });
    if let Some(judged) = scenario
        .goals
        .iter()
        .find(|judged| versus_peer(&judged.goal))
    {
        write!(text, " {}", mark(judged.verdict))?;
    }
    writeln!(text)?;
    let others = measured
        .of(Role::Ours)
        .skip(1)
        .chain(measured.of(Role::Reference));
    for other in others {
        writeln!(text, "  {:<12}{:>7}", other.name, number(unit, other))?;
    }
    for judged in scenario
        .goals
        .iter()
        .filter(|judged| !versus_peer(&judged.goal))
    {
        writeln!(text, "  {}", sentence(unit, judged))?;
    }
    let noise = &measured.noise;
    if noise.is_too_much() {
        let rounds = noise.disturbed_rounds;
        let others = noise.others.map_or(0.0, |share| share * 100.0);
        writeln!(
            text,
            "  disturbed: {rounds} rounds, others used {others:.0} % of the machine"
        )?;
    }
    Ok(())
}

/// Writes how many goals of the column are met.
fn verdicts(text: &mut String, group: &ReportedGroup) -> fmt::Result {
    let goals = group.scenarios.iter().flat_map(|scenario| &scenario.goals);
    let of_peers: Vec<_> = goals
        .filter_map(|judged| match judged.goal {
            Goal::BestPeer { at_least } => Some((at_least, judged.verdict)),
            _ => None,
        })
        .collect();
    let Some((at_least, _)) = of_peers.first() else {
        return Ok(());
    };
    let count = |wanted| {
        of_peers
            .iter()
            .filter(|(_, verdict)| *verdict == wanted)
            .count()
    };
    let [met, missed, noisy] = [Verdict::Met, Verdict::Missed, Verdict::TooNoisy].map(count);
    writeln!(
        text,
        "≥ {at_least}× the best peer: {met} ✓ met, {missed} ✗ missed, {noisy} ? too noisy"
    )?;
    if let Some(many) = &group.many {
        writeln!(text, "{}", whole_sentence(many))?;
    }
    Ok(())
}

/// Names the scenarios in which a peer is faster.
fn lost(text: &mut String, group: &ReportedGroup) -> fmt::Result {
    let lost: Vec<&str> = group
        .scenarios
        .iter()
        .filter(|scenario| scenario.lost)
        .map(|scenario| scenario.measured.name.as_str())
        .collect();
    if lost.is_empty() {
        return Ok(());
    }
    let mut line = "We lose:".to_string();
    for name in lost.iter().enumerate().map(|(place, name)| {
        if place + 1 < lost.len() {
            format!(" {name},")
        } else {
            format!(" {name}.")
        }
    }) {
        if line.chars().count() + name.chars().count() > WIDTH {
            writeln!(text, "{line}")?;
            line = " ".to_string();
        }
        line += &name;
    }
    writeln!(text, "{line}")
}

fn number(unit: Unit, samples: &Samples) -> String {
    ENGLISH.short(unit.shown(samples.quartiles().median))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::group;

    #[test]
    fn no_line_is_wider_than_60_columns() {
        let text = of("queue", &group());
        for line in text.lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
    }

    #[test]
    fn what_is_lost_and_what_is_missed_is_said() {
        let text = of("queue", &group());
        assert!(text.contains("We lose: cap 1024 4p4c.\n"), "{text}");
        assert!(
            text.contains("1 ✓ met, 1 ✗ missed, 0 ? too noisy"),
            "{text}"
        );
        assert!(text.contains("≥ 1.5× in 2 scenarios: 1, missed"), "{text}");
        assert!(text.contains("≤ 75.0 ns/item: 50.0, met"), "{text}");
    }
}
