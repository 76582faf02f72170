//! The formats of a class's results: each renders the records, and nothing else.

mod cell;
mod feedback;
pub(crate) mod html;
mod junit;
mod marks;
pub(crate) mod moodle;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::class::record::Record;
use super::class::results_in;
use super::class::store::{file_stem, write_whole};
use crate::escape;
use crate::grade::model::Grading;
use crate::grade::text::{self, Timelines};
use crate::grade::{annotations, classroom50, gradescope};
use crate::lang::Lang;
use crate::staff::words::counted;
use crate::terminal::Style;

/// How wide text reports are, in columns.
const WIDTH: usize = 100;

/// Names a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Format {
    /// `text/<student>.txt`: what `cargo xtask grade` prints.
    Text,
    /// `html/`: a page for each submission and `index.html` for the class.
    Html,
    /// `marks.csv`: a line for each student.
    Csv,
    /// `junit/<student>.xml`.
    Junit,
    /// `gradescope/<student>.json`.
    Gradescope,
    /// `classroom50/<student>.json`.
    Classroom50,
    /// `github/<student>.txt`: annotations.
    Github,
}

/// The names that the command line knows.
const NAMES: [(&str, Format); 7] = [
    ("text", Format::Text),
    ("html", Format::Html),
    ("csv", Format::Csv),
    ("junit", Format::Junit),
    ("gradescope", Format::Gradescope),
    ("classroom50", Format::Classroom50),
    ("github", Format::Github),
];

/// Says which formats are written besides the records themselves, which are JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Formats(BTreeSet<Format>);

impl Default for Formats {
    fn default() -> Self {
        Self([Format::Text, Format::Html, Format::Csv].into())
    }
}

impl Formats {
    /// Reads `html,junit`, `all` or `none`.
    ///
    /// # Errors
    ///
    /// When there is no format of a name.
    pub(crate) fn parse(names: &str) -> Result<Self> {
        if names.split(',').any(|name| name == "all") {
            return Ok(Self(NAMES.iter().map(|(_, format)| *format).collect()));
        }
        let format = |name: &str| {
            let found = NAMES.iter().find(|(known, _)| *known == name);
            let known: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
            found.map(|(_, format)| *format).with_context(|| {
                format!(
                    "there is no format `{name}`; there is: {}, all, none",
                    known.join(", ")
                )
            })
        };
        // The results themselves are JSON, and always written.
        let chosen = names
            .split(',')
            .filter(|name| !matches!(*name, "json" | "none"));
        chosen.map(format).collect::<Result<_>>().map(Self)
    }
}

/// Writes `records` in all `formats` below `out`. One that cannot be written keeps no other from
/// being written; tells whether all were.
pub(crate) fn publish(records: &[Record], out: &Path, formats: &Formats, lang: Lang) -> bool {
    let mut failures = Vec::new();
    let mut write = |folder: &str, name: &str, text: Result<String>| {
        let folder = match folder {
            "" => Ok(out.to_path_buf()),
            _ => results_in(out, folder),
        };
        let written = folder.and_then(|folder| write_whole(&folder.join(name), text?.as_bytes()));
        failures.extend(written.err());
    };
    for format in &formats.0 {
        match format {
            Format::Csv => write("", "marks.csv", marks::render(records)),
            Format::Html => write("html", "index.html", Ok(html::class::render(records, lang))),
            _ => {}
        }
        for record in records {
            let stem = file_stem(&record.student);
            if let Some((folder, extension, text)) = render(record, *format, lang) {
                write(folder, &format!("{stem}.{extension}"), text);
            } else if let Some((folder, extension)) = of_graded_ones(*format) {
                // What was said of an earlier submission is no longer true.
                let _ = fs::remove_file(out.join(folder).join(format!("{stem}.{extension}")));
            }
        }
    }
    tell(&failures);
    failures.is_empty()
}

/// Returns the folder and the extension of a format that only those have who were graded.
fn of_graded_ones(format: Format) -> Option<(&'static str, &'static str)> {
    match format {
        Format::Gradescope => Some(("gradescope", "json")),
        Format::Classroom50 => Some(("classroom50", "json")),
        Format::Github => Some(("github", "txt")),
        Format::Text | Format::Html | Format::Csv | Format::Junit => None,
    }
}

/// Tells of what could not be written: on a full disk that is everything, and a few lines say it.
fn tell(failures: &[anyhow::Error]) {
    const MOST: usize = 3;
    for error in failures.iter().take(MOST) {
        eprintln!("{}", escape::one_line(&format!("{error:#}")));
    }
    if let Some(more @ 1..) = failures.len().checked_sub(MOST) {
        let more = counted(more, "more file");
        eprintln!("and {more} could not be written");
    }
}

/// Renders what `format` says of one submission: the folder, the extension, the text.
fn render(
    record: &Record,
    format: Format,
    lang: Lang,
) -> Option<(&'static str, &'static str, Result<String>)> {
    let grading = record.grading.as_ref();
    Some(match format {
        Format::Text => ("text", "txt", Ok(plain(record, lang))),
        Format::Html => ("html", "html", Ok(html::submission::render(record, lang))),
        Format::Junit => ("junit", "xml", junit::render(record)),
        Format::Csv => return None,
        Format::Gradescope | Format::Classroom50 | Format::Github => {
            let (folder, extension) = of_graded_ones(format)?;
            let grading = grading?;
            let text = match format {
                Format::Gradescope => gradescope::render(grading),
                Format::Classroom50 => classroom50_of(grading, record),
                _ => Ok(annotations::render(grading)),
            };
            (folder, extension, text)
        }
    })
}

fn plain(record: &Record, lang: Lang) -> String {
    let mut out = format!("{}\n\n", record.in_one_line());
    if let Some(grading) = &record.grading {
        let style = Style::plain(WIDTH, lang);
        out.push_str(&text::render(grading, Timelines::All, &style));
        out.push('\n');
        for one in &grading.exercises {
            let said = one.versions.said(&one.name).to_text(lang);
            out.push_str(&format!("{said}\n"));
        }
    }
    out
}

fn classroom50_of(grading: &Grading, record: &Record) -> Result<String> {
    if record.student.is_empty() {
        bail!("there is no student");
    }
    // Whoever graded the class has no classroom in the environment: the student is what is known.
    classroom50::render_for(grading, |name| match name {
        "USERNAME" => Some(record.student.clone()),
        "SUBMISSION_TAG" => Some(record.submission.clone()),
        _ => std::env::var(name).ok(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_by_name() {
        let parsed = Formats::parse("junit,html").unwrap();
        assert_eq!(parsed.0, [Format::Html, Format::Junit].into());
        for all in ["all", "json,all"] {
            assert_eq!(Formats::parse(all).unwrap().0.len(), NAMES.len());
        }
        assert!(Formats::parse("none").unwrap().0.is_empty());
        assert!(Formats::parse("json").unwrap().0.is_empty());
        let error = Formats::parse("pdf").unwrap_err().to_string();
        assert!(
            error.contains("`pdf`") && error.contains("junit"),
            "{error}"
        );
    }
}
