//! Each hint says more than the one before, and all are about the failure that was seen.

use super::*;
use crate::watch::testing::{self, SUITE};

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
    (result.tests[1].timeline, result.tests[1].token) = (None, None);
    let [first, _, third] = of(&result, Lang::En);
    assert!(first.contains("needs no schedule"), "{first}");
    assert!(
        third.contains("fn it_sleeps()") && !third.contains("Press t"),
        "{third}"
    );
}

#[test]
fn what_is_not_begun_leads_to_the_statement_then_to_the_whole_step() {
    let result = testing::result("a", [Status::NotDone, Status::NotDone]);
    let [first, second, third] = of(&result, Lang::En);
    assert!(
        first.contains("step 1 in exercises/a/README.en.md"),
        "{first}"
    );
    assert!(first.contains("build the queue"), "{first}");
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
    let error = "error[E0308]: mismatched types\n --> exercises/a/src/lib.rs:3:1\n  = help: try `x`\nhelp: or `y`\n";
    let [first, second, third] = of(&testing::not_built("a", &[error]), Lang::En);
    assert!(first.contains("first error"), "{first}");
    assert!(second.contains("= help: try `x`\nhelp: or `y`"), "{second}");
    assert!(third.contains("rustc --explain E0308"), "{third}");
    let [_, second, third] = of(
        &testing::not_built("a", &["error: unclosed delimiter"]),
        Lang::En,
    );
    assert!(second.contains("unclosed delimiter"), "{second}");
    assert!(!third.contains("--explain"), "{third}");
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
