//! Roster: who handed in, by what lies in the folder of submissions.
//!
//! A student is named by the folder or zip file. The folders that Moodle makes of all submissions
//! (`Ada Lovelace_1234_assignsubmission_file`) name the student's full name and number.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::escape;
use crate::messages::staff::StaffMessage;

/// Says what a submission is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Folder,
    Zip,
}

/// Names one student and what the student has handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Identifies the student: the number that Moodle gave, or the name of the folder or file.
    pub(crate) student: String,
    /// The full name, where it is known.
    pub(crate) name: Option<String>,
    /// The name of the folder or file, made safe to print.
    pub(crate) file: String,
    /// Where it is, or why it cannot be graded.
    pub(crate) found: Result<(PathBuf, Kind), StaffMessage>,
}

impl Entry {
    /// Returns what identifies the student, and the full name where it is known.
    pub(crate) fn student_and_name(&self) -> String {
        match &self.name {
            Some(name) => format!("{} ({name})", self.student),
            None => self.student.clone(),
        }
    }
}

/// Lists the submissions in `folder`, one entry for each student, in the order of their names.
///
/// # Errors
///
/// When the folder cannot be read, or there is nothing in it.
pub(crate) fn read(folder: &Path) -> Result<Vec<Entry>> {
    let mut by_student: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let context = || format!("cannot read {}", folder.display());
    for entry in fs::read_dir(folder).with_context(context)? {
        let entry = entry.with_context(context)?;
        let file = entry.file_name().to_string_lossy().into_owned();
        // Hidden files, and what macOS puts into archives, are nobody's work.
        if file.starts_with('.') || file == "__MACOSX" {
            continue;
        }
        let kind = entry.file_type().with_context(context)?;
        let found = if kind.is_dir() {
            Ok((entry.path(), Kind::Folder))
        } else if kind.is_file() && is_zip(&file) {
            Ok((entry.path(), Kind::Zip))
        } else {
            Err(StaffMessage::IsNeitherFolderNorZip)
        };
        let (student, name) = student(&file);
        let entry = Entry {
            student,
            name,
            file: escape::one_line(&file),
            found,
        };
        // Names that differ only in case are those of one student: some file systems know one file.
        let key = entry.student.to_lowercase();
        by_student.entry(key).or_default().push(entry);
    }
    anyhow::ensure!(
        !by_student.is_empty(),
        "there is no submission in {}",
        folder.display()
    );
    Ok(by_student.into_values().map(one_of).collect())
}

/// Makes one entry of all that one student handed in: nobody can tell which one counts.
fn one_of(mut entries: Vec<Entry>) -> Entry {
    // What was typed into Moodle's editor besides a file is a remark, and no second submission.
    if entries.iter().any(|entry| !is_remark(&entry.file)) {
        entries.retain(|entry| !is_remark(&entry.file));
    }
    entries.sort_by(|one, other| one.file.cmp(&other.file));
    let files: Vec<String> = entries.iter().map(|entry| entry.file.clone()).collect();
    let mut first = entries.swap_remove(0);
    if files.len() > 1 {
        first.file = files.join(", ");
        first.found = Err(StaffMessage::AreSeveral { count: files.len() });
    }
    first
}

/// Tells whether Moodle made this of a text that was typed in.
fn is_remark(file: &str) -> bool {
    file.contains("_assignsubmission_onlinetext")
}

fn is_zip(file: &str) -> bool {
    Path::new(file)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// Returns who `file` says that the student is: an identifier, and the full name if that is said.
fn student(file: &str) -> (String, Option<String>) {
    let stem = if is_zip(file) {
        &file[..file.len() - 4]
    } else {
        file
    };
    let of_moodle = stem
        .split_once("_assignsubmission_")
        .and_then(|(who, _)| who.rsplit_once('_'))
        .filter(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    match of_moodle {
        Some((name, number)) => (number.to_string(), Some(escape::one_line(name))),
        None => (escape::one_line(stem), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::testing::Folder;

    #[test]
    fn a_student_is_named_by_a_folder_a_zip_or_moodle() {
        assert_eq!(student("ada"), ("ada".to_string(), None));
        assert_eq!(student("ada.ZIP"), ("ada".to_string(), None));
        let moodle = ("1234".to_string(), Some("Ada Lovelace".to_string()));
        assert_eq!(student("Ada Lovelace_1234_assignsubmission_file"), moodle);
        assert_eq!(
            student("Ada Lovelace_1234_assignsubmission_file_.zip"),
            moodle
        );
        assert_eq!(student("ada_x_assignsubmission_file").1, None);
    }

    #[test]
    fn whatever_cannot_be_graded_is_said_to_be_so_and_the_rest_is_listed() {
        let folder = Folder::new();
        folder.write("bob/src/lib.rs", "");
        folder.write("bob.zip", "");
        folder.write("Carol.zip", "");
        folder.write("ada/src/lib.rs", "");
        folder.write("notes.txt", "");
        folder.write(".DS_Store", "");
        folder.write("eve\u{1b}[2J/src/lib.rs", "");
        folder.write("Fred_7_assignsubmission_file_/src/lib.rs", "");
        folder.write("Fred_7_assignsubmission_onlinetext_/onlinetext.html", "");
        let found = read(folder.path()).unwrap();
        let said: Vec<_> = found
            .iter()
            .map(|entry| match &entry.found {
                Ok((_, kind)) => format!("{} {kind:?}", entry.student),
                Err(why) => format!("{}: {}", entry.file, why.to_text(Lang::En)),
            })
            .collect();
        assert_eq!(
            said,
            [
                "7 Folder",
                "ada Folder",
                "bob, bob.zip: are 2 submissions of one student",
                "Carol Zip",
                "eve\\u{1b}[2J Folder",
                "notes.txt: is neither a folder nor a zip file"
            ]
        );
    }

    #[test]
    fn an_empty_folder_is_no_class() {
        assert!(read(Folder::new().path()).is_err());
        assert!(read(Path::new("/nowhere")).is_err());
    }
}
