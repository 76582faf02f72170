//! Every quiz is complete, and the explorer agrees with what is said about its programs.

use std::cell::RefCell;
use std::rc::Rc;

use pattern_sync::model::{Completeness, Explorer};

use super::*;
use crate::lang::Lang;

mod programs;

/// The name of a program, and the program.
type Program = (&'static str, fn() -> String);

const PROGRAMS: &[Program] = &[
    ("a_second_copy", programs::a_second_copy::run),
    ("counted_too_early", programs::counted_too_early::run),
    ("finish_order", programs::finish_order::run),
    ("how_far_ahead", programs::how_far_ahead::run),
    ("if_for_while", programs::if_for_while::run),
    ("lost_update", programs::lost_update::run),
    ("no_barrier", programs::no_barrier::run),
    ("two_in_a_stage", programs::two_in_a_stage::run),
    ("two_workers", programs::two_workers::run),
    ("who_prints_first", programs::who_prints_first::run),
];

fn all() -> Vec<Quiz> {
    Quiz::all(&Repo::find().unwrap()).unwrap()
}

/// Returns what `program` returns under all schedules within the explorer's bounds.
fn outcomes(program: fn() -> String) -> BTreeSet<String> {
    let seen = Rc::new(RefCell::new(BTreeSet::new()));
    let body = {
        let seen = Rc::clone(&seen);
        move || {
            let outcome = program();
            seen.borrow_mut().insert(outcome);
        }
    };
    let coverage = Explorer::new().check(body).expect("it never fails");
    let whole = |completeness| completeness != Completeness::Partial;
    assert!(
        coverage
            .phases
            .iter()
            .any(|phase| whole(phase.completeness)),
        "at least one space was searched to its end: {coverage}"
    );
    seen.take()
}

#[test]
fn the_explorer_finds_what_can_happen_and_nothing_else() {
    let mut asked = BTreeSet::new();
    for quiz in all() {
        for question in &quiz.questions {
            let Some(name) = &question.program else {
                continue;
            };
            let program = PROGRAMS.iter().find(|(known, _)| known == name);
            let (name, program) = program.expect("every program is compiled above");
            asked.insert(*name);
            let found = outcomes(*program);
            for choice in &question.choices {
                let outcome = choice.outcome.as_ref().unwrap();
                let happens = found.contains(outcome);
                assert_eq!(happens, choice.right, "{name}: `{outcome}`, of {found:?}");
            }
        }
    }
    assert_eq!(
        asked.len(),
        PROGRAMS.len(),
        "every program has its question"
    );
}

#[test]
fn each_pattern_has_enough_questions_and_the_chapter_has_its_five() {
    let all = all();
    let chapter = all
        .iter()
        .flat_map(|quiz| &quiz.questions)
        .filter_map(|one| one.chapter);
    assert_eq!(
        chapter.collect::<BTreeSet<_>>(),
        BTreeSet::from([1, 2, 3, 4, 5])
    );
    for quiz in all.iter().filter(|quiz| quiz.name != "capstone") {
        let own = quiz.questions.iter().filter(|one| one.chapter.is_none());
        let (programs, words): (Vec<_>, Vec<_>) = own.partition(|one| one.program.is_some());
        assert!(programs.len() >= 2, "{}: interleavings", quiz.name);
        assert!(
            programs.len() + words.len() >= 4,
            "{}: questions",
            quiz.name
        );
    }
    assert_eq!(all.len(), 6);
}

#[test]
fn questions_and_reasons_are_said_in_both_languages() {
    for quiz in all() {
        for question in &quiz.questions {
            let words = question
                .choices
                .iter()
                .filter_map(|choice| choice.text.as_ref());
            for text in words.chain([&question.ask, &question.why]) {
                let (en, fr) = (text.get(Lang::En), text.get(Lang::Fr));
                assert!(!en.is_empty() && !fr.is_empty(), "{}", question.id);
            }
            let (en, fr) = (question.why.get(Lang::En), question.why.get(Lang::Fr));
            assert_ne!(en, fr, "{}", question.id);
        }
    }
}
