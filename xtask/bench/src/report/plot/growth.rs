//! The cost of an item over the number of items, from left to right.

use anyhow::Result;

use super::axis::{Axis, written};
use super::canvas::{Canvas, Hold, Mark};
use super::{MARGIN, WIDTH};
use crate::report::words::{Words, mark};
use crate::report::{Reported, ReportedGroup};
use crate::samples::Samples;
use crate::scenario::{Goal, Role, Unit};

/// Pixels, from top to bottom.
pub(super) const HEIGHT: i32 = 330;
/// Where the plot begins and ends.
const LEFT: i32 = 70;
const RIGHT: i32 = WIDTH - 40;

/// Draws everything below `top`: a panel for each scenario, with the same scale.
pub(super) fn draw(
    canvas: &Canvas<'_>,
    top: i32,
    group: &ReportedGroup,
    words: &Words,
) -> Result<()> {
    let unit = group.unit;
    let ours = group
        .scenarios
        .iter()
        .flat_map(|scenario| scenario.measured.of(Role::Ours));
    let most = ours
        .map(|samples| unit.shown(samples.quartiles().q3))
        .fold(0.0, f64::max);
    let axis = Axis::from_zero(most * 1.2, top + HEIGHT - 50, top + 30);
    for tick in axis.ticks() {
        let y = axis.at(tick);
        canvas.grid((LEFT, y), (RIGHT, y))?;
        canvas.label(LEFT - 8, y, &(words.number)(&written(tick)), Hold::Right)?;
    }
    canvas.text(MARGIN, top + 10, (words.unit)(unit))?;
    let panels = group.scenarios.len() as i32;
    let width = (RIGHT - LEFT) / panels.max(1);
    for (place, scenario) in (0..).zip(&group.scenarios) {
        let from = LEFT + width * place + 20;
        let across = (from, from + width - 40);
        panel(canvas, top, across, &axis, unit, scenario, words)?;
    }
    let below = top + HEIGHT - 8;
    canvas.label(
        (LEFT + RIGHT) / 2,
        below,
        words.number_of_items,
        Hold::Middle,
    )
}

fn panel(
    canvas: &Canvas<'_>,
    top: i32,
    (from, to): (i32, i32),
    axis: &Axis,
    unit: Unit,
    scenario: &Reported,
    words: &Words,
) -> Result<()> {
    let ours: Vec<&Samples> = scenario.measured.of(Role::Ours).collect();
    let steps = (ours.len() as i32 - 1).max(1);
    let medians: Vec<f64> = ours
        .iter()
        .map(|samples| unit.shown(samples.quartiles().median))
        .collect();
    let middle = crate::statistics::Quartiles::of(&medians).median;
    for judged in &scenario.goals {
        if let Goal::Flat { within } = judged.goal {
            let edges = [1.0 + within, 1.0 - within].map(|part| axis.at(middle * part));
            canvas.band((from - 12, edges[0]), (to + 12, edges[1]))?;
        }
        let said = format!(
            "{} {} ({}){}{}",
            mark(judged.verdict),
            words.goal(unit, judged),
            words.reached(unit, judged),
            words.colon,
            (words.verdict)(judged.verdict)
        );
        canvas.label((from + to) / 2, top + 26, &said, Hold::Middle)?;
    }
    canvas.strong(
        (from + to) / 2,
        top + 8,
        &scenario.measured.name,
        Hold::Middle,
    )?;
    let points: Vec<(i32, i32)> = (0..)
        .zip(&medians)
        .map(|(step, &median)| (from + (to - from) * step / steps, axis.at(median)))
        .collect();
    canvas.curve(Mark::Ours(0), points.clone())?;
    for (samples, point) in ours.iter().zip(points) {
        let quartiles = samples.quartiles();
        let ends = [quartiles.q1, quartiles.q3].map(|cost| (point.0, axis.at(unit.shown(cost))));
        canvas.whisker(Mark::Ours(0), ends[0], ends[1])?;
        canvas.mark(Mark::Ours(0), point)?;
        canvas.label(point.0, axis.at(0.0) + 16, &samples.name, Hold::Middle)?;
    }
    Ok(())
}
