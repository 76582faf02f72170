//! Moodle: fills in a grading worksheet that was downloaded from an assignment.
//!
//! Rows are found by Moodle's own identifier, and no row is invented. Every other column keeps the
//! bytes that it had; so does a row that Moodle says cannot be changed, or that has no submission.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::{cell, feedback};
use crate::escape;
use crate::staff::class::record::Record;
use crate::staff::class::store::write_whole;

/// The names of a column, in the languages that are known.
const IDENTIFIER: &[&str] = &["Identifier", "Identifiant"];
const FULL_NAME: &[&str] = &["Full name", "Nom complet"];
const GRADE: &[&str] = &["Grade", "Note"];
const MAXIMUM: &[&str] = &["Maximum Grade", "Maximum grade", "Note maximale"];
const CHANGEABLE: &[&str] = &[
    "Grade can be changed",
    "La note peut être modifiée",
    "La note peut être changée",
];
const FEEDBACK: &[&str] = &[
    "Feedback comments",
    "Feedback par commentaires",
    "Commentaires",
];
const NO: &[&str] = &["No", "Non"];

/// Holds a worksheet as it was downloaded.
#[derive(Debug)]
pub(crate) struct Worksheet {
    bom: bool,
    delimiter: u8,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    identifier: usize,
    grade: usize,
    full_name: Option<usize>,
    maximum: Option<usize>,
    changeable: Option<usize>,
    feedback: Option<usize>,
}

impl Worksheet {
    /// Reads the worksheet at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or has no column for the identifier or the grade.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let context = || path.display().to_string();
        let bytes = fs::read(path).with_context(context)?;
        let text = String::from_utf8(bytes)
            .ok()
            .context("it is not in UTF-8, as Moodle writes it: did a spreadsheet save it?")
            .with_context(context)?;
        Self::parse(&text).with_context(context)
    }

    fn parse(text: &str) -> Result<Self> {
        let plain = text.strip_prefix('\u{feff}');
        let delimiter = delimiter(text.lines().next().unwrap_or_default());
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(delimiter)
            .from_reader(plain.unwrap_or(text).as_bytes());
        let mut rows = Vec::new();
        for row in reader.records() {
            rows.push(row?.iter().map(str::to_string).collect::<Vec<_>>());
        }
        ensure!(!rows.is_empty(), "it is empty");
        let head = rows.remove(0);
        let column = |names: &[&str]| head.iter().position(|one| names.contains(&one.trim()));
        let needed = |names: &[&str]| {
            column(names).with_context(|| {
                format!(
                    "it is no grading worksheet: it has no column `{}`",
                    names[0]
                )
            })
        };
        Ok(Self {
            bom: plain.is_some(),
            delimiter,
            identifier: needed(IDENTIFIER)?,
            grade: needed(GRADE)?,
            full_name: column(FULL_NAME),
            maximum: column(MAXIMUM),
            changeable: column(CHANGEABLE),
            feedback: column(FEEDBACK),
            head,
            rows,
        })
    }

    /// Fills in the marks of `records`; returns a line for each record that it has no place for.
    ///
    /// # Errors
    ///
    /// When the worksheet is that of another course: it has none of the students, or others under
    /// their identifiers.
    fn fill(&mut self, records: &[Record]) -> Result<Vec<String>> {
        let mut by_identifier = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            let identifier = canonical(&row[self.identifier]);
            let twice = by_identifier.insert(identifier.clone(), at).is_some();
            ensure!(
                !twice,
                "it has two rows for {}",
                escape::one_line(&identifier)
            );
        }
        let mut places = Vec::new();
        let mut complaints = Vec::new();
        for record in records.iter().filter(|record| record.grading.is_some()) {
            let who = escape::one_line(&record.student);
            match by_identifier.get(&canonical(&record.student)) {
                Some(at) => places.push((*at, record)),
                None => complaints.push(format!("{who} is not in the worksheet")),
            }
        }
        if places.is_empty() && !complaints.is_empty() {
            bail!(
                "it is of another course: none of the {} graded is in it (rows are found by Moodle's number, \
                 as in `Ada Lovelace_1234_assignsubmission_file`)",
                complaints.len()
            );
        }
        for (at, record) in &places {
            self.same_person(*at, record)?;
        }
        for (at, record) in places {
            if let Err(error) = self.fill_row(at, record) {
                complaints.push(format!("{}: {error:#}", escape::one_line(&record.student)));
            }
        }
        Ok(complaints)
    }

    /// Makes sure that the row is about the person that handed in, where both say a name.
    fn same_person(&self, at: usize, record: &Record) -> Result<()> {
        let (Some(column), Some(name)) = (self.full_name, record.name.as_ref()) else {
            return Ok(());
        };
        let said = &self.rows[at][column];
        ensure!(
            letters(said) == letters(name),
            "it is of another course: {} is {} there, and {name} here",
            escape::one_line(&record.student),
            escape::one_line(said)
        );
        Ok(())
    }

    fn fill_row(&mut self, at: usize, record: &Record) -> Result<()> {
        let row = &mut self.rows[at];
        if let Some(column) = self.changeable {
            ensure!(
                !NO.contains(&row[column].trim()),
                "the worksheet says that the grade cannot be changed"
            );
        }
        ensure!(
            record.is_final(),
            "not filled in, since tests have no verdict"
        );
        let (points, max) = record.marks().context("there are no marks")?;
        ensure!(max > 0, "there is nothing to earn");
        let scale = match self.maximum {
            Some(column) => number(&row[column]).with_context(|| {
                format!("`{}` is no maximum grade", escape::one_line(&row[column]))
            })?,
            None => f64::from(max),
        };
        row[self.grade] = format!("{:.2}", f64::from(points) / f64::from(max) * scale);
        if let Some(column) = self.feedback {
            row[column] = cell::text(&feedback::render(record));
        }
        Ok(())
    }

    fn render(&self) -> Result<String> {
        let mut writer = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::NonNumeric)
            .delimiter(self.delimiter)
            .from_writer(Vec::new());
        writer.write_record(&self.head)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        let text = String::from_utf8(writer.into_inner()?)?;
        Ok(if self.bom {
            format!("\u{feff}{text}")
        } else {
            text
        })
    }
}

/// Fills in `worksheet` as `moodle.csv` in `out`, and prints what stands in the way; tells whether all
/// went well. The grading itself is done by then.
pub(crate) fn fill(worksheet: Result<Worksheet>, records: &[Record], out: &Path) -> bool {
    let path = out.join("moodle.csv");
    let filled = worksheet.and_then(|mut worksheet| {
        let complaints = worksheet.fill(records)?;
        write_whole(&path, worksheet.render()?.as_bytes())?;
        Ok(complaints)
    });
    match filled {
        Ok(complaints) => {
            complaints
                .iter()
                .for_each(|line| eprintln!("worksheet: {line}"));
            complaints.is_empty()
        }
        Err(error) => {
            eprintln!("worksheet: {}", escape::one_line(&format!("{error:#}")));
            false
        }
    }
}

/// Returns what stands between the cells of the first line. Moodle writes commas; a spreadsheet saves
/// semicolons where the comma is for decimals, and Moodle takes those, too.
fn delimiter(head: &str) -> u8 {
    let count = |sign: char| head.matches(sign).count();
    if count(';') > count(',') { b';' } else { b',' }
}

/// Returns an identifier without the word before its number, which differs between languages:
/// `Participant 1234` and `1234` are one.
fn canonical(identifier: &str) -> String {
    let identifier = identifier.trim();
    let number = identifier.rsplit(' ').next().unwrap_or(identifier);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { number } else { identifier }.to_lowercase()
}

/// Returns the letters of a name, in one case: folders have lost its other signs.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Reads a number with a point or a comma.
fn number(text: &str) -> Option<f64> {
    let number: f64 = text.trim().replace(',', ".").parse().ok()?;
    (number.is_finite() && number > 0.0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::formats::html::example;

    const SHEET: &str = "\u{feff}Identifier,\"Full name\",Status,Grade,\"Maximum Grade\",\"Grade can be changed\",\"Last modified (grade)\",\"Feedback comments\"\n\
        \"Participant 1\",\"Ada Lovelace\",Submitted,,\"20,00\",Yes,-,\n\
        \"Participant 2\",\"=cmd|' /C calc'!A0\",Submitted,,\"20,00\",No,-,\n\
        \"Participant 3\",\"Carol\",\"No submission\",,\"20,00\",Yes,-,\n";

    fn student(number: &str, name: Option<&str>) -> Record {
        let mut record = example::record();
        record.student = number.to_string();
        record.name = name.map(str::to_string);
        record
    }

    #[test]
    fn marks_are_filled_in_by_identifier_and_nothing_else_changes() {
        let mut sheet = Worksheet::parse(SHEET).unwrap();
        let records = [
            student("1", Some("ada_lovelace")),
            student("2", None),
            student("9", None),
        ];
        let complaints = sheet.fill(&records).unwrap();
        assert_eq!(complaints.len(), 2, "{complaints:?}");
        assert!(
            complaints[0].starts_with("9 is not in the worksheet"),
            "{complaints:?}"
        );
        assert!(
            complaints[1].contains("cannot be changed"),
            "{complaints:?}"
        );
        let (points, max) = records[0].marks().unwrap();
        let grade = format!("{:.2}", f64::from(points) / f64::from(max) * 20.0);
        let text = sheet.render().unwrap();
        let again = Worksheet::parse(&text).unwrap();
        assert!(again.bom && again.rows.len() == 3);
        assert_eq!(again.rows[0][3], grade);
        assert!(again.rows[0][7].contains("not passed"), "{text}");
        let before = Worksheet::parse(SHEET).unwrap();
        assert_eq!(again.rows[1..], before.rows[1..]);
        assert_eq!(again.head, before.head);
    }

    #[test]
    fn the_worksheet_of_another_course_is_refused() {
        let refused = |records: &[Record]| {
            let mut sheet = Worksheet::parse(SHEET).unwrap();
            format!("{:#}", sheet.fill(records).unwrap_err())
        };
        let none = refused(&[student("8", None), student("9", None)]);
        assert!(none.contains("another course"), "{none}");
        let other = refused(&[student("1", Some("Bob"))]);
        assert!(
            other.contains("1 is Ada Lovelace there, and Bob here"),
            "{other}"
        );
        for (text, wanted) in [
            ("", "empty"),
            ("a,b\n1,2\n", "no column `Identifier`"),
            ("Identifier,x\n1,2\n", "no column `Grade`"),
            ("Identifier,Grade\n1\n", "found record with 1 fields"),
        ] {
            let error = format!("{:#}", Worksheet::parse(text).unwrap_err());
            assert!(error.contains(wanted), "{error}");
        }
        let twice = "Identifier,Grade\nParticipant 1,\n1,\n";
        let error = Worksheet::parse(twice).unwrap().fill(&[]).unwrap_err();
        assert!(error.to_string().contains("two rows for 1"), "{error}");
    }

    #[test]
    fn what_a_spreadsheet_has_saved_with_semicolons_stays_that() {
        let text = "Identifiant;Nom complet;Note;Note maximale\nParticipant 1;Ada;;6,00\n";
        let mut sheet = Worksheet::parse(text).unwrap();
        assert!(sheet.fill(&[student("1", None)]).unwrap().is_empty());
        let filled = sheet.render().unwrap();
        assert!(filled.contains("\"Ada\";1.20;\"6,00\""), "{filled}");
    }

    #[test]
    fn headers_in_french_are_known() {
        let text = "Identifiant,Nom complet,Note,Note maximale\nParticipant 1,Ada Lovelace,,6.0\n";
        let mut sheet = Worksheet::parse(text).unwrap();
        assert!(sheet.fill(&[student("1", None)]).unwrap().is_empty());
        assert!(!sheet.rows[0][2].is_empty());
    }
}
