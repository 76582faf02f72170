//! Runs scenarios: everybody in turns, round after round, and again where the machine was disturbed.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use crate::noise::{Calibration, OTHERS, Others};
use crate::options::Options;
use crate::scenario::{Amount, Entrant, Goal, Group, Meanwhile, Role, Scenario, Unit};
use crate::statistics::Quartiles;

/// A group after its measurement.
pub(crate) struct MeasuredGroup {
    pub(crate) title: &'static str,
    pub(crate) about: String,
    pub(crate) unit: Unit,
    pub(crate) scenarios: Vec<(Measured, Vec<Goal>)>,
}

/// The samples of a scenario.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) name: String,
    pub(crate) noise: Noise,
    pub(crate) entrants: Vec<Samples>,
}

/// What disturbed a scenario.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Noise {
    /// Rounds in which the loop of known length was too slow.
    pub(crate) disturbed_rounds: usize,
    /// Whether so many that they had to be used.
    pub(crate) disturbed_rounds_used: bool,
    /// The part of all cores that other programs used, where the system says.
    pub(crate) others: Option<f64>,
}

impl Noise {
    /// Returns whether nothing can be told from the samples.
    pub(crate) fn is_too_much(&self) -> bool {
        self.disturbed_rounds_used || self.others.is_some_and(|share| share > OTHERS)
    }
}

/// The samples of an entrant, one per round.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Samples {
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Items per sample.
    pub(crate) items: usize,
    pub(crate) costs: Vec<f64>,
}

impl Samples {
    pub(crate) fn quartiles(&self) -> Quartiles {
        Quartiles::of(&self.costs)
    }
}

impl Measured {
    /// Returns the entrants that take part as `role`.
    pub(crate) fn of(&self, role: Role) -> impl Iterator<Item = &Samples> {
        self.entrants
            .iter()
            .filter(move |entrant| entrant.role == role)
    }

    /// Returns ours: the first of them is the one that goals are about.
    pub(crate) fn ours(&self) -> Option<&Samples> {
        self.of(Role::Ours).next()
    }

    /// Returns the peer whose median is the least.
    pub(crate) fn best_peer(&self) -> Option<&Samples> {
        let median = |samples: &&Samples| samples.quartiles().median;
        self.of(Role::Peer)
            .min_by(|a, b| median(a).total_cmp(&median(b)))
    }

    /// Returns the entrant with this name.
    pub(crate) fn entrant(&self, name: &str) -> Option<&Samples> {
        self.entrants.iter().find(|entrant| entrant.name == name)
    }
}

/// Measures groups of scenarios.
pub(crate) struct Runner<'a> {
    options: &'a Options,
    calibration: Calibration,
}

impl<'a> Runner<'a> {
    /// Gets to know the machine.
    pub(crate) fn new(options: &'a Options) -> Self {
        Self {
            options,
            calibration: Calibration::new(),
        }
    }

    /// Measures what is asked for of the groups.
    ///
    /// # Errors
    ///
    /// When an answer is wrong.
    pub(crate) fn run(&mut self, groups: Vec<Group>) -> Result<Vec<MeasuredGroup>> {
        let wanted = groups
            .into_iter()
            .filter_map(|group| wanted(self.options, group));
        let groups: Vec<Group> = wanted.collect();
        let turns = groups.iter().flat_map(|group| &group.scenarios);
        let turns: usize = turns.map(|scenario| scenario.entrants.len()).sum();
        let bar = bar(turns * (self.options.rounds + 1));
        let mut measured = Vec::new();
        for group in groups {
            let mut scenarios = Vec::new();
            for mut scenario in group.scenarios {
                let title = format!("{}: {}", group.title, scenario.name);
                let samples = self.scenario(&mut scenario, &bar, &title).context(title)?;
                scenarios.push((samples, scenario.goals));
            }
            measured.push(MeasuredGroup {
                title: group.title,
                about: group.about,
                unit: group.unit,
                scenarios,
            });
        }
        bar.finish_and_clear();
        Ok(measured)
    }

    fn scenario(
        &mut self,
        scenario: &mut Scenario,
        bar: &ProgressBar,
        title: &str,
    ) -> Result<Measured> {
        let (meanwhile, entrants) = (scenario.meanwhile, &mut scenario.entrants);
        let wanted = self.options.rounds;
        let mut items = Vec::new();
        for entrant in entrants.iter_mut() {
            bar.set_message(format!("{title}, {}", entrant.name));
            items.push(warm_up(entrant, meanwhile).with_context(|| entrant.name.clone())?);
            bar.inc(1);
        }
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
        let others = others.share();
        let noise = Noise {
            disturbed_rounds: disturbed.len(),
            disturbed_rounds_used: quiet.len() < wanted,
            others,
        };
        bar.inc((entrants.len() * wanted.saturating_sub(quiet.len())) as u64);
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
        let mut disturbed = self.calibration.is_disturbed();
        for turn in 0..entrants.len() {
            // Another one begins each round: nobody always profits from what the one before leaves.
            let place = (turn + number) % entrants.len();
            let entrant = &mut entrants[place];
            costs[place] =
                measure(entrant, items[place], meanwhile).with_context(|| entrant.name.clone())?;
            disturbed |= self.calibration.is_disturbed();
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

/// Does it at least once without counting, and returns the number of items to measure with.
fn warm_up(entrant: &mut Entrant, meanwhile: Meanwhile) -> Result<usize> {
    let (seconds, step) = match entrant.amount {
        Amount::Fixed(items) => {
            measure(entrant, items, meanwhile)?;
            return Ok(items);
        }
        Amount::Lasting { seconds, step } => (seconds, step),
    };
    let mut items = 64 * step;
    loop {
        let took = measure(entrant, items, meanwhile)? * items as f64;
        // Half as long is long enough: else one slow start would make all measurements short.
        if took * 2.0 >= seconds {
            return Ok(items);
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

fn bar(length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:24} {percent:>3} % {eta:>4} {wide_msg}")
        .expect("the template is well formed");
    ProgressBar::new(length as u64).with_style(style)
}
