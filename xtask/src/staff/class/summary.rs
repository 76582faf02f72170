//! Summary: what became of a class, in a few lines and as `class.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::record::Record;
use super::store::write_whole;
use crate::exercise::Exercise;
use crate::staff::words::counted;
use crate::terminal;

/// Names the summary and its version.
const SCHEMA: &str = "pattern-class-summary/1";

/// Holds what there is to know of a class at a glance. It is written last: a folder that has one
/// holds the results of every student of its partition.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Summary {
    /// Names this form and its version.
    schema: String,
    /// Which part of the class this is, as `2/8`.
    pub(crate) partition: String,
    /// The exercises that were graded.
    pub(crate) exercises: Vec<String>,
    /// The students, in order.
    pub(crate) students: Vec<Student>,
}

/// Holds the marks of one student.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Student {
    student: String,
    name: Option<String>,
    points: Option<u32>,
    max_points: Option<u32>,
    not_graded_points: u32,
    problem: Option<String>,
}

impl Summary {
    /// Sums up `records`.
    pub(crate) fn of(
        partition: &str,
        exercises: &[Exercise],
        records: &BTreeMap<String, Record>,
    ) -> Self {
        let exercises = exercises.iter().map(|one| one.name.clone()).collect();
        Self::of_names(partition, exercises, records)
    }

    /// Does as [`Summary::of`] for exercises of which only the names are known.
    pub(crate) fn of_names(
        partition: &str,
        exercises: Vec<String>,
        records: &BTreeMap<String, Record>,
    ) -> Self {
        let student = |record: &Record| Student {
            student: record.student.clone(),
            name: record.name.clone(),
            points: record.marks().map(|marks| marks.0),
            max_points: record.marks().map(|marks| marks.1),
            not_graded_points: record
                .grading
                .as_ref()
                .map_or(0, |one| one.not_graded_points),
            problem: record.problem.clone(),
        };
        Self {
            schema: SCHEMA.to_string(),
            partition: partition.to_string(),
            exercises,
            students: records.values().map(student).collect(),
        }
    }

    /// Writes `class.json` in `out`.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn keep(&self, out: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        write_whole(&out.join("class.json"), text.as_bytes())
    }

    /// Reads `class.json` in `out`.
    ///
    /// # Errors
    ///
    /// When there is none: the grading of that part is not finished.
    pub(crate) fn read(out: &Path) -> Result<Self> {
        let path = out.join("class.json");
        let text = fs::read(&path)
            .with_context(|| format!("{}: is its grading finished?", path.display()))?;
        let summary: Self =
            serde_json::from_slice(&text).with_context(|| path.display().to_string())?;
        ensure!(
            summary.schema == SCHEMA,
            "{} is of schema {}, not {SCHEMA}",
            path.display(),
            summary.schema
        );
        Ok(summary)
    }
}

/// Prints what became of the class, of which `lost` results could not be kept; tells whether everybody has a mark for everything.
///
/// # Errors
///
/// When stdout cannot be written to.
pub(crate) fn print(records: &[Record], lost: usize, out: &Path) -> Result<bool> {
    let (last, open): (Vec<&Record>, Vec<&Record>) =
        records.iter().partition(|record| record.is_final());
    let mut text = format!("{} of {} graded", last.len(), records.len() + lost);
    if lost > 0 {
        text.push_str(&format!(", {lost} could not be kept"));
    }
    if let Some(isolation) = records.iter().map(|record| record.isolation).min() {
        text.push_str(&format!(", isolation {isolation:?}"));
    }
    text.push_str(&format!(", results in {}\n", out.display()));
    for record in &open {
        text.push_str(&format!("{}\n", record.in_one_line()));
    }
    terminal::print(&text)?;
    Ok(open.is_empty())
}

/// Prints whose marks differ from what they were before.
///
/// # Errors
///
/// When stdout cannot be written to.
pub(crate) fn print_moved(
    before: &BTreeMap<String, Record>,
    now: &BTreeMap<String, Record>,
) -> Result<()> {
    let said = |record: Option<&Record>| match record.and_then(Record::marks) {
        Some((points, max)) => format!("{points}/{max}"),
        None => "none".to_string(),
    };
    let mut text = String::new();
    for (student, record) in now {
        let (old, new) = (said(before.get(student)), said(Some(record)));
        if old != new {
            text.push_str(&format!("{}: {old} → {new}\n", record.student_and_name()));
        }
    }
    let count = text.lines().count();
    terminal::print(&format!("{} moved\n{text}", counted(count, "mark")))?;
    Ok(())
}
