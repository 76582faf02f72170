//! Store: one file for each result, complete from the moment that it is there.
//!
//! A result is written beside its place, synced and renamed: whatever kills the grader or the
//! machine, a file either holds a whole result or is not there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::record::{Record, SCHEMA};
use crate::hash::Fnv;

/// Holds the folder of results.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    folder: PathBuf,
}

impl Store {
    /// Takes the folder `results` in `out`, and makes it if it is missing.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub(crate) fn open(out: &Path) -> Result<Self> {
        let folder = out.join("results");
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        Ok(Self { folder })
    }

    /// Keeps `record`, durably, in the place of an earlier one of the same student.
    ///
    /// # Errors
    ///
    /// When it cannot be written, for lack of space for example.
    pub(crate) fn keep(&self, record: &Record) -> Result<()> {
        let mut text = serde_json::to_string_pretty(record)?;
        text.push('\n');
        let path = self
            .folder
            .join(format!("{}.json", file_stem(&record.student)));
        write_whole(&path, text.as_bytes())
    }

    /// Reads every result, by student.
    ///
    /// # Errors
    ///
    /// When the folder or a file cannot be read, or is no result.
    pub(crate) fn read(&self) -> Result<BTreeMap<String, Record>> {
        let mut records = BTreeMap::new();
        let context = || self.folder.display().to_string();
        for entry in fs::read_dir(&self.folder).with_context(context)? {
            let path = entry.with_context(context)?.path();
            // What a write left behind that was interrupted is no result.
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let record = read(&path).with_context(|| path.display().to_string())?;
            records.insert(record.student.clone(), record);
        }
        Ok(records)
    }
}

fn read(path: &Path) -> Result<Record> {
    let record: Record = serde_json::from_slice(&fs::read(path)?)?;
    if record.schema != SCHEMA {
        bail!("it is of schema {}, not {SCHEMA}", record.schema);
    }
    Ok(record)
}

/// Writes a file so that it is there as a whole or not at all, also after a loss of power.
///
/// # Errors
///
/// When it cannot be written; then nothing has changed.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("partial");
    let written = File::create(&beside)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&beside, path))
        .and_then(|()| sync_folder(path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// Makes the renaming itself durable.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Returns a file name for a student that every file system takes, and that no other student has.
pub(crate) fn file_stem(student: &str) -> String {
    const MAX: usize = 80;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    // `html/index.html` is the page of the class.
    let easy = !student.is_empty()
        && !student.eq_ignore_ascii_case("index")
        && student.len() <= MAX
        && !student.starts_with(['.', '-'])
        && !student.ends_with('.')
        && student.chars().all(plain);
    if easy {
        return student.to_string();
    }
    let safe: String = student
        .chars()
        .filter(|c| plain(*c) && *c != '.')
        .take(MAX / 2)
        .collect();
    let hash = Fnv::default().with(student.as_bytes()).finish();
    format!("{}~{hash:016x}", safe.trim_start_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::class::isolation::Level;
    use crate::testing::Folder;

    fn record(student: &str, problem: &str) -> Record {
        Record {
            schema: SCHEMA.to_string(),
            student: student.to_string(),
            name: None,
            submission: String::new(),
            sources: String::new(),
            isolation: Level::L1,
            problem: Some(problem.to_string()),
            grading: None,
            times: super::super::record::RecordTimes::default(),
        }
    }

    #[test]
    fn results_are_kept_by_student_and_the_last_one_counts() {
        let out = Folder::new();
        let store = Store::open(out.path()).unwrap();
        store.keep(&record("ada", "old")).unwrap();
        store.keep(&record("ada", "new")).unwrap();
        store.keep(&record("../etc/passwd", "odd")).unwrap();
        out.write("results/bob.partial", "{\"schema\": \"pattern-cl");
        let records = store.read().unwrap();
        assert_eq!(records.keys().collect::<Vec<_>>(), ["../etc/passwd", "ada"]);
        assert_eq!(records["ada"].problem.as_deref(), Some("new"));
    }

    #[test]
    fn a_failed_write_leaves_the_result_that_was_there() {
        let out = Folder::new();
        let store = Store::open(out.path()).unwrap();
        // A folder in its place stands for a disk on which nothing can be written.
        out.write("results/ada.json/x", "");
        let error = format!("{:#}", store.keep(&record("ada", "")).unwrap_err());
        assert!(
            error.contains("cannot write") && error.contains("ada.json"),
            "{error}"
        );
        store.keep(&record("bob", "")).unwrap();
        assert!(!out.path().join("results/ada.partial").exists());
    }

    #[test]
    fn another_schema_is_refused() {
        let out = Folder::new();
        let store = Store::open(out.path()).unwrap();
        let mut later = record("ada", "");
        later.schema = "pattern-class/2".to_string();
        store.keep(&later).unwrap();
        assert!(format!("{:#}", store.read().unwrap_err()).contains("pattern-class/2"));
    }

    #[test]
    fn file_names_are_plain_and_differ() {
        assert_eq!(
            file_stem("ada.lovelace@school.ch"),
            "ada.lovelace@school.ch"
        );
        for odd in [
            "../x",
            "",
            ".",
            "-rf",
            "=cmd()",
            "a b",
            "é",
            "con:",
            "index",
            "Index",
            &"x".repeat(200),
        ] {
            let stem = file_stem(odd);
            assert!(
                stem.len() <= 80 && !stem.contains(['/', ' ', '=', ':']),
                "{stem}"
            );
            assert!(!stem.starts_with(['.', '-']), "{stem}");
            assert!(!stem.eq_ignore_ascii_case("index"), "{stem}");
        }
        assert_ne!(file_stem("a b"), file_stem("a_b"));
        assert_ne!(file_stem("é"), file_stem("è"));
    }
}
