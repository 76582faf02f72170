//! Runs scenarios: everybody in turns, round after round, and again where the machine was disturbed.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};

use crate::noise::{Calibration, Others};
use crate::options::Options;
use crate::samples::{Measured, MeasuredGroup, Noise, Samples};
use crate::scenario::{Amount, Entrant, Group, Meanwhile, Rounds, Scenario};

/// Measures groups of scenarios.
pub(crate) struct Runner<'a> {
    options: &'a Options,
    /// `None` if nothing is to be learnt from the numbers.
    calibration: Option<Calibration>,
}

impl<'a> Runner<'a> {
    /// Gets to know the machine.
    pub(crate) fn new(options: &'a Options) -> Self {
        Self {
            options,
            calibration: (!options.quick).then(Calibration::new),
        }
    }

    /// Measures what is asked for of the groups, and calls `each` with one after the other.
    ///
    /// # Errors
    ///
    /// When an answer is wrong.
    pub(crate) fn run(
        &mut self,
        groups: Vec<Group>,
        mut each: impl FnMut(MeasuredGroup),
    ) -> Result<()> {
        let wanted = groups
            .into_iter()
            .filter_map(|group| wanted(self.options, group));
        let groups: Vec<Group> = wanted.collect();
        let scenarios = groups.iter().flat_map(|group| &group.scenarios);
        let bar = bar(scenarios.map(|scenario| self.turns(scenario)).sum());
        let mut before = 0;
        for group in groups {
            let mut scenarios = Vec::new();
            for mut scenario in group.scenarios {
                let title = format!("{}: {}", group.title, scenario.name);
                bar.set_message(title.clone());
                before += self.turns(&scenario);
                let samples = self.scenario(&mut scenario, &bar).context(title)?;
                // Also where rounds were disturbed, or an entrant was left out.
                bar.set_position(before);
                scenarios.push((samples, scenario.goals));
            }
            let group = MeasuredGroup {
                title: group.title,
                about: group.about,
                unit: group.unit,
                many: group.many,
                scenarios,
            };
            bar.suspend(|| each(group));
        }
        bar.finish_and_clear();
        Ok(())
    }

    fn is_disturbed(&mut self) -> bool {
        self.calibration
            .as_mut()
            .is_some_and(Calibration::is_disturbed)
    }

    /// Returns how often somebody does something in a scenario, if nothing is disturbed.
    fn turns(&self, scenario: &Scenario) -> u64 {
        let rounds = match scenario.rounds {
            Rounds::AsAsked => self.options.rounds + 1,
            Rounds::One => 1,
        };
        (scenario.entrants.len() * rounds) as u64
    }

    fn scenario(&mut self, scenario: &mut Scenario, bar: &ProgressBar) -> Result<Measured> {
        let meanwhile = scenario.meanwhile;
        let (wanted, items) = match scenario.rounds {
            Rounds::AsAsked => (self.options.rounds, warm_up_all(scenario, bar)?),
            Rounds::One => (
                1,
                scenario
                    .entrants
                    .iter()
                    .map(|entrant| entrant.amount.at_first())
                    .collect(),
            ),
        };
        let entrants = &mut scenario.entrants;
        let others = Others::watch();
        let (mut quiet, mut disturbed) = (Vec::new(), Vec::new());
        while quiet.len() < wanted && quiet.len() + disturbed.len() < 2 * wanted {
            let number = quiet.len() + disturbed.len();
            let (costs, was_disturbed) = self.round(entrants, &items, number, meanwhile)?;
            if was_disturbed {
                disturbed.push(costs);
            } else {
                quiet.push(costs);
                bar.inc(entrants.len() as u64);
            }
        }
        let noise = Noise {
            disturbed_rounds: disturbed.len(),
            disturbed_rounds_used: quiet.len() < wanted || self.calibration.is_none(),
            others: others.share(),
        };
        if noise.disturbed_rounds_used {
            quiet.append(&mut disturbed);
        }
        let entrants = entrants.iter().enumerate().map(|(place, entrant)| Samples {
            name: entrant.name.clone(),
            role: entrant.role,
            items: items[place],
            costs: quiet.iter().map(|costs| costs[place]).collect(),
        });
        Ok(Measured {
            name: scenario.name.clone(),
            noise,
            entrants: entrants.collect(),
        })
    }

    /// Lets everybody do it once, and returns the costs, and whether somebody else was at work.
    fn round(
        &mut self,
        entrants: &mut [Entrant],
        items: &[usize],
        number: usize,
        meanwhile: Meanwhile,
    ) -> Result<(Vec<f64>, bool)> {
        let mut costs = vec![0.0; entrants.len()];
        let mut disturbed = self.is_disturbed();
        for turn in 0..entrants.len() {
            // Another one begins each round: nobody always profits from what the one before leaves.
            let place = (turn + number) % entrants.len();
            let entrant = &mut entrants[place];
            costs[place] =
                measure(entrant, items[place], meanwhile).with_context(|| entrant.name.clone())?;
            disturbed |= self.is_disturbed();
        }
        Ok((costs, disturbed))
    }
}

/// Leaves those scenarios that are asked for.
fn wanted(options: &Options, mut group: Group) -> Option<Group> {
    let title = group.title;
    let asked = |name: &str| options.wants(&format!("{title}: {name}"));
    group.scenarios.retain(|scenario| asked(&scenario.name));
    (!group.scenarios.is_empty()).then_some(group)
}

/// Lets everybody do it without counting, leaves out those who would take too long, and returns
/// the numbers of items.
fn warm_up_all(scenario: &mut Scenario, bar: &ProgressBar) -> Result<Vec<usize>> {
    let mut items = Vec::new();
    let mut failure = Ok(());
    let meanwhile = scenario.meanwhile;
    scenario.entrants.retain_mut(|entrant| {
        if failure.is_err() {
            return true;
        }
        let warmed = warm_up(entrant, meanwhile).with_context(|| entrant.name.clone());
        bar.inc(1);
        match warmed {
            Ok(number) => {
                items.extend(number);
                number.is_some()
            }
            Err(error) => {
                failure = Err(error);
                true
            }
        }
    });
    failure.map(|()| items)
}

/// Does it at least once without counting, and returns the number of items to measure with; `None`
/// if that would take too long.
fn warm_up(entrant: &mut Entrant, meanwhile: Meanwhile) -> Result<Option<usize>> {
    let mut items = entrant.amount.at_first();
    let (seconds, step) = match entrant.amount {
        Amount::Fixed(_) => {
            measure(entrant, items, meanwhile)?;
            return Ok(Some(items));
        }
        Amount::IfWithin { items, seconds } => {
            let part = (items / 100).clamp(64, items);
            let took = measure(entrant, part, meanwhile)? * items as f64;
            return Ok((took <= seconds).then_some(items));
        }
        Amount::Lasting { seconds, step } => (seconds, step),
    };
    loop {
        let took = measure(entrant, items, meanwhile)? * items as f64;
        // Half as long is long enough: else one slow start would make all measurements short.
        if took * 2.0 >= seconds {
            return Ok(Some(items));
        }
        let factor = (seconds / took).clamp(2.0, 8.0);
        items = (items as f64 * factor) as usize / step * step;
    }
}

fn measure(entrant: &mut Entrant, items: usize, meanwhile: Meanwhile) -> Result<f64> {
    let cost = match meanwhile {
        Meanwhile::Nothing => (entrant.measure)(items),
        Meanwhile::Hogs(count) => with_hogs(count, || (entrant.measure)(items)),
    }?;
    ensure!(cost.is_finite() && cost >= 0.0, "a cost of {cost}");
    Ok(cost)
}

/// Calls `body` while so many threads compute.
fn with_hogs<R>(count: usize, body: impl FnOnce() -> R) -> R {
    struct StopOnDrop<'a>(&'a AtomicBool);
    impl Drop for StopOnDrop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        // Also when the body panics: the scope waits for its threads.
        let _guard = StopOnDrop(&stop);
        for _ in 0..count {
            scope.spawn(|| {
                let mut number = 0_u64;
                while !stop.load(Ordering::Relaxed) {
                    number = black_box(number.wrapping_mul(3).wrapping_add(1));
                }
            });
        }
        body()
    })
}

fn bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:24} {percent:>3} % {eta:>4} {wide_msg}")
        .expect("the template is well formed");
    ProgressBar::new(length).with_style(style)
}
