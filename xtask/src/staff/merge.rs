//! `cargo staff merge`: brings together what several machines have graded.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use lexopt::prelude::*;

use super::class::record::Record;
use super::class::store::Store;
use super::class::summary::{self, Summary};
use super::formats::moodle::{self, Worksheet};
use super::formats::{self, Formats};
use crate::cli::Outcome;
use crate::lang::Lang;

const USAGE: &str = "usage: cargo staff merge DIR… --out DIR";

struct Options {
    parts: Vec<PathBuf>,
    out: PathBuf,
    formats: Formats,
    moodle: Option<PathBuf>,
}

impl Options {
    fn parse(arguments: &[OsString]) -> Result<Self> {
        let (mut out, mut parts) = (None, Vec::new());
        let (mut formats, mut moodle) = (Formats::default(), None);
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("out") => out = Some(PathBuf::from(parser.value()?)),
                Long("formats") => formats = Formats::parse(&parser.value()?.string()?)?,
                Long("moodle") => moodle = Some(PathBuf::from(parser.value()?)),
                Value(part) => parts.push(PathBuf::from(part)),
                other => return Err(other.unexpected().into()),
            }
        }
        ensure!(!parts.is_empty(), USAGE);
        let out = out.context(USAGE)?;
        Ok(Self {
            parts,
            out,
            formats,
            moodle,
        })
    }
}

/// Runs the command.
pub(super) fn run(arguments: &[OsString]) -> Result<Outcome> {
    let options = Options::parse(arguments)?;
    let place = |path: &Path| path.canonicalize().ok();
    let is_part = |part: &PathBuf| place(part).is_some() && place(part) == place(&options.out);
    ensure!(
        !options.parts.iter().any(is_part),
        "{} is one of the parts: the whole takes a folder of its own",
        options.out.display()
    );
    let mut whole: BTreeMap<String, Record> = BTreeMap::new();
    let mut summaries = Vec::new();
    for part in &options.parts {
        let summary = Summary::read(part)?;
        for (student, record) in Store::open(part)?.read()? {
            if let Some(other) = whole.get(&student) {
                ensure!(
                    same(other, &record)?,
                    "{student} has different results in {} and before",
                    part.display()
                );
            }
            whole.insert(student, record);
        }
        summaries.push(summary);
    }
    let exercises = complete(&summaries)?;
    one_suite(&whole)?;
    if seeds(&whole).len() > 1 {
        eprintln!("the parts were asked different inputs: give all of them one --seed");
    }
    let store = Store::open(&options.out)?;
    ensure!(
        store
            .read()?
            .keys()
            .all(|student| whole.contains_key(student)),
        "{} holds results of others already: choose another folder",
        options.out.display()
    );
    for record in whole.values() {
        store.keep(record)?;
    }
    Summary::of_names("1/1", exercises, &whole).keep(&options.out)?;
    let records: Vec<Record> = whole.into_values().collect();
    let lang = records
        .iter()
        .find_map(|record| record.grading.as_ref())
        .map_or(Lang::En, |grading| grading.lang);
    let mut good = formats::publish(&records, &options.out, &options.formats, lang);
    if let Some(path) = &options.moodle {
        good &= moodle::fill(Worksheet::read(path), &records, &options.out);
    }
    good &= summary::print(&records, 0, &options.out)?;
    Ok(if good { Outcome::Good } else { Outcome::Less })
}

/// Tells whether two results are the same but for times.
fn same(one: &Record, other: &Record) -> Result<bool> {
    let plain = |record: &Record| {
        let mut record = record.clone();
        record.times = Default::default();
        for exercise in record.grading.iter_mut().flat_map(|one| &mut one.exercises) {
            exercise.times = Default::default();
        }
        serde_json::to_string(&record)
    };
    Ok(plain(one)? == plain(other)?)
}

/// Makes sure that no part is missing; returns the exercises, which are those of every part.
fn complete(summaries: &[Summary]) -> Result<Vec<String>> {
    let first = summaries.first().context(USAGE)?;
    if let Some(other) = summaries
        .iter()
        .find(|one| one.exercises != first.exercises)
    {
        bail!(
            "one part graded {}, another {}",
            first.exercises.join(", "),
            other.exercises.join(", ")
        );
    }
    let there: BTreeSet<&str> = summaries.iter().map(|one| one.partition.as_str()).collect();
    for partition in &there {
        let of = partition
            .rsplit('/')
            .next()
            .and_then(|of| of.parse::<u64>().ok());
        for number in 1..=of.context("a partition is not of the form 2/8")? {
            let wanted = format!("{number}/{}", of.unwrap_or(1));
            ensure!(
                there.contains(wanted.as_str()),
                "partition {wanted} is missing"
            );
        }
    }
    Ok(first.exercises.clone())
}

/// Returns what the inputs of value tests were made from.
fn seeds(records: &BTreeMap<String, Record>) -> BTreeSet<u64> {
    let gradings = records.values().filter_map(|one| one.grading.as_ref());
    let exercises = gradings.flat_map(|grading| &grading.exercises);
    exercises.filter_map(|one| one.seed).collect()
}

/// Makes sure that everybody was graded with the same suite and explorer.
fn one_suite(records: &BTreeMap<String, Record>) -> Result<()> {
    let mut versions = BTreeMap::new();
    for record in records.values() {
        for one in record.grading.iter().flat_map(|grading| &grading.exercises) {
            let (first, student) = versions
                .entry(&one.name)
                .or_insert((&one.versions, &record.student));
            ensure!(
                **first == one.versions,
                "{student} and {} were graded with different suites or explorers of {}",
                record.student,
                one.name
            );
        }
    }
    Ok(())
}
