//! `cargo staff similarity`: pairs of submissions that are alike, once what everybody was given is
//! taken out: the stub, and the text of our libraries.
//!
//! It points at pairs to read, and proves nothing: there are not many ways to write a small queue.

mod winnow;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use lexopt::prelude::*;
use maud::{Markup, html};

use self::winnow::{Given, Print};
use super::class::{chosen, roster, submission_sources};
use super::formats::html::{page, visible};
use super::words::{counted, number};
use crate::cli::Outcome;
use crate::exercise::Exercise;
use crate::grade::intake;
use crate::lang::Lang;
use crate::repo::Repo;
use crate::{escape, stub, terminal};

/// From which part on a pair is listed, unless something else is said.
const LEAST: f64 = 0.5;

/// The most pairs that are listed.
const MOST: usize = 200;

/// The most passages that are named of a pair: the longest.
const MOST_PLACES: usize = 5;

/// The fewest fingerprints that a submission must have of its own for a comparison to say anything.
const FEWEST: usize = 8;

const USAGE: &str = "usage: cargo staff similarity --submissions DIR";

struct Options {
    submissions: PathBuf,
    exercises: Vec<String>,
    least: f64,
    html: Option<PathBuf>,
}

impl Options {
    fn parse(arguments: &[OsString]) -> Result<Self> {
        let mut submissions = None;
        let (mut exercises, mut least, mut html) = (Vec::new(), LEAST, None);
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("submissions") => submissions = Some(PathBuf::from(parser.value()?)),
                Long("exercises") => {
                    let names = parser.value()?.string()?;
                    exercises.extend(names.split(',').map(str::to_string));
                }
                Long("least") => least = number::<f64>(&mut parser, "least")? / 100.0,
                Long("html") => html = Some(PathBuf::from(parser.value()?)),
                other => return Err(other.unexpected().into()),
            }
        }
        ensure!(
            (0.0..=1.0).contains(&least),
            "--least is a number of percent"
        );
        let submissions = submissions.context(USAGE)?;
        Ok(Self {
            submissions,
            exercises,
            least,
            html,
        })
    }
}

/// One pair that is alike.
struct Pair<'a> {
    exercise: &'a str,
    one: &'a str,
    other: &'a str,
    /// Which part of the smaller one is in the larger one, of what is their own.
    alike: f64,
    /// Where: lines of the one, lines of the other; the longest passages first.
    places: Vec<(winnow::Lines, winnow::Lines)>,
    /// How many more passages there are.
    more: usize,
}

/// Runs the command.
pub(super) fn run(repo: &Repo, arguments: &[OsString]) -> Result<Outcome> {
    let options = Options::parse(arguments)?;
    let exercises = chosen(repo, &options.exercises)?;
    let entries = roster::read(&options.submissions)?;
    let mut prints: BTreeMap<(usize, String), Print> = BTreeMap::new();
    let mut troubles = Vec::new();
    let given: Result<Vec<Given>> = exercises.iter().map(|one| given(repo, one)).collect();
    let given = given?;
    let scratch = repo.target().join("similarity");
    for entry in &entries {
        match submission_sources(entry, &exercises, &scratch) {
            Ok(found) => {
                for (at, sources) in found {
                    let print = Print::of(&sources, &given[at]);
                    prints.insert((at, entry.student_and_name()), print);
                }
            }
            Err(why) => {
                let who = entry.student_and_name();
                troubles.push(format!("{who}: not compared: {} {why}", entry.file));
            }
        }
    }
    let pairs = pairs(&exercises, &prints, options.least);
    let summary = summary(pairs.len(), prints.len(), options.least);
    if let Some(path) = &options.html {
        let page = render_page(&pairs, &summary, &troubles);
        fs::write(path, page).with_context(|| path.display().to_string())?;
    }
    terminal::print(&render(&pairs, &summary))?;
    troubles.iter().for_each(|line| eprintln!("{line}"));
    Ok(if troubles.is_empty() {
        Outcome::Good
    } else {
        Outcome::Less
    })
}

/// Collects what everybody was given for `exercise`: its stub, its tests, our libraries.
fn given(repo: &Repo, exercise: &Exercise) -> Result<Given> {
    let mut given = Given::default();
    for text in stub::of_exercise(repo, &exercise.name)?.values() {
        given.add(text);
    }
    let tests = intake::collect_below(&repo.exercise_dir(&exercise.name), "tests", "graded.rs");
    if let Ok(tests) = tests {
        tests.files.values().for_each(|text| given.add(text));
    }
    let crates = repo.root().join("crates");
    if crates.is_dir() {
        add_folder(&crates, &mut given)?;
    }
    Ok(given)
}

fn add_folder(folder: &Path, given: &mut Given) -> Result<()> {
    let context = || folder.display().to_string();
    for entry in fs::read_dir(folder).with_context(context)? {
        let path = entry.with_context(context)?.path();
        if path.is_dir() {
            add_folder(&path, given)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            given.add(&fs::read_to_string(&path).with_context(context)?);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let text = fs::read_to_string(&path).with_context(context)?;
            code_blocks(&text).for_each(|code| given.add(code));
        }
    }
    Ok(())
}

/// Lists the blocks of code of a lesson.
fn code_blocks(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.split_once('\n').map(|(_, code)| code))
}

/// Compares everybody with everybody, by exercise; the most alike come first.
fn pairs<'a>(
    exercises: &'a [Exercise],
    prints: &'a BTreeMap<(usize, String), Print>,
    least: f64,
) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    let all: Vec<(&(usize, String), &Print)> = prints
        .iter()
        .filter(|(_, print)| print.len() >= FEWEST)
        .collect();
    for (number, ((at, one), print)) in all.iter().enumerate() {
        for ((other_at, other), other_print) in &all[number + 1..] {
            if at != other_at {
                break;
            }
            let alike = print.alike(other_print);
            if alike >= least {
                let exercise = exercises[*at].name.as_str();
                pairs.push(Pair {
                    exercise,
                    one,
                    other,
                    alike,
                    places: Vec::new(),
                    more: 0,
                });
            }
        }
    }
    pairs.sort_by(|a, b| b.alike.total_cmp(&a.alike));
    pairs.truncate(MOST);
    for pair in &mut pairs {
        let at = exercises
            .iter()
            .position(|one| one.name == pair.exercise)
            .unwrap_or(0);
        let print = |student: &str| prints.get(&(at, student.to_string()));
        if let (Some(one), Some(other)) = (print(pair.one), print(pair.other)) {
            pair.places = one.places(other);
            pair.places.sort_by_key(|(one, _)| Reverse(one.count()));
            pair.more = pair.places.len().saturating_sub(MOST_PLACES);
            pair.places.truncate(MOST_PLACES);
        }
    }
    pairs
}

/// Says how many pairs there are, and among how many works.
fn summary(pairs: usize, works: usize, least: f64) -> String {
    let (pairs, works) = (counted(pairs, "pair"), counted(works, "work"));
    format!("{pairs} of {works} alike, from {:.0} % on", least * 100.0)
}

fn render(pairs: &[Pair<'_>], summary: &str) -> String {
    let mut out = format!("{summary}\n");
    for pair in pairs {
        let _ = writeln!(
            out,
            "\n{:3.0} %  {}  {} ~ {}",
            pair.alike * 100.0,
            pair.exercise,
            pair.one,
            pair.other
        );
        for (one, other) in &pair.places {
            let _ = writeln!(
                out,
                "       {} ~ {}",
                escape::one_line(&one.to_string()),
                escape::one_line(&other.to_string())
            );
        }
        if pair.more > 0 {
            let more = counted(pair.more, "shorter passage");
            let _ = writeln!(out, "       and {more}");
        }
    }
    out
}

fn render_page(pairs: &[Pair<'_>], summary: &str, troubles: &[String]) -> String {
    let body = html! {
        header {
            h1 { "Similar submissions" }
            p {
                "Alike in what is their own: the stub, the tests and our libraries are taken out. \
                 This points at pairs to read, and proves nothing."
            }
            p { strong { (summary) } "." }
            @if !troubles.is_empty() {
                ul.problems { @for line in troubles { li.problem { (visible(line)) } } }
            }
        }
        @if !pairs.is_empty() { (table(pairs)) }
    };
    page("Similar submissions", &body, Lang::En)
}

fn table(pairs: &[Pair<'_>]) -> Markup {
    html! {
        table {
            thead { tr { th.number { "alike" } th { "exercise" } th { "pair" } th { "where" } } }
            tbody {
                @for pair in pairs {
                    tr {
                        td.number { strong { (format!("{:.0} %", pair.alike * 100.0)) } }
                        td { (pair.exercise) }
                        td { (visible(pair.one)) br; (visible(pair.other)) }
                        td {
                            @for (one, other) in &pair.places {
                                code.whole { (visible(&one.to_string())) " ~ " (visible(&other.to_string())) } br;
                            }
                            @if pair.more > 0 {
                                span.quiet { "and " (counted(pair.more, "shorter passage")) }
                            }
                        }
                    }
                }
            }
        }
    }
}
