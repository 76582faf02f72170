//! `JUnit`, as cargo-nextest writes it: a suite for each exercise, a case for each graded test.

use std::time::Duration;

use anyhow::Result;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::grade::model::{ExerciseResult, Outcome, Status, TestResult};
use crate::lang::Lang;
use crate::messages::staff::StaffMessage;
use crate::staff::class::record::Record;

/// Renders the report of one submission.
pub(super) fn render(record: &Record) -> Result<String> {
    let mut report = Report::new(record.student.clone());
    match &record.grading {
        Some(grading) => {
            let suite = |exercise| suite(exercise, grading.lang);
            report.add_test_suites(grading.exercises.iter().map(suite))
        }
        None => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_type("not graded");
            status.set_message(record.why_not().unwrap_or_default());
            let mut suite = TestSuite::new("submission");
            suite.add_test_case(TestCase::new(record.submission.clone(), status));
            report.add_test_suite(suite)
        }
    };
    Ok(report.to_string()?)
}

fn suite(exercise: &ExerciseResult, lang: Lang) -> TestSuite {
    let mut suite = TestSuite::new(exercise.name.clone());
    suite.set_time(Duration::from_millis(exercise.times.run_ms));
    suite.add_property(("suite", exercise.versions.suite.as_str()));
    suite.add_property(("explorer", exercise.versions.explorer.as_str()));
    suite.add_property(("isolation", format!("{:?}", exercise.isolation).as_str()));
    suite.add_property(("points", exercise.points.to_string().as_str()));
    suite.add_property(("max_points", exercise.max_points.to_string().as_str()));
    if let Some(said) = wrong_as_a_whole(exercise) {
        suite.set_system_err(said);
    }
    suite.add_test_cases(exercise.tests.iter().map(|test| case(exercise, test, lang)));
    suite
}

/// Says why no test ran, if none did.
fn wrong_as_a_whole(exercise: &ExerciseResult) -> Option<String> {
    match exercise.outcome {
        Outcome::Graded => None,
        Outcome::NotBuilt => Some(exercise.compiler_errors.join("\n\n")),
        Outcome::Refused | Outcome::NotTaken => {
            let said = exercise.problems.iter().map(|problem| {
                let place = format!("{}:{}:{}", problem.file, problem.line, problem.column);
                format!("{place}: {} {}", problem.reason, problem.instead)
            });
            Some(said.collect::<Vec<_>>().join("\n"))
        }
    }
}

/// Says in a line why a test did not pass.
fn why(exercise: &ExerciseResult, test: &TestResult, lang: Lang) -> String {
    let as_a_whole = match exercise.outcome {
        Outcome::NotBuilt if !exercise.has_no_verdict() => StaffMessage::DoesNotCompile,
        Outcome::Refused => StaffMessage::UsesWhatIsNotAllowed,
        Outcome::NotTaken => StaffMessage::CommentNotTaken,
        Outcome::NotBuilt | Outcome::Graded => return test.cause.clone(),
    };
    as_a_whole.to_text(lang)
}

fn case(exercise: &ExerciseResult, test: &TestResult, lang: Lang) -> TestCase {
    let kind = match test.status {
        Status::Passed => None,
        Status::Failed => Some((NonSuccessKind::Failure, "failed")),
        Status::NotDone => Some((NonSuccessKind::Failure, "not done")),
        Status::NotRun => Some((NonSuccessKind::Failure, "not run")),
        Status::NotGraded => Some((NonSuccessKind::Error, "not graded")),
    };
    let status = match kind {
        None => TestCaseStatus::success(),
        Some((kind, name)) => {
            let mut status = TestCaseStatus::non_success(kind);
            status.set_type(name);
            status.set_message(why(exercise, test, lang));
            if let Some(timeline) = &test.timeline {
                status.set_description(timeline.render_text_in(&lang, super::WIDTH));
            }
            status
        }
    };
    let mut case = TestCase::new(test.name.clone(), status);
    case.set_classname(exercise.name.clone());
    if !test.output.is_empty() {
        case.set_system_out(&test.output);
    }
    case.add_property(("title", test.title.as_str()));
    case.add_property(("points", test.points.to_string().as_str()));
    case.add_property(("max_points", test.max_points.to_string().as_str()));
    case
}
