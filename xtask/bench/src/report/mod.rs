//! What comes out: a table, JSON, and (from the same numbers) plots.

pub(crate) mod circumstances;
mod french;
pub(crate) mod lessons;
mod plot;
mod table;
mod translation;
mod words;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use self::circumstances::Circumstances;
use self::words::ENGLISH;
use crate::options::Family;
use crate::samples::{Measured, MeasuredGroup};
use crate::scenario::Unit;
use crate::verdict::{Judged, JudgedMany, judge, judge_many, speed};

/// Rises when a reader of an older file could misread a newer one.
const SCHEMA: u32 = 1;

/// Everything about the measurement of a family.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) schema: u32,
    pub(crate) family: String,
    pub(crate) circumstances: Circumstances,
    pub(crate) groups: Vec<ReportedGroup>,
}

/// What stands in one table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ReportedGroup {
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) unit: Unit,
    pub(crate) scenarios: Vec<Reported>,
    pub(crate) many: Option<JudgedMany>,
}

/// What stands in one row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Reported {
    #[serde(flatten)]
    pub(crate) measured: Measured,
    pub(crate) goals: Vec<Judged>,
    /// Whether the best peer was faster than ours, by the median of the pairs.
    pub(crate) lost: bool,
}

impl ReportedGroup {
    /// Judges what was measured.
    fn new(group: MeasuredGroup) -> Self {
        let all = group.scenarios.iter().map(|(measured, _)| measured);
        let many = group.many.map(|many| judge_many(all, many));
        let scenarios = group
            .scenarios
            .into_iter()
            .map(|(measured, goals)| Reported {
                goals: judge(&measured, &goals),
                lost: is_lost(&measured, group.unit),
                measured,
            });
        Self {
            title: group.title.to_string(),
            about: group.about,
            unit: group.unit,
            scenarios: scenarios.collect(),
            many,
        }
    }
}

impl Report {
    /// Begins a report.
    pub(crate) fn new(family: Family, circumstances: &Circumstances) -> Self {
        Self {
            schema: SCHEMA,
            family: family.to_string(),
            circumstances: circumstances.clone(),
            groups: Vec::new(),
        }
    }

    /// Reads a report that was saved, and prints its tables.
    ///
    /// # Errors
    ///
    /// When there is none, or one of another version.
    pub(crate) fn again(family: Family, folder: &Path) -> Result<Self> {
        let path = folder.join(format!("{family}.json"));
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let report: Self =
            serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        ensure!(
            report.schema == SCHEMA,
            "{} has schema {}",
            path.display(),
            report.schema
        );
        print!("{}", report.circumstances);
        for group in &report.groups {
            print!("{}", table::of(&report.family, group));
        }
        Ok(report)
    }

    /// Judges what was measured, prints its table, and keeps it.
    pub(crate) fn add(&mut self, group: MeasuredGroup) {
        let group = ReportedGroup::new(group);
        print!("{}", table::of(&self.family, &group));
        self.groups.push(group);
    }

    /// Writes the report as JSON, and its plots.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written to.
    pub(crate) fn save(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let path = folder.join(format!("{}.json", self.family));
        let text = serde_json::to_string_pretty(self)?;
        fs::write(&path, text + "\n").with_context(|| path.display().to_string())?;
        println!("\n{}", path.display());
        for group in &self.groups {
            let path = folder.join(format!("{}-{}.svg", self.family, slug(&group.title)));
            let drawn = plot::of(&self.family, &[group], &self.circumstances, &ENGLISH);
            fs::write(&path, drawn?).with_context(|| path.display().to_string())?;
            println!("{}", path.display());
        }
        Ok(())
    }
}

fn is_lost(measured: &Measured, unit: Unit) -> bool {
    let (Some(ours), Some(peer)) = (measured.ours(), measured.best_peer()) else {
        return false;
    };
    unit.has_ratios() && speed(peer, ours).median < 1.0
}

/// Returns a title as part of a file's name.
fn slug(title: &str) -> String {
    let words = title.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Noise, Samples};
    use crate::scenario::{Goal, Many, Role};

    /// How they were measured.
    pub(super) fn circumstances() -> Circumstances {
        Circumstances {
            machine: "2 cores <fast>".into(),
            compiler: "rustc".into(),
            commit: "0123456789ab".into(),
            command: "cargo staff bench queue".into(),
            rounds: 7,
            quick: false,
            started: 0,
        }
    }

    /// A group in which one scenario is won, and one is lost.
    pub(super) fn group() -> ReportedGroup {
        let samples = |name: &str, role, cost: f64| Samples {
            name: name.into(),
            role,
            items: 1_000,
            costs: vec![cost * 1e-9, cost * 1.02e-9, cost * 0.99e-9],
        };
        let measured = |name: &str, peer: f64| Measured {
            name: name.into(),
            noise: Noise {
                disturbed_rounds: 0,
                disturbed_rounds_used: false,
                others: Some(0.01),
            },
            entrants: vec![
                samples("ours", Role::Ours, 50.0),
                samples("crossbeam farm", Role::Peer, peer),
                samples("kanal", Role::Peer, 250.0),
                samples("ideal", Role::Reference, 20.0),
            ],
        };
        let goals = vec![
            Goal::BestPeer { at_least: 1.0 },
            Goal::AtMost { cost: 75e-9 },
        ];
        ReportedGroup::new(MeasuredGroup {
            title: "usize",
            about: "Items of 8 bytes, pushed and popped one by one.".into(),
            unit: Unit::ItemTime,
            many: Some(Many {
                at_least: 1.5,
                scenarios: 2,
            }),
            scenarios: vec![
                (measured("cap 5 1p1c", 100.0), goals.clone()),
                (measured("cap 1024 4p4c", 25.0), goals),
            ],
        })
    }

    #[test]
    fn a_report_is_the_same_after_writing_and_reading() {
        let text = serde_json::to_string(&group()).unwrap();
        let again: ReportedGroup = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&again).unwrap(), text);
    }

    #[test]
    fn names_of_files_have_no_odd_letters() {
        assert_eq!(slug("1 µs tasks"), "1-s-tasks");
        assert_eq!(slug("64 bytes"), "64-bytes");
    }
}
