//! What the lessons show: for each pattern, one plot of the groups that say most about it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use super::{Report, plot};
use crate::options::{Family, workspace};

/// Returns the lesson that shows a family, and the titles of the groups that it shows.
fn shown(family: Family) -> Option<(&'static str, &'static [&'static str])> {
    match family {
        Family::Queue => Some(("producer-consumer", &["usize"])),
        Family::Pool => Some((
            "worker-pool",
            &["tiny tasks", "1 µs tasks", "round trip", "fork-join"],
        )),
        Family::Pipeline => Some(("pipeline", &["three stages"])),
        Family::MapReduce => Some(("map-reduce", &["word count", "general"])),
        Family::Grade => None,
    }
}

/// Draws the plot of a family's lesson into the folder of the lesson, if there is one.
///
/// # Errors
///
/// When it was no measurement, a group is missing, or the folder cannot be written to.
pub(crate) fn save(family: Family, report: &Report) -> Result<()> {
    let Some((lesson, titles)) = shown(family) else {
        return Ok(());
    };
    let path = path(lesson);
    let drawn = draw(report, titles).with_context(|| path.display().to_string())?;
    fs::write(&path, drawn).with_context(|| path.display().to_string())?;
    println!("{}", path.display());
    Ok(())
}

fn path(lesson: &str) -> PathBuf {
    workspace()
        .join("crates")
        .join(lesson)
        .join("docs/bench.svg")
}

fn draw(report: &Report, titles: &[&str]) -> Result<String> {
    ensure!(!report.circumstances.quick, "--quick measures nothing");
    let find = |&title: &&str| {
        let found = report.groups.iter().find(|group| group.title == title);
        found.with_context(|| format!("`{title}` was not measured"))
    };
    let groups = titles.iter().map(find).collect::<Result<Vec<_>>>()?;
    plot::of(&report.family, &groups, &report.circumstances)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{circumstances, group};

    fn report(quick: bool) -> Report {
        let mut report = Report::new(Family::Queue, &circumstances());
        report.circumstances.quick = quick;
        report.groups.push(group());
        report
    }

    #[test]
    fn a_lesson_shows_its_groups_and_how_they_were_measured() {
        let svg = draw(&report(false), &["usize", "usize"]).unwrap();
        assert_eq!(svg.matches("cap 1024 4p4c").count(), 2);
        assert_eq!(svg.matches("0123456789ab").count(), 1);
    }

    #[test]
    fn what_is_missing_or_no_measurement_is_not_drawn() {
        let missing = draw(&report(false), &["batches"]).unwrap_err();
        assert!(missing.to_string().contains("batches"), "{missing}");
        assert!(draw(&report(true), &["usize"]).is_err());
    }

    #[test]
    fn every_plot_has_its_lesson() {
        let families = [
            Family::Queue,
            Family::Pool,
            Family::Pipeline,
            Family::MapReduce,
        ];
        for (lesson, _) in families.into_iter().filter_map(shown) {
            for language in ["en", "fr"] {
                let text = path(lesson).with_file_name(format!("lesson.{language}.md"));
                let text = fs::read_to_string(text).unwrap();
                assert!(text.contains("](bench.svg)"), "{lesson}, {language}");
            }
        }
    }
}
