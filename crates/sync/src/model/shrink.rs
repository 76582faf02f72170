//! Makes a failing schedule smaller: fewer preemptions, fewer deviations, fewer switches.
//!
//! Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input",
//! IEEE TSE 2002) over the points where the schedule departs from what happens by itself.

use super::failure::{self, Kind};
use super::runner::Runner;
use super::schedule::{Follow, Schedule};

/// Schedules that shrinking may run.
const ATTEMPTS: usize = 600;

/// How bad a failing schedule is to read: less is better, the first number weighs most.
type Badness = (usize, usize, usize, usize);

/// Returns a schedule that fails in the same way as `schedule` and is no worse to read.
pub(super) fn shrink(run: &Runner<'_>, schedule: Schedule, kind: &Kind) -> Schedule {
    let mut shrinking = Shrinking {
        run,
        kind,
        left: ATTEMPTS,
    };
    let Some(mut best) = shrinking.attempt(&schedule) else {
        return schedule;
    };
    loop {
        let before = best.0;
        shrinking.remove_deviations(&mut best);
        shrinking.move_deviations(&mut best);
        if best.0 >= before || shrinking.left == 0 {
            return best.1;
        }
    }
}

struct Shrinking<'a> {
    run: &'a Runner<'a>,
    kind: &'a Kind,
    left: usize,
}

impl Shrinking<'_> {
    /// Runs a schedule; if it fails in the same way, returns it as it really went.
    fn attempt(&mut self, schedule: &Schedule) -> Option<(Badness, Schedule)> {
        self.left = self.left.checked_sub(1)?;
        let (outcome, follow) = self.run.follow(Follow::roughly(schedule), false);
        let same = failure::kind(&outcome).is_some_and(|kind| kind == *self.kind);
        let went = self.run.schedule(follow.taken);
        let deviations = went.deviations();
        same.then_some((
            (
                outcome.preemptions,
                deviations,
                outcome.switches,
                outcome.steps,
            ),
            went,
        ))
    }

    fn improve(&mut self, best: &mut (Badness, Schedule), options: Vec<u16>) -> bool {
        let attempt = self.attempt(&self.run.schedule(options));
        let better = attempt.filter(|attempt| attempt.0 < best.0);
        let improved = better.is_some();
        if let Some(better) = better {
            *best = better;
        }
        improved
    }

    /// Removes deviations, many at a time and then fewer.
    fn remove_deviations(&mut self, best: &mut (Badness, Schedule)) {
        let mut size = best.1.deviations();
        while size > 0 && self.left > 0 {
            let mut from = 0;
            while from < best.1.deviations() && self.left > 0 {
                let points = deviating_points(&best.1);
                let mut options = best.1.options().to_vec();
                for &point in points.iter().skip(from).take(size) {
                    options[point] = 0;
                }
                if !self.improve(best, options) {
                    from += size;
                }
            }
            size /= 2;
        }
    }

    /// Takes the nearest alternative instead of a farther one, and deviates later or earlier.
    fn move_deviations(&mut self, best: &mut (Badness, Schedule)) {
        let mut index = 0;
        while let Some(&point) = deviating_points(&best.1).get(index) {
            let options = best.1.options();
            let mut candidates = Vec::new();
            for option in 1..options[point] {
                let mut nearer = options.to_vec();
                nearer[point] = option;
                candidates.push(nearer);
            }
            for target in [point.wrapping_sub(1), point + 1] {
                if target < options.len() + 1 && options.get(target).is_none_or(|&o| o == 0) {
                    let mut moved = options.to_vec();
                    moved.resize(moved.len().max(target + 1), 0);
                    moved[target] = std::mem::take(&mut moved[point]);
                    candidates.push(moved);
                }
            }
            let improved = candidates
                .into_iter()
                .any(|options| self.improve(best, options));
            if self.left == 0 {
                return;
            }
            index += usize::from(!improved);
        }
    }
}

fn deviating_points(schedule: &Schedule) -> Vec<usize> {
    let options = schedule.options().iter().enumerate();
    options
        .filter(|(_, option)| **option > 0)
        .map(|(point, _)| point)
        .collect()
}
