//! A class of everything at once, graded twice: killed and resumed in the middle, then in another
//! order, under other names and with another number of jobs. All results must be the same but for times.
//!
//! The ordinary test takes a few works. All of a class is for whoever has a quarter of an hour:
//!
//! ```sh
//! PATTERN_CLASS=200 cargo test -p xtask --features staff --test it -- --ignored --nocapture mixed
//! ```
//!
//! `PATTERN_CLASS_EXERCISES=pipeline,capstone` limits it to those, `PATTERN_CLASS_SEED=7` draws others.

#[path = "../../attacks/case.rs"]
#[expect(dead_code, reason = "the attacks' own test looks more closely")]
mod case;
mod pool;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use self::pool::Work;
use crate::class::{results, staff, write, zip};
use crate::common::Fixture;

const ALL: [&str; 6] = [
    "producer-consumer",
    "worker-pool",
    "map-reduce",
    "pipeline",
    "master-worker",
    "capstone",
];

#[test]
fn a_mixed_class_gets_the_same_marks_twice() {
    the_same_twice("class-mixed", &["producer-consumer"], 12, 1, 1);
}

#[test]
#[ignore = "it takes a quarter of an hour; see the head of this file"]
fn a_mixed_class_of_any_size_gets_the_same_marks_twice() {
    let number = |name: &str, else_: u64| {
        env::var(name).map_or(else_, |text| text.parse().expect("a number"))
    };
    let count = usize::try_from(number("PATTERN_CLASS", 200)).unwrap();
    let chosen = env::var("PATTERN_CLASS_EXERCISES").unwrap_or_else(|_| ALL.join(","));
    let exercises: Vec<&str> = chosen.split(',').collect();
    let seed = number("PATTERN_CLASS_SEED", 1);
    the_same_twice("class-large", &exercises, count, seed, 3);
}

/// Draws numbers, the same ones from the same seed.
struct Draw(u64);

impl Draw {
    /// Returns a number below `end`.
    fn below(&mut self, end: usize) -> usize {
        // An LCG with the constants of Knuth's MMIX; its high bits are its best.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// Takes `count` of `works`: of each exercise in turn, drawn; the whole pool again if it is too small.
fn drawn(works: Vec<Work>, count: usize, draw: &mut Draw) -> Vec<Work> {
    let mut by_exercise: BTreeMap<String, Vec<Work>> = BTreeMap::new();
    for work in works {
        by_exercise
            .entry(work.exercise.clone())
            .or_default()
            .push(work);
    }
    let whole = by_exercise.clone();
    let mut chosen = Vec::new();
    while chosen.len() < count {
        for (name, left) in &mut by_exercise {
            if left.is_empty() {
                left.clone_from(&whole[name]);
            }
            chosen.push(left.swap_remove(draw.below(left.len())));
        }
    }
    chosen.truncate(count);
    chosen
}

/// Grades `count` works twice, the first time with so many `kills`.
fn the_same_twice(name: &str, exercises: &[&str], count: usize, seed: u64, kills: usize) {
    let fixture = Fixture::new(name);
    let draw = &mut Draw(seed);
    let works = drawn(pool::works(&fixture, exercises), count, draw);
    let mirrored = |at: usize| count - 1 - at;
    for (at, work) in works.iter().enumerate() {
        hand_in(&fixture, "one", at, at, work);
        hand_in(&fixture, "other", mirrored(at), at, work);
    }

    let start = Instant::now();
    let mut before = 0;
    let part = count / (kills + 1);
    for number in 1..=kills {
        // Somewhere in each part but the first; what it does just then is as it happens.
        let at = (part * number + draw.below(part))
            .max(before + 1)
            .min(count);
        before = killed_at(&fixture, count, at);
        eprintln!("killed when {before} of {count} were kept");
    }
    let (code, text) = grade(&fixture, "one", "2", &["--resume"]);
    assert!(code <= 1, "{text}");
    assert_eq!(text.matches(", as before\n").count(), before, "{text}");
    report(
        &format!("killed {kills} times and resumed, 2 jobs"),
        count,
        start.elapsed(),
    );
    let start = Instant::now();
    let (code, text) = grade(&fixture, "other", "1", &[]);
    assert!(code <= 1, "{text}");
    report("in the reverse order, 1 job", count, start.elapsed());
    let level = text.split("isolation ").nth(1).map(|rest| &rest[..2]);
    eprintln!("isolation: {}", level.unwrap());

    let (one, other) = (results(&fixture, "one-out"), results(&fixture, "other-out"));
    let mut wrong = Vec::new();
    for (at, work) in works.iter().enumerate() {
        let (first, second) = (&one[&student(at)], &other[&student(mirrored(at))]);
        wrong.extend(work.wrong(first));
        if without_who(first) != without_who(second) {
            wrong.push(format!("{} differs:\n{first:#}\n{second:#}", work.origin));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    assert_eq!((one.len(), other.len()), (count, count));
}

fn student(at: usize) -> String {
    format!("{:05}", 10_000 + at)
}

/// Hands `work` in as the student `who`, in one of the shapes that there are.
fn hand_in(fixture: &Fixture, class: &str, who: usize, shape: usize, work: &Work) {
    let who = student(who);
    let under = |prefix: &str| -> Vec<(String, &str)> {
        let path = |file: &String| format!("{prefix}{}/{file}", work.exercise);
        let files = work.files.iter();
        files
            .map(|(file, text)| (path(file), text.as_str()))
            .collect()
    };
    let zipped = |files: &[(String, &str)]| {
        let files: Vec<_> = files
            .iter()
            .map(|(path, text)| (path.as_str(), *text))
            .collect();
        zip(&files)
    };
    let moodle = format!("{class}/Anne-Marie O'Neill_{who}_assignsubmission_file");
    match shape % 4 {
        0 => {
            for (path, text) in under(&format!("{class}/{who}/")) {
                fixture.write(&path, text);
            }
        }
        1 => write(
            fixture,
            &format!("{class}/{who}.zip"),
            &zipped(&under("main/exercises/")),
        ),
        2 => write(fixture, &format!("{moodle}/work.zip"), &zipped(&under(""))),
        _ => {
            for (path, text) in under(&format!("{moodle}_/exercises/")) {
                fixture.write(&path, text);
            }
        }
    }
}

fn arguments<'a>(class: &'a str, out: &'a str, jobs: &'a str) -> Vec<&'a str> {
    let mut arguments = vec![
        "class",
        "--submissions",
        class,
        "--out",
        out,
        "--jobs",
        jobs,
    ];
    arguments.extend(["--formats", "none", "--accept-weak-isolation"]);
    // Both times the same questions, and others than students see: some works know those.
    arguments.extend(["--seed", "20261128"]);
    arguments
}

fn grade(fixture: &Fixture, class: &str, jobs: &str, more: &[&str]) -> (i32, String) {
    let out = format!("{class}-out");
    let mut arguments = arguments(class, &out, jobs);
    arguments.extend(more);
    staff(fixture, &arguments)
}

/// Grades until `at` of `count` have a result, then kills the grader; returns how many were kept.
fn killed_at(fixture: &Fixture, count: usize, at: usize) -> usize {
    let mut arguments = arguments("one", "one-out", "2");
    arguments.push("--resume");
    let mut child = fixture
        .command(env!("CARGO_BIN_EXE_staff"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    let mark = format!("[{at}/{count}]");
    let reached = told.find(|line| line.as_ref().is_ok_and(|line| line.starts_with(&mark)));
    // On Unix this is signal 9, which nothing can answer.
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(reached.is_some(), "it told of {at} results");
    let files = fs::read_dir(fixture.root.join("one-out/results")).unwrap();
    let paths = files.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|one| one == "json"))
        .count()
}

fn report(what: &str, count: usize, took: Duration) {
    let per_minute = count as f64 * 60.0 / took.as_secs_f64();
    eprintln!(
        "{what}: {count} in {:.0} s, {per_minute:.1} a minute",
        took.as_secs_f64()
    );
}

/// Returns a result without what says whose it is.
fn without_who(record: &Value) -> Value {
    let mut record = record.clone();
    for field in ["student", "name", "submission"] {
        record[field] = json!(null);
    }
    record
}
