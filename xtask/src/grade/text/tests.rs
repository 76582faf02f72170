//! The text rendering: in any width, without colour, in both languages.

use super::*;
use crate::exercise::Mode;
use crate::grade::model::{NextStep, Problem, StepResult};
use crate::grade::sandbox::Level;
use crate::lang::Lang;

fn test(name: &str, status: Status, cause: &str) -> TestResult {
    TestResult {
        name: name.to_string(),
        title: "A push into a full queue sleeps until a pop makes room for it".to_string(),
        step: 1,
        mode: Mode::Value,
        points: if status == Status::Passed { 5 } else { 0 },
        max_points: 5,
        status,
        cause: cause.to_string(),
        explanation: None,
        coverage: None,
        token: None,
        timeline: None,
        output: String::new(),
        hidden: false,
    }
}

fn exercise(tests: Vec<TestResult>) -> ExerciseResult {
    let title = "A queue that makes threads wait for each other";
    ExerciseResult {
        isolation: Level::L3,
        next: Some(NextStep {
            number: 1,
            title: "Waiting".to_string(),
            place: None,
            task: None,
            statement: "exercises/queue/README.en.md".to_string(),
        }),
        ..ExerciseResult::of_one_step("queue", title, "Waiting", 10, tests)
    }
}

fn rendered(exercise: ExerciseResult, width: usize, lang: Lang) -> String {
    render(
        &Grading::new(lang, vec![exercise]),
        Timelines::All,
        &Style::plain(width, lang),
    )
}

#[test]
fn prose_stays_within_the_width() {
    let cause = "consumer0 sleeps on `not_empty` for ever: the notify came while nobody waited";
    let tests = vec![
        test("a", Status::Passed, ""),
        test("b", Status::Failed, cause),
    ];
    for lang in [Lang::En, Lang::Fr] {
        for width in [40, 60, 80, 120] {
            let text = rendered(exercise(tests.clone()), width, lang);
            for line in text.lines().filter(|line| !line.contains("cargo xtask")) {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn each_status_has_a_mark_of_its_own_and_no_colour() {
    let tests = vec![
        test("a", Status::Passed, ""),
        test("b", Status::Failed, "It failed."),
        test("c", Status::NotDone, "not done yet: step 1: wait"),
        test("d", Status::NotDone, "not done yet: step 1: wait"),
        test("e", Status::NotGraded, "Not graded."),
    ];
    let text = rendered(exercise(tests), 100, Lang::En);
    for mark in ["✓  5/5", "✗  0/5", "○  0/5", "?  0/5"] {
        assert!(text.contains(mark), "{mark}\n{text}");
    }
    assert_eq!(text.matches("not done yet").count(), 1, "{text}");
    assert!(text.contains("cargo xtask hint queue b"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(!text.contains("\n\n\n"), "{text}");
}

#[test]
fn problems_and_points_without_a_verdict_are_said() {
    let mut refused = exercise(vec![test("a", Status::NotRun, "")]);
    refused.outcome = Outcome::Refused;
    refused.not_graded_points = 5;
    refused.problems = vec![Problem {
        file: "exercises/queue/src/lib.rs".to_string(),
        line: 3,
        column: 5,
        reason: "`std::thread` is not allowed.".to_string(),
        instead: "Use `pattern_sync::thread`.".to_string(),
    }];
    let text = rendered(refused, 80, Lang::Fr);
    assert!(text.contains("exercises/queue/src/lib.rs:3:5"), "{text}");
    assert!(text.contains("ni gagnés ni perdus"), "{text}");
}

#[test]
fn colour_comes_on_top_of_the_same_text() {
    let tests = vec![
        test("a", Status::Passed, ""),
        test("b", Status::Failed, "It failed."),
    ];
    let grading = Grading::new(Lang::En, vec![exercise(tests)]);
    let plain = Style::plain(80, Lang::En);
    let coloured = render(
        &grading,
        Timelines::All,
        &Style {
            colour: true,
            ..plain
        },
    );
    let mut stripped = String::new();
    for (at, part) in coloured.split("\u{1b}[").enumerate() {
        stripped.push_str(if at == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        });
    }
    assert_ne!(coloured, stripped);
    assert_eq!(stripped, render(&grading, Timelines::All, &plain));
}

#[test]
fn of_several_exercises_only_the_one_in_hand_takes_more_than_a_line() {
    let mut done = exercise(vec![test("a", Status::Passed, "")]);
    (done.name, done.next) = ("done".to_string(), None);
    let untouched = vec![test("b", Status::NotDone, "not done yet: step 1: wait")];
    let mut first = exercise(untouched.clone());
    first.name = "first".to_string();
    let mut second = exercise(untouched);
    second.name = "second".to_string();
    let grading = Grading::new(Lang::En, vec![done, first, second]);
    let text = render(&grading, Timelines::First, &Style::plain(80, Lang::En));
    let line = |name: &str| text.lines().find(|line| line.contains(name)).unwrap();
    assert!(line("done ").starts_with("✓ done ★★"), "{text}");
    assert!(line("second ").starts_with("○ second ★★"), "{text}");
    assert!(text.contains("cargo xtask grade first"), "{text}");
    assert!(!text.contains("cargo xtask grade second"), "{text}");
    assert!(!text.contains("\n\n\n"), "{text}");
}

#[test]
fn one_timeline_is_shown_unless_all_are_asked_for() {
    let explored = |line: &'static str| {
        let failing = move || {
            pattern_sync::model::note(line);
            panic!("out of ink");
        };
        let failure = pattern_sync::model::Explorer::new().check(failing);
        Some(failure.unwrap_err().timeline().clone())
    };
    let mut tests = vec![
        test("without", Status::Failed, "No timeline."),
        test("first", Status::Failed, "It failed."),
        test("second", Status::Failed, "It failed."),
    ];
    tests[1].timeline = explored("the first story");
    tests[2].timeline = explored("the second story");
    let grading = Grading::new(Lang::En, vec![exercise(tests)]);
    let rendered = |timelines| render(&grading, timelines, &Style::plain(100, Lang::En));
    let first = rendered(Timelines::First);
    assert!(first.contains("the first story"), "{first}");
    assert!(!first.contains("the second story"), "{first}");
    assert!(first.contains("cargo xtask grade queue --all"), "{first}");
    let all = rendered(Timelines::All);
    assert!(
        all.contains("the first story") && all.contains("the second story"),
        "{all}"
    );
    assert!(!all.contains("--all"), "{all}");
}

#[test]
fn a_step_that_is_not_begun_is_one_line_but_for_the_next_one() {
    let not_done = |step| TestResult {
        step,
        ..test("waits", Status::NotDone, "not done yet")
    };
    let mut exercise = exercise(vec![
        test("fails", Status::Failed, "it slept for ever"),
        not_done(2),
        not_done(3),
    ]);
    for number in [2, 3] {
        let step = StepResult {
            number,
            ..exercise.steps[0].clone()
        };
        exercise.steps.push(step);
    }
    let text = rendered(exercise.clone(), 80, Lang::En);
    assert!(text.contains("it slept for ever"));
    assert!(!text.contains("not done yet"), "{text}");
    assert!(text.contains("Step 3: Waiting"), "{text}");
    exercise.next.as_mut().unwrap().number = 2;
    let text = rendered(exercise, 80, Lang::En);
    assert_eq!(text.matches("not done yet").count(), 1, "{text}");
}
