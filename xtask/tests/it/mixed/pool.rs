//! What may be handed in: solutions, stubs, unusual answers, known mistakes, attacks; each with the
//! marks that it must get.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::case::{self, Verdict};
use crate::common::{Fixture, copy, real_root};

/// Sources by path; paths begin with `src/`.
pub(super) type Files = BTreeMap<String, String>;

/// Says what must become of a work.
#[derive(Clone, Debug)]
pub(super) enum Marks {
    All,
    Points(u64),
    /// This test fails; others may.
    Fails(String),
}

/// An answer to one exercise.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// Where it comes from.
    pub(super) origin: String,
    pub(super) exercise: String,
    pub(super) files: Files,
    pub(super) marks: Marks,
}

impl Work {
    fn new(exercise: &str, origin: &str, files: Files, marks: Marks) -> Self {
        Self {
            origin: format!("{exercise}: {origin}"),
            exercise: exercise.to_string(),
            files,
            marks,
        }
    }

    /// Says what is wrong with what was found about it, if anything is.
    pub(super) fn wrong(&self, record: &Value) -> Option<String> {
        let results = record["grading"]["exercises"].as_array();
        let of_ours = |one: &&Value| one["name"] == self.exercise.as_str();
        let Some(result) = results.into_iter().flatten().find(of_ours) else {
            return Some(format!("{}: {}", self.origin, record["problem"]));
        };
        let right = match &self.marks {
            Marks::All => result["points"] == result["max_points"],
            Marks::Points(points) => result["points"] == *points,
            Marks::Fails(name) => {
                let tests = result["tests"].as_array();
                let failed =
                    |test: &Value| test["name"] == name.as_str() && test["status"] == "failed";
                tests.into_iter().flatten().any(failed)
            }
        };
        let open = result["not_graded_points"] != 0;
        (!right || open).then(|| format!("{} must get {:?}: {result:#}", self.origin, self.marks))
    }
}

/// Puts `exercises` of the real set, and the one of the attacks, in the place of the fixture's own,
/// and lists every work for them.
pub(super) fn works(fixture: &Fixture, exercises: &[&str]) -> Vec<Work> {
    fs::remove_dir_all(fixture.root.join("exercises/tiny")).unwrap();
    let mut works = attacks(fixture);
    for name in exercises {
        let (exercise, solution) = (format!("exercises/{name}"), format!("solutions/{name}"));
        copy(&real_root().join(&exercise), &fixture.root.join(&exercise));
        copy(&real_root().join(&solution), &fixture.root.join(&solution));
        works.extend(of_exercise(fixture, name));
    }
    works
}

fn attacks(fixture: &Fixture) -> Vec<Work> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks");
    copy(&home.join("exercise"), &fixture.root.join("exercises/till"));
    let honest = fs::read_to_string(home.join("solution.rs")).unwrap();
    fixture.write("exercises/till/src/lib.rs", &honest);
    let all = Files::from([("src/lib.rs".to_string(), honest)]);
    let mut works = vec![Work::new("till", "the solution", all, Marks::All)];
    for case in case::load() {
        let refused = ["check", "lints", "audit"]
            .iter()
            .any(|one| case.without(one));
        let marks = match case.verdict {
            // Here every defence is in place.
            Verdict::Points(points, _) if !refused => Marks::Points(points.into()),
            _ => Marks::Points(0),
        };
        works.push(Work::new(
            "till",
            &case.to_string(),
            case.sources.files,
            marks,
        ));
    }
    works
}

fn of_exercise(fixture: &Fixture, name: &str) -> Vec<Work> {
    let home = fixture.root.join("solutions").join(name);
    let solution = files(&home.join("src"));
    let stub = files(&fixture.root.join("exercises").join(name).join("src"));
    let mut works = vec![
        Work::new(name, "the solution", solution.clone(), Marks::All),
        Work::new(name, "the stub", stub, Marks::Points(0)),
    ];
    for path in listed(&home.join("variants/unusual")) {
        let mut answer = solution.clone();
        answer.extend(files(&path));
        works.push(Work::new(name, &named(&path), answer, Marks::All));
    }
    for path in listed(&home.join("variants/faulty")) {
        let text = fs::read_to_string(&path).unwrap();
        let fails = text.lines().find_map(|line| line.strip_prefix("# fails: "));
        let fails = Marks::Fails(fails.unwrap().to_string());
        let (_, diff) = text.split_once("\n--- ").unwrap();
        let diff = format!("--- {diff}");
        let patch = diffy::Patch::from_str(&diff).unwrap();
        let file = patch.modified().unwrap().strip_prefix("b/").unwrap();
        let changed = diffy::apply(&solution[file], &patch).unwrap();
        let mut answer = solution.clone();
        answer.insert(file.to_string(), changed);
        works.push(Work::new(name, &named(&path), answer, fails));
    }
    works
}

fn named(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn files(folder: &Path) -> Files {
    let file = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (format!("src/{name}"), fs::read_to_string(path).unwrap())
    };
    listed(folder).iter().map(file).collect()
}
