//! Feedback: a comment of one line on what a student has earned.

use crate::grade::model::{ExerciseResult, Outcome, Status};
use crate::lang::Lang;
use crate::messages::Message;
use crate::messages::staff::StaffMessage;
use crate::staff::class::record::Record;

/// The most tests that a comment names; with a longer list nobody would find anything in it.
const MOST_TESTS: usize = 6;

/// Says in one line, in the language of the class, what the marks are, and which tests did not pass.
pub(super) fn render(record: &Record) -> String {
    let Some(grading) = &record.grading else {
        return String::new();
    };
    let one = |exercise: &ExerciseResult| {
        let lang = grading.lang;
        let marks = StaffMessage::CommentMarks {
            exercise: exercise.name.clone(),
            points: exercise.points,
            max: exercise.max_points,
        };
        let marks = marks.to_text(lang);
        match remark(exercise, lang) {
            Some(remark) => StaffMessage::CommentWithRemark { marks, remark }.to_text(lang),
            None => marks,
        }
    };
    let all: Vec<String> = grading.exercises.iter().map(one).collect();
    all.join(". ")
}

/// Says why an exercise has not all its points, if it has not.
fn remark(exercise: &ExerciseResult, lang: Lang) -> Option<String> {
    let why = match exercise.outcome {
        Outcome::NotTaken => StaffMessage::CommentNotTaken,
        Outcome::NotBuilt => StaffMessage::CommentNotBuilt,
        Outcome::Refused => StaffMessage::CommentRefused,
        Outcome::Graded => not_passed(exercise, lang)?,
    };
    Some(why.to_text(lang))
}

/// Names the first tests that did not pass, if any.
fn not_passed(exercise: &ExerciseResult, lang: Lang) -> Option<StaffMessage> {
    let open = exercise
        .tests
        .iter()
        .filter(|test| test.status != Status::Passed);
    let open: Vec<String> = open.map(|test| test.title.clone()).collect();
    let count = open.len();
    let named = open.into_iter().take(MOST_TESTS);
    let mut tests =
        named.reduce(|before, after| Message::Clauses { before, after }.to_text(lang))?;
    if let Some(count @ 1..) = count.checked_sub(MOST_TESTS) {
        tests = StaffMessage::CommentMore { tests, count }.to_text(lang);
    }
    Some(StaffMessage::CommentNotPassed { count, tests })
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
            "tiny: 20/100 (2 tests not passed: It loses an update; It ends)"
        );
        let grading = record.grading.as_mut().unwrap();
        let failed = grading.exercises[0].tests[1].clone();
        assert_eq!(grading.exercises[0].tests.pop().unwrap().title, "It ends");
        let one = "tiny: 20/100 (1 test not passed: It loses an update)";
        assert_eq!(render(&record), one);
        let grading = record.grading.as_mut().unwrap();
        grading.exercises[0].tests.extend(vec![failed; 10]);
        grading.lang = Lang::Fr;
        let said = render(&record);
        assert!(
            said.starts_with("tiny\u{a0}: 20/100 (11 tests non réussis\u{a0}: It loses"),
            "{said}"
        );
        assert!(said.ends_with("\u{a0}; et 5 de plus)"), "{said}");
        record.grading.as_mut().unwrap().exercises[0].outcome = Outcome::NotBuilt;
        assert_eq!(render(&record), "tiny\u{a0}: 20/100 (ne compile pas)");
    }
}
