//! A row per scenario: everybody's median as a mark, quartiles as a line, goals as bars.

use anyhow::Result;

use super::axis::{Axis, written};
use super::canvas::{Canvas, Hold, Mark};
use super::{MARGIN, WIDTH};
use crate::report::words::{goal, mark, reached, verdict};
use crate::report::{Reported, ReportedGroup};
use crate::samples::{Measured, Samples};
use crate::scenario::{Goal, Role, Unit};
use crate::verdict::Judged;

/// Pixels for each line of text in a row.
const LINE: i32 = 17;
/// Where names end and the plot begins.
const LEFT: i32 = 150;
/// Where the plot ends and the verdicts begin.
const RIGHT: i32 = WIDTH - 270;
/// Pixels for the legend.
const LEGEND: i32 = 34;
/// Pixels for the axis.
const AXIS: i32 = 44;

/// Returns how much room it takes.
pub(super) fn height(group: &ReportedGroup) -> i32 {
    LEGEND + group.scenarios.iter().map(row_height).sum::<i32>() + AXIS
}

fn row_height(scenario: &Reported) -> i32 {
    9 + LINE * (scenario.goals.len() as i32).max(1)
}

/// Draws everything below `top`.
pub(super) fn draw(canvas: &Canvas<'_>, top: i32, group: &ReportedGroup) -> Result<()> {
    let names = names(group);
    legend(canvas, top, &names, group)?;
    let numbers: Vec<f64> = group
        .scenarios
        .iter()
        .flat_map(|scenario| shown(group.unit, scenario))
        .collect();
    let axis = Axis::of(numbers.iter().copied(), LEFT + 10, RIGHT - 20);
    let first = top + LEGEND;
    let bottom = first + group.scenarios.iter().map(row_height).sum::<i32>();
    let mut y = first;
    for (place, scenario) in group.scenarios.iter().enumerate() {
        if place % 2 == 0 {
            canvas.stripe((MARGIN, y), (WIDTH - MARGIN, y + row_height(scenario)))?;
        }
        y += row_height(scenario);
    }
    scale(canvas, &axis, (first, bottom), group.unit)?;
    let mut y = first;
    for scenario in &group.scenarios {
        row(canvas, y, &axis, group.unit, scenario, &names)?;
        y += row_height(scenario);
    }
    Ok(())
}

/// Returns everybody's name and mark, in the order in which they first appear.
fn names(group: &ReportedGroup) -> Vec<(String, Mark)> {
    let mut names: Vec<(String, Mark)> = Vec::new();
    let (mut peers, mut references) = (0, 0);
    for entrant in group
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.measured.entrants)
    {
        if names.iter().any(|(name, _)| *name == entrant.name) {
            continue;
        }
        let next = |count: &mut usize| {
            *count += 1;
            *count - 1
        };
        let mark = match entrant.role {
            Role::Ours => Mark::Ours,
            Role::Peer => Mark::Peer(next(&mut peers)),
            Role::Reference => Mark::Reference(next(&mut references)),
        };
        names.push((entrant.name.clone(), mark));
    }
    names
}

fn legend(
    canvas: &Canvas<'_>,
    top: i32,
    names: &[(String, Mark)],
    group: &ReportedGroup,
) -> Result<()> {
    let (mut x, y) = (MARGIN + 8, top + 12);
    for (name, mark) in names {
        canvas.mark(*mark, (x, y))?;
        canvas.text(x + 13, y, name)?;
        x += 36 + 7 * name.chars().count() as i32;
    }
    let with_goals = group
        .scenarios
        .iter()
        .any(|scenario| !scenario.goals.is_empty());
    if with_goals {
        canvas.goal(
            x,
            (y - 8, y + 8),
            if group.unit.more_is_better() { 1 } else { -1 },
        )?;
        canvas.text(x + 13, y, "goal for ours")?;
    }
    Ok(())
}

fn scale(canvas: &Canvas<'_>, axis: &Axis, (top, bottom): (i32, i32), unit: Unit) -> Result<()> {
    for tick in axis.ticks() {
        let x = axis.at(tick);
        canvas.grid((x, top), (x, bottom + 4))?;
        canvas.label(x, bottom + 14, &written(tick), Hold::Middle)?;
    }
    let better = if unit.more_is_better() {
        "more is better →"
    } else {
        "← less is better"
    };
    let label = format!("{} ({better})", unit.name());
    canvas.label((LEFT + RIGHT) / 2, bottom + 33, &label, Hold::Middle)
}

fn row(
    canvas: &Canvas<'_>,
    y: i32,
    axis: &Axis,
    unit: Unit,
    scenario: &Reported,
    names: &[(String, Mark)],
) -> Result<()> {
    let measured = &scenario.measured;
    let (top, bottom) = (y + 3, y + row_height(scenario) - 3);
    let middle = (top + bottom) / 2;
    canvas.label(LEFT - 8, middle, &measured.name, Hold::Right)?;
    for judged in &scenario.goals {
        if let Some(cost) = bound(measured, judged) {
            let towards = if unit.more_is_better() { 1 } else { -1 };
            canvas.goal(axis.at(unit.shown(cost)), (top, bottom), towards)?;
        }
    }
    // Ours last, so that nobody hides it.
    let in_order = names
        .iter()
        .rev()
        .filter_map(|(name, mark)| Some((measured.entrant(name)?, *mark)));
    for (entrant, mark) in in_order {
        let [from, at, to] = places(axis, unit, entrant);
        canvas.whisker(mark, (from, middle), (to, middle))?;
        canvas.mark(mark, (at, middle))?;
    }
    for (line, judged) in (0..).zip(&scenario.goals) {
        let y = y + 4 + LINE / 2 + LINE * line;
        let outcome = format!("{} {}", mark(judged.verdict), reached(unit, judged));
        canvas.strong(RIGHT, y, &outcome, Hold::Left)?;
        let wanted = format!("{}: {}", goal(unit, judged), verdict(judged.verdict));
        canvas.label(RIGHT + 80, y, &wanted, Hold::Left)?;
    }
    Ok(())
}

/// Returns the pixels of the quartiles.
fn places(axis: &Axis, unit: Unit, samples: &Samples) -> [i32; 3] {
    let quartiles = samples.quartiles();
    [quartiles.q1, quartiles.median, quartiles.q3].map(|cost| axis.at(unit.shown(cost)))
}

/// Returns all numbers that need a place on the axis.
fn shown(unit: Unit, scenario: &Reported) -> Vec<f64> {
    let measured = &scenario.measured;
    let quartiles = measured.entrants.iter().map(Samples::quartiles);
    let costs = quartiles.flat_map(|quartiles| [quartiles.q1, quartiles.median, quartiles.q3]);
    let bounds = scenario
        .goals
        .iter()
        .filter_map(|judged| bound(measured, judged));
    costs.chain(bounds).map(|cost| unit.shown(cost)).collect()
}

/// Returns the cost that ours may have at most.
fn bound(measured: &Measured, judged: &Judged) -> Option<f64> {
    let median = |samples: &Samples| samples.quartiles().median;
    match &judged.goal {
        Goal::BestPeer { at_least } => Some(median(measured.best_peer()?) / at_least),
        Goal::Versus { name, at_least } => Some(median(measured.entrant(name)?) / at_least),
        Goal::AtMost { cost } => Some(*cost),
        Goal::Flat { .. } => None,
    }
}
