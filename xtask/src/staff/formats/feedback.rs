//! Feedback: a comment of one line on what a student has earned.

use crate::grade::model::{ExerciseResult, Outcome, Status};
use crate::lang::Lang;
use crate::staff::class::record::Record;

/// The most tests that a comment names; with a longer list nobody would find anything in it.
const MOST_TESTS: usize = 6;

/// Says in one line, in the language of the class, what the marks are, and which tests did not pass.
pub(super) fn render(record: &Record) -> String {
    let Some(grading) = &record.grading else {
        return String::new();
    };
    let one = |exercise: &ExerciseResult| {
        let (points, max) = (exercise.points, exercise.max_points);
        let colon = match grading.lang {
            Lang::En => ": ",
            Lang::Fr => "\u{a0}: ",
        };
        let marks = format!("{}{colon}{points}/{max}", exercise.name);
        match remark(exercise, grading.lang) {
            said if said.is_empty() => marks,
            said => format!("{marks} ({said})"),
        }
    };
    let all: Vec<String> = grading.exercises.iter().map(one).collect();
    all.join(". ")
}

/// Says why an exercise has not all its points.
fn remark(exercise: &ExerciseResult, lang: Lang) -> String {
    let (not_there, not_compiled, not_allowed) = match lang {
        Lang::En => (
            "there are no sources that could be graded",
            "does not compile",
            "uses what is not allowed",
        ),
        Lang::Fr => (
            "pas de sources à noter",
            "ne compile pas",
            "emploie ce qui n'est pas permis",
        ),
    };
    match exercise.outcome {
        Outcome::NotTaken => not_there.to_string(),
        Outcome::NotBuilt => not_compiled.to_string(),
        Outcome::Refused => not_allowed.to_string(),
        Outcome::Graded => not_passed(exercise, lang),
    }
}

/// Names the first tests that did not pass.
fn not_passed(exercise: &ExerciseResult, lang: Lang) -> String {
    let (head, between, and, more) = match lang {
        Lang::En => ("not passed: ", "; ", "; and", "more"),
        Lang::Fr => ("non réussis\u{a0}: ", "\u{a0}; ", "\u{a0}; et", "de plus"),
    };
    let open = exercise
        .tests
        .iter()
        .filter(|test| test.status != Status::Passed);
    let open: Vec<&str> = open.map(|test| test.title.as_str()).collect();
    if open.is_empty() {
        return String::new();
    }
    let named = open[..open.len().min(MOST_TESTS)].join(between);
    match open.len().saturating_sub(MOST_TESTS) {
        0 => format!("{head}{named}"),
        left => format!("{head}{named}{and} {left} {more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::formats::html::example;

    #[test]
    fn a_comment_names_a_few_tests_in_the_language_of_the_class() {
        let mut record = example::record();
        assert_eq!(
            render(&record),
            "tiny: 20/100 (not passed: It loses an update; It ends)"
        );
        let grading = record.grading.as_mut().unwrap();
        let failed = grading.exercises[0].tests[1].clone();
        grading.exercises[0].tests.extend(vec![failed; 9]);
        grading.lang = Lang::Fr;
        let said = render(&record);
        assert!(
            said.starts_with("tiny\u{a0}: 20/100 (non réussis\u{a0}: It loses"),
            "{said}"
        );
        assert!(said.ends_with("\u{a0}; et 5 de plus)"), "{said}");
        record.grading.as_mut().unwrap().exercises[0].outcome = Outcome::NotBuilt;
        assert_eq!(render(&record), "tiny\u{a0}: 20/100 (ne compile pas)");
    }
}
