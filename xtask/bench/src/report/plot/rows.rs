//! A row per scenario: everybody's median as a mark, quartiles as a line, goals as bars.

use anyhow::Result;

use super::axis::{Axis, written};
use super::canvas::{Canvas, Hold, Mark};
use super::legend::Legend;
use super::{MARGIN, WIDTH};
use crate::report::words::{Words, mark};
use crate::report::{Reported, ReportedGroup};
use crate::samples::{Measured, Samples};
use crate::scenario::{Goal, Unit};
use crate::verdict::Judged;

/// Pixels for each line of text in a row.
const LINE: i32 = 17;
/// Where names end and the plot begins.
const LEFT: i32 = 150;
/// Where the plot ends and the verdicts begin.
const RIGHT: i32 = WIDTH - 270;
/// Pixels from there to what is wanted, where that is short enough.
const WANTED: i32 = 80;
/// Pixels for a letter.
const LETTER: i32 = 6;
/// Pixels for the axis.
const AXIS: i32 = 44;

/// Returns how much room it takes.
pub(super) fn height(group: &ReportedGroup, words: &Words) -> i32 {
    Legend::new(group, words).height() + group.scenarios.iter().map(row_height).sum::<i32>() + AXIS
}

fn row_height(scenario: &Reported) -> i32 {
    9 + LINE * (scenario.goals.len() as i32).max(1)
}

/// Draws everything below `top`.
pub(super) fn draw(
    canvas: &Canvas<'_>,
    top: i32,
    group: &ReportedGroup,
    words: &Words,
) -> Result<()> {
    let legend = Legend::new(group, words);
    legend.draw(canvas, top)?;
    let numbers: Vec<f64> = group
        .scenarios
        .iter()
        .flat_map(|scenario| shown(group.unit, scenario))
        .collect();
    let axis = Axis::of(numbers.iter().copied(), LEFT + 10, RIGHT - 20);
    let first = top + legend.height();
    let bottom = first + group.scenarios.iter().map(row_height).sum::<i32>();
    let mut y = first;
    for (place, scenario) in group.scenarios.iter().enumerate() {
        if place % 2 == 0 {
            canvas.stripe((MARGIN, y), (WIDTH - MARGIN, y + row_height(scenario)))?;
        }
        y += row_height(scenario);
    }
    scale(canvas, &axis, (first, bottom), group.unit, words)?;
    let outcomes = Outcomes::new(group, words);
    let mut y = first;
    for scenario in &group.scenarios {
        row(canvas, y, &axis, group.unit, scenario, &legend.names)?;
        outcomes.draw(canvas, y, scenario)?;
        y += row_height(scenario);
    }
    Ok(())
}

fn scale(
    canvas: &Canvas<'_>,
    axis: &Axis,
    (top, bottom): (i32, i32),
    unit: Unit,
    words: &Words,
) -> Result<()> {
    for tick in axis.ticks() {
        let x = axis.at(tick);
        canvas.grid((x, top), (x, bottom + 4))?;
        canvas.label(
            x,
            bottom + 14,
            &(words.number)(&written(tick)),
            Hold::Middle,
        )?;
    }
    let better = if unit.more_is_better() {
        words.more_is_better
    } else {
        words.less_is_better
    };
    let label = format!("{} ({better})", (words.unit)(unit));
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
    Ok(())
}

/// What is wanted of ours, and what came of it: beside the rows.
struct Outcomes<'a> {
    unit: Unit,
    words: &'a Words,
    /// Where what is wanted begins.
    wanted: i32,
}

impl<'a> Outcomes<'a> {
    fn new(group: &ReportedGroup, words: &'a Words) -> Self {
        let mut outcomes = Self {
            unit: group.unit,
            words,
            wanted: RIGHT + WANTED,
        };
        let scenarios = group.scenarios.iter();
        let goals = scenarios.flat_map(|scenario| &scenario.goals);
        let letters = goals.map(|judged| outcomes.wanted(judged).chars().count());
        let longest = LETTER * letters.max().unwrap_or(0) as i32;
        outcomes.wanted = outcomes.wanted.min(WIDTH - MARGIN - longest);
        outcomes
    }

    fn wanted(&self, judged: &Judged) -> String {
        let (goal, colon) = (self.words.goal(self.unit, judged), self.words.colon);
        goal + colon + (self.words.verdict)(judged.verdict)
    }

    fn draw(&self, canvas: &Canvas<'_>, top: i32, scenario: &Reported) -> Result<()> {
        for (line, judged) in (0..).zip(&scenario.goals) {
            let y = top + 4 + LINE / 2 + LINE * line;
            let reached = self.words.reached(self.unit, judged);
            let outcome = format!("{} {reached}", mark(judged.verdict));
            canvas.strong(RIGHT, y, &outcome, Hold::Left)?;
            canvas.label(self.wanted, y, &self.wanted(judged), Hold::Left)?;
        }
        Ok(())
    }
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
