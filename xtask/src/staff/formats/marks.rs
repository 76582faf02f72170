//! `marks.csv`: a line for each student, for whatever has no format of its own.

use std::collections::BTreeSet;

use anyhow::Result;

use super::cell;
use crate::staff::class::record::Record;

/// Renders a table with the points of each student, in all and by exercise.
pub(super) fn render(records: &[Record]) -> Result<String> {
    let of = |record: &Record| {
        record
            .grading
            .clone()
            .map_or_else(Vec::new, |one| one.exercises)
    };
    let exercises: BTreeSet<String> = records
        .iter()
        .flat_map(of)
        .map(|exercise| exercise.name)
        .collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "student",
        "name",
        "points",
        "max_points",
        "not_graded_points",
        "problem",
    ];
    writer.write_record(
        head.iter()
            .copied()
            .chain(exercises.iter().map(String::as_str)),
    )?;
    for record in records {
        let (points, max) = match record.marks() {
            Some((points, max)) => (points.to_string(), max.to_string()),
            // An empty cell is no mark; a zero would be one.
            None => (String::new(), String::new()),
        };
        let open = record
            .grading
            .as_ref()
            .map_or(0, |one| one.not_graded_points);
        let mut row = vec![
            cell::text(&record.student),
            cell::text(record.name.as_deref().unwrap_or_default()),
            points,
            max,
            open.to_string(),
            cell::text(&record.why_not().unwrap_or_default()),
        ];
        let results = of(record);
        row.extend(exercises.iter().map(|name| {
            let result = results.iter().find(|result| result.name == *name);
            result.map_or_else(String::new, |result| result.points.to_string())
        }));
        writer.write_record(&row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
