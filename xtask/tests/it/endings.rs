//! Whatever happens in one graded test costs that test alone.

use std::time::Duration;

use crate::common::Fixture;
use xtask::grade::model::{ExerciseResult, Status, TestResult};
use xtask::grade::{Grader, Source};
use xtask::lang::Lang;
use xtask::repo::Repo;

fn grade(fixture: &Fixture, source: &Source) -> ExerciseResult {
    let repo = Repo::at(&fixture.root).with_target(Fixture::target());
    let quiet = |_: &xtask::messages::Message| {};
    let mut grader = Grader::new(&repo, Lang::En, &quiet);
    grader.limits.cpu = Duration::from_secs(1);
    grader.limits.wall = Duration::from_secs(600);
    let exercise = repo.exercises().unwrap().remove(0);
    grader.grade(&exercise, source).unwrap()
}

fn test<'a>(result: &'a ExerciseResult, name: &str) -> &'a TestResult {
    result.tests.iter().find(|test| test.name == name).unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn each_ending_fails_its_own_test_and_says_what_happened() {
    let fixture = Fixture::new("endings");
    fixture.write(
        "exercises/tiny/src/lib.rs",
        include_str!("../fixtures/tiny/broken.rs"),
    );
    let result = grade(&fixture, &Source::Exercise);
    assert_eq!(result.compiler_errors, [""; 0]);
    for (name, cause) in [
        ("it_panics", "this is the panic\\u{1b}[31m"),
        ("it_aborts", "The process aborted (SIGABRT)."),
        (
            "it_exits",
            "The process ended without a verdict (exit status 0).",
        ),
        ("it_overflows", "Stack overflow"),
        (
            "it_loops",
            "Endless loop: the test spent its budget of CPU time",
        ),
        (
            "it_deadlocks",
            "`philosopher` for a lock or a condition variable",
        ),
        ("it_deadlocks", "the test for the end of `philosopher`"),
        ("it_loses_an_update", "found 1, expected 2"),
    ] {
        let test = test(&result, name);
        assert_eq!(test.status, Status::Failed, "{name}: {}", test.cause);
        assert!(test.cause.contains(cause), "{name}: {}", test.cause);
    }
    let flood = test(&result, "it_floods");
    assert_eq!(
        (flood.status, flood.points),
        (Status::Passed, 10),
        "{}",
        flood.cause
    );
    assert_eq!((result.points, result.max_points), (10, 100));
    assert_eq!(result.steps[0].points, 10);
}

#[test]
fn a_wrong_answer_is_said_in_the_students_language() {
    let fixture = Fixture::new("wrong-answer");
    let suite = fixture.read("exercises/tiny/tests/graded.rs");
    let suite = suite.replace(
        "use pattern_sync::graded;",
        "use pattern_sync::graded;\nmod judge;",
    );
    let judged = "graded::judged(&judge::judge(), \"it_panics\", tiny::overflows);";
    let suite = suite.replace("graded::value(tiny::panics);", judged);
    fixture.write("exercises/tiny/tests/graded.rs", &suite);
    fixture.write(
        "exercises/tiny/tests/judge/mod.rs",
        r#"use pattern_sync::graded::{Judge, Random};

        pub(crate) fn judge() -> Judge {
            let numbers = |_: &mut Random| vec![3_u64];
            Judge::new().test("it_panics", numbers, |number, found: u64| {
                assert_eq!(found, 2 * number, "the double");
            })
        }
        "#,
    );
    fixture.write(
        "exercises/tiny/tests/graded.fr.toml",
        "\"the double\" = \"le double\"\n",
    );
    let solution = fixture.read("solutions/tiny/src/lib.rs");
    fixture.write("exercises/tiny/src/lib.rs", &solution);
    for (lang, said) in [
        (
            "en",
            "the double\n         found: 3\n      expected: 6\n         input: 3",
        ),
        (
            "fr",
            "le double\n       trouvé : 3\n      attendu : 6\n       entrée : 3",
        ),
    ] {
        let output = fixture.xtask(&["grade", "tiny", "--lang", lang]);
        let text = String::from_utf8(output.stdout).unwrap();
        let text = text.replace('\u{a0}', " ");
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn one_mistake_costs_one_test_and_the_solution_costs_none() {
    let fixture = Fixture::new("one-mistake");
    let solution = fixture.read("solutions/tiny/src/lib.rs");
    let one = solution.replace(
        "*count.lock() += 1;",
        "let seen = *count.lock();\n    *count.lock() = seen + 1;",
    );
    fixture.write("submission/src/lib.rs", &one);
    fixture.write("submission/build.rs", "fn main() { panic!() }");
    fixture.write("submission/Cargo.toml", "nonsense");
    fixture.write("submission/src/notes.txt", "");
    let result = grade(
        &fixture,
        &Source::Submission(fixture.root.join("submission")),
    );
    assert_eq!(result.points, 80, "{:?}", result.compiler_errors);
    let lost = test(&result, "it_loses_an_update");
    assert_eq!(lost.status, Status::Failed);
    assert!(lost.timeline.is_some() && lost.token.is_some());
    let ignored: Vec<_> = result
        .ignored
        .iter()
        .map(|note| note.path.as_str())
        .collect();
    assert_eq!(ignored, ["src/notes.txt", "Cargo.toml", "build.rs"]);
    let result = grade(&fixture, &Source::Solution);
    assert_eq!(result.points, 100, "{:?}", result.compiler_errors);
    assert!(result.next.is_none());
}
