//! Each hint says more than the one before, and all are about the failure that was seen.

use super::*;
use crate::exercise::Mode;
use crate::grade::model::Status;
use crate::watch::testing::{self, SUITE};
use pattern_sync::model::{Awaited, LockStep};

fn of(result: &ExerciseResult, lang: Lang) -> [String; LEVELS] {
    let exercise = testing::exercise(&result.name);
    let from = Sources {
        exercise: &exercise,
        suite: SUITE,
        result,
        lang,
        at_desk: true,
    };
    let trouble = Trouble::of(result).expect("something stands in the way");
    hints(&trouble, &from).map(|hint| {
        let text = hint.into_iter().map(|part| match part {
            Part::Sentence(text) => text,
            Part::Code(lines) => lines.join("\n"),
        });
        text.collect::<Vec<_>>().join("\n")
    })
}

#[test]
fn a_sleeper_is_asked_about_by_name_then_explained_then_shown() {
    let result = testing::result("a", [Status::Passed, Status::Failed]);
    let [first, second, third] = of(&result, Lang::En);
    assert!(
        first.contains("`consumer0` sleeps on `not_empty`"),
        "{first}"
    );
    assert_eq!(second, "Who notifies?");
    for part in [
        "consumer0  src/lib.rs:12",
        "self.not_empty.wait(&mut state);",
        "Press t",
        "tests/graded.rs:4",
        "graded::explored(|| push());",
    ] {
        assert!(third.contains(part), "{part}: {third}");
    }
    let [first, second, _] = of(&result, Lang::Fr);
    assert!(
        first.contains("`consumer0` dort sur `not_empty`"),
        "{first}"
    );
    assert_eq!(second, "Qui notifie\u{a0}?");
}

#[test]
fn away_from_the_desk_hints_name_commands_and_no_keys() {
    let result = testing::result("a", [Status::Passed, Status::Failed]);
    let exercise = testing::exercise(&result.name);
    let from = Sources {
        exercise: &exercise,
        suite: SUITE,
        result: &result,
        lang: Lang::En,
        at_desk: false,
    };
    let trouble = Trouble::of(&result).expect("something stands in the way");
    let given = format!("{:?}", hints(&trouble, &from));
    assert!(given.contains("cargo xtask timeline --open "), "{given}");
    assert!(!given.contains("Press"), "{given}");
}

#[test]
fn a_wrong_value_leads_to_the_test_and_not_to_a_schedule() {
    let mut result = testing::result("a", [Status::Passed, Status::Failed]);
    let test = &mut result.tests[1];
    (test.mode, test.explanation) = (Mode::Value, None);
    (test.timeline, test.token) = (None, None);
    let [first, _, third] = of(&result, Lang::En);
    assert!(first.contains("needs no schedule"), "{first}");
    assert!(
        third.contains("fn it_sleeps()") && !third.contains("Press t"),
        "{third}"
    );
}

/// The first and the last hint for a test that failed for this reason.
fn asked(cause: Option<Cause>) -> (String, String) {
    let mut result = testing::result("a", [Status::Passed, Status::Failed]);
    result.tests[1].explanation = cause;
    let [first, _, third] = of(&result, Lang::En);
    (first, third)
}

#[test]
fn the_question_is_about_the_cause_and_not_about_who_stands_where_at_the_end() {
    let (thread, at) = (|| "consumer1".to_string(), testing::at);
    let endless = |timed| Cause::Endless {
        thread: thread(),
        at: at(),
        timed,
        settling: None,
        steps: 1_000,
    };
    let step = |thread: &str, lock: &str| LockStep {
        thread: thread.to_string(),
        lock: lock.to_string(),
        at: at(),
    };
    for (cause, question) in [
        (endless(false), "`consumer1` goes round and round"),
        (endless(true), "Only the clock wakes `consumer1`"),
        (
            Cause::Polling {
                thread: thread(),
                awaits: None,
                at: at(),
            },
            "Only the clock wakes `consumer1`",
        ),
        (
            Cause::AsleepWithALock {
                thread: thread(),
                condvar: "done".to_string(),
                at: at(),
                lock: "unfinished".to_string(),
                blocked: "main".to_string(),
                blocked_at: at(),
            },
            "`consumer1` goes to sleep while it holds `unfinished`",
        ),
        (
            Cause::LockCycle {
                steps: vec![step("left", "a"), step("right", "b")],
            },
            "(by `left`, `right`)",
        ),
        (
            Cause::Stuck {
                thread: thread(),
                awaits: Awaited::Unpark,
                at: at(),
                remark: None,
                others: Vec::new(),
            },
            "`consumer1` waits and nothing will come",
        ),
        (
            Cause::Panic {
                thread: thread(),
                message: "too heavy".to_string(),
                at: None,
                just_woken: None,
                strayed: None,
                then: Some(Box::new(Cause::Stuck {
                    thread: "main".to_string(),
                    awaits: Awaited::Unpark,
                    at: at(),
                    remark: None,
                    others: Vec::new(),
                })),
            },
            "`consumer1` panicked, and after that `main` waits for ever",
        ),
        (Cause::Alone, "by a single thread"),
        (Cause::Diverged, "outlives one run"),
    ] {
        let (first, _) = asked(Some(cause));
        assert!(first.contains(question), "{question}: {first}");
    }
    let (first, _) = asked(None);
    assert!(first.contains("calls itself for ever"), "{first}");
}

#[test]
fn who_goes_round_and_round_is_shown_there_and_not_where_it_stands() {
    let mut at = testing::at();
    at.line = 77;
    let (_, third) = asked(Some(Cause::Endless {
        thread: "consumer0".to_string(),
        at,
        timed: false,
        settling: None,
        steps: 1_000,
    }));
    assert!(third.contains("consumer0  src/lib.rs:77"), "{third}");
    assert!(!third.contains("src/lib.rs:12"), "{third}");
}

#[test]
fn what_failed_by_itself_comes_before_what_counts_as_failed_because_of_it() {
    let mut result = testing::result("a", [Status::Failed, Status::Failed]);
    result.tests.reverse();
    let explored = &mut result.tests[0];
    explored.explanation = None;
    explored.coverage = Some("1 schedule".to_string());
    let trouble = Trouble::of(&result).unwrap();
    assert_eq!(trouble.test().unwrap().name, "it_counts");
    // Where its process ended there is nothing that was explored, and it is to blame.
    result.tests[0].coverage = None;
    let trouble = Trouble::of(&result).unwrap();
    assert_eq!(trouble.test().unwrap().name, "it_sleeps");
}

#[test]
fn what_is_not_begun_leads_to_the_statement_then_to_the_whole_step() {
    let result = testing::result("a", [Status::NotDone, Status::NotDone]);
    let [first, second, third] = of(&result, Lang::En);
    assert!(
        first.contains("step 1 in exercises/a/README.en.md"),
        "{first}"
    );
    assert!(
        first.contains("This comes next: build the queue."),
        "{first}"
    );
    assert_eq!(second, "Count under the lock.");
    assert!(
        third.contains("• It counts\n• It sleeps until it is woken"),
        "{third}"
    );
    assert!(
        third.contains("`pattern_sync::sync`, `pattern_sync::time`"),
        "{third}"
    );
}

#[test]
fn an_error_of_the_compiler_passes_its_own_advice_on() {
    let error = "error[E0308]: mismatched types
 --> exercises/a/src/lib.rs:3:1
  |
3 |     wait(state)
  |          ^^^^^ expected `&mut _`
  |
  = help: try `x`
note: method defined here
 --> crates/sync/src/condvar.rs:1:1
help: consider mutably borrowing here
  |
3 |     wait(&mut state)
  |          ++++
";
    let [first, second, third] = of(&testing::not_built("a", &[error]), Lang::En);
    assert!(first.contains("first error"), "{first}");
    let advice = "  = help: try `x`
help: consider mutably borrowing here
  |
3 |     wait(&mut state)
  |          ++++";
    assert!(second.ends_with(advice), "{second}");
    assert!(!second.contains("method defined here"), "{second}");
    assert!(third.contains("rustc --explain E0308"), "{third}");
    let syntax = "error: unclosed delimiter\n --> exercises/a/src/lib.rs:3:1\n";
    let [_, second, third] = of(&testing::not_built("a", &[syntax]), Lang::En);
    assert!(second.contains("unclosed delimiter"), "{second}");
    assert!(!third.contains("--explain"), "{third}");
}

#[test]
fn a_compiler_that_was_ended_names_no_line_and_gives_no_advice() {
    let error = "error: the compiler ran out of its time or memory on this code";
    let [first, second, third] = of(&testing::not_built("a", &[error]), Lang::En);
    assert!(first.contains("did not come to an end"), "{first}");
    assert!(second.contains("press g"), "{second}");
    assert!(third.contains("smaller pieces"), "{third}");
}

#[test]
fn no_hint_is_empty_whatever_was_seen() {
    use Status::{Failed, NotDone, NotGraded, Passed};
    for second in [Failed, NotDone, NotGraded] {
        for lang in [Lang::En, Lang::Fr] {
            let hints = of(&testing::result("a", [Passed, second]), lang);
            assert!(hints.iter().all(|hint| !hint.is_empty()), "{hints:?}");
        }
    }
}
