//! A record for tests: one test of each kind.

use crate::exercise::Mode;
use crate::grade::model::{ExerciseResult, Grading, Status, TestResult};
use crate::grade::version::Versions;
use crate::lang::Lang;
use crate::staff::class::isolation::Level;
use crate::staff::class::record::{Record, RecordTimes, SCHEMA};

fn test(name: &str, title: &str, status: Status, cause: &str) -> TestResult {
    TestResult {
        name: name.to_string(),
        title: title.to_string(),
        step: 1,
        mode: Mode::Value,
        points: if status == Status::Passed { 20 } else { 0 },
        max_points: if status == Status::Passed { 20 } else { 40 },
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

/// Returns the record of `ada`, who has 20 of 100 points.
pub(in crate::staff) fn record() -> Record {
    let tests = vec![
        test("it_stays", "It stays", Status::Passed, ""),
        test(
            "it_loses_an_update",
            "It loses an update",
            Status::Failed,
            "1, not 2",
        ),
        test("it_ends", "It ends", Status::NotDone, "step 1: end"),
    ];
    let exercise = ExerciseResult {
        difficulty: 1,
        path: "submission/tiny".to_string(),
        versions: Versions {
            suite: "0.1.0+aa".to_string(),
            explorer: "0.1.0+bb".to_string(),
        },
        isolation: Level::L2,
        ..ExerciseResult::of_one_step("tiny", "Tiny", "Values", 100, tests)
    };
    Record {
        schema: SCHEMA.to_string(),
        student: "ada".to_string(),
        name: None,
        submission: "ada.zip".to_string(),
        sources: "00".to_string(),
        isolation: Level::L1,
        problem: None,
        grading: Some(Grading::new(Lang::En, vec![exercise])),
        times: RecordTimes::default(),
    }
}
