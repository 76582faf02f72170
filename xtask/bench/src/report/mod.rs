//! What comes out: a table, JSON, and (from the same numbers) plots.

pub(crate) mod circumstances;
mod table;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use self::circumstances::Circumstances;
use crate::options::Family;
use crate::samples::{Measured, MeasuredGroup};
use crate::scenario::Unit;
use crate::verdict::{Judged, judge, speed};

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
        fs::write(&path, text + "\n").with_context(|| path.display().to_string())
    }
}

fn is_lost(measured: &Measured, unit: Unit) -> bool {
    let (Some(ours), Some(peer)) = (measured.ours(), measured.best_peer()) else {
        return false;
    };
    unit.has_ratios() && speed(peer, ours).median < 1.0
}
