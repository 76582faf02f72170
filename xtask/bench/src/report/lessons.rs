//! What the lessons show: for each pattern, one plot of the groups that say most about it, in the
//! language of the lesson.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use super::french::FRENCH;
use super::words::{ENGLISH, Words};
use super::{Report, plot};
use crate::options::{Family, workspace};

/// The languages of the lessons.
const LANGUAGES: [&Words; 2] = [&ENGLISH, &FRENCH];

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

/// Draws the plots of a family's lesson into the folder of the lesson, if there is one.
///
/// # Errors
///
/// When it was no measurement, a group or the French for something is missing, or the folder cannot
/// be written to.
pub(crate) fn save(family: Family, report: &Report) -> Result<()> {
    let Some((lesson, titles)) = shown(family) else {
        return Ok(());
    };
    for words in LANGUAGES {
        let path = path(lesson, words);
        let drawn = draw(report, titles, words).with_context(|| path.display().to_string())?;
        fs::write(&path, drawn).with_context(|| path.display().to_string())?;
        println!("{}", path.display());
    }
    Ok(())
}

fn path(lesson: &str, words: &Words) -> PathBuf {
    workspace()
        .join("crates")
        .join(lesson)
        .join("docs")
        .join(name(words))
}

/// Returns the name of the plot of a language.
fn name(words: &Words) -> String {
    format!("bench.{}.svg", words.code)
}

fn draw(report: &Report, titles: &[&str], words: &Words) -> Result<String> {
    ensure!(!report.circumstances.quick, "--quick measures nothing");
    let find = |&title: &&str| {
        let found = report.groups.iter().find(|group| group.title == title);
        found.with_context(|| format!("`{title}` was not measured"))
    };
    let groups = titles.iter().map(find).collect::<Result<Vec<_>>>()?;
    plot::of(&report.family, &groups, &report.circumstances, words)
}

#[cfg(test)]
pub(super) mod tests {
    use std::iter;
    use std::sync::LazyLock;

    use super::*;
    use crate::options::Options;
    use crate::report::ReportedGroup;
    use crate::report::tests::{circumstances, group};
    use crate::samples::{Measured, MeasuredGroup, Noise, Samples};
    use crate::scenario::Group;
    use crate::{map_reduce, pipeline, pool, queue};

    fn report(quick: bool) -> Report {
        let mut report = Report::new(Family::Queue, &circumstances());
        report.circumstances.quick = quick;
        report.groups.push(group());
        report
    }

    /// What the lessons show of each family, and a report of it.
    static REPORTS: LazyLock<Vec<(&[&str], Report)>> =
        LazyLock::new(|| Family::ALL.into_iter().filter_map(invented).collect());

    /// Returns what the lessons show of a family, and what is measured of it, with numbers from nowhere.
    fn invented(family: Family) -> Option<(&'static [&'static str], Report)> {
        let (_, titles) = shown(family)?;
        let out = std::env::temp_dir().join(format!("{family}-{}", std::process::id()));
        let line = [family.name(), "--quick", "--out"].map(Into::into);
        let options = Options::parse(line.into_iter().chain([out.clone().into()]));
        let options = options.unwrap().unwrap();
        let groups = match family {
            Family::Queue => queue::groups(&options),
            Family::Pool => pool::groups(&options),
            Family::Pipeline => pipeline::groups(&options),
            Family::MapReduce => map_reduce::groups(&options).unwrap(),
            Family::Grade => Vec::new(),
        };
        fs::remove_dir_all(out).ok();
        let mut report = Report::new(family, &circumstances());
        report.groups = groups.into_iter().map(without_measuring).collect();
        Some((titles, report))
    }

    fn without_measuring(group: Group) -> ReportedGroup {
        let scenarios = group.scenarios.into_iter().map(|scenario| {
            let samples = scenario.entrants.into_iter().map(|entrant| Samples {
                name: entrant.name,
                role: entrant.role,
                items: 1,
                costs: vec![1.0],
            });
            let measured = Measured {
                name: scenario.name,
                noise: Noise {
                    disturbed_rounds: 0,
                    disturbed_rounds_used: false,
                    others: None,
                },
                entrants: samples.collect(),
            };
            (measured, scenario.goals)
        });
        ReportedGroup::new(MeasuredGroup {
            title: group.title,
            about: group.about,
            unit: group.unit,
            many: group.many,
            scenarios: scenarios.collect(),
        })
    }

    /// Returns all texts of reports that lessons show, with their repetitions.
    pub(in crate::report) fn texts() -> Vec<String> {
        let mut texts = Vec::new();
        for (titles, report) in REPORTS.clone() {
            texts.push(report.family);
            let groups = report.groups.into_iter();
            for group in groups.filter(|group| titles.contains(&group.title.as_str())) {
                texts.extend([group.title, group.about]);
                for scenario in group.scenarios {
                    let entrants = scenario.measured.entrants.into_iter();
                    let entrants = entrants.map(|entrant| entrant.name);
                    texts.extend(iter::once(scenario.measured.name).chain(entrants));
                }
            }
        }
        texts
    }

    #[test]
    fn a_lesson_shows_its_groups_and_how_they_were_measured() {
        let svg = draw(&report(false), &["usize", "usize"], &ENGLISH).unwrap();
        assert_eq!(svg.matches("cap 1024 4p4c").count(), 2);
        assert_eq!(svg.matches("0123456789ab").count(), 1);
    }

    #[test]
    fn what_is_missing_or_no_measurement_is_not_drawn() {
        let missing = draw(&report(false), &["batches"], &ENGLISH).unwrap_err();
        assert!(missing.to_string().contains("batches"), "{missing}");
        assert!(draw(&report(true), &["usize"], &ENGLISH).is_err());
    }

    #[test]
    fn everything_that_a_lesson_shows_is_said_in_both_languages() {
        for (titles, report) in &*REPORTS {
            let [english, french] = LANGUAGES.map(|words| draw(report, titles, words).unwrap());
            assert!(english.contains("goal for ours") && english.contains(": met"));
            assert!(french.contains("notre objectif") && french.contains("\u{a0}: atteint"));
        }
    }

    #[test]
    fn every_plot_has_its_lesson() {
        for (lesson, _) in Family::ALL.into_iter().filter_map(shown) {
            for words in LANGUAGES {
                let text = path(lesson, words).with_file_name(format!("lesson.{}.md", words.code));
                let text = fs::read_to_string(text).unwrap();
                let link = format!("]({})", name(words));
                assert_eq!(text.matches("](bench.").count(), 1, "{lesson}");
                assert!(text.contains(&link), "{lesson}: {link}");
            }
        }
    }

    #[test]
    fn both_plots_of_a_lesson_show_the_same_measurement() {
        for (lesson, _) in Family::ALL.into_iter().filter_map(shown) {
            let [english, french] = LANGUAGES.map(|words| {
                let svg = fs::read_to_string(path(lesson, words)).unwrap();
                let (command, rest) = svg.rsplit_once("commit ").unwrap();
                let command = command.trim_end_matches([';', ' ', '\u{a0}']);
                let command = command.lines().last().unwrap().to_string();
                let commit = rest.split([';', '\u{a0}']).next().unwrap().to_string();
                (command, commit, svg.matches("<rect").count())
            });
            assert_eq!(english, french, "{lesson}");
        }
    }
}
