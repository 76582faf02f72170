//! Renders the result model as Classroom 50's `result.json`, schema `classroom50/result/v1`.
//!
//! What the form says besides marks (which classroom, which commit) the runner of Classroom 50 hands
//! down in environment variables.

use std::env;

use anyhow::Result;
use serde_json::{Value, json};

use super::model::{Grading, Status};
use crate::date;

/// Names the form.
const SCHEMA: &str = "classroom50/result/v1";

/// Renders `grading` as indented JSON; the runner's variables come from the environment.
///
/// # Errors
///
/// None for any model that the grader makes.
pub fn render(grading: &Grading) -> Result<String> {
    render_for(grading, |name| env::var(name).ok())
}

/// Renders `grading` with the variables that `variable` knows.
///
/// # Errors
///
/// None for any model that the grader makes.
pub fn render_for(grading: &Grading, variable: impl Fn(&str) -> Option<String>) -> Result<String> {
    let get = |name: &str| variable(name).unwrap_or_default();
    let commit = get("COMMIT_URL");
    let review = Some(get("REVIEW_URL")).filter(|url| !url.is_empty());
    let kind = Some(get("ASSIGNMENT_TYPE")).filter(|kind| !kind.is_empty());
    let several = grading.exercises.len() > 1;
    let mut tests = Vec::new();
    for exercise in &grading.exercises {
        for test in &exercise.tests {
            let name = if several {
                format!("{}: {}", exercise.name, test.title)
            } else {
                test.title.clone()
            };
            tests.push(json!({
                "test-name": name,
                "passed": test.status == Status::Passed,
                "score": test.points,
                "max-score": test.max_points,
            }));
        }
    }
    let value: Value = json!({
        "schema": SCHEMA,
        "classroom": get("CLASSROOM"),
        "assignment": get("ASSIGNMENT"),
        "assignment_type": kind.unwrap_or_else(|| "individual".to_string()),
        "owner": get("USERNAME"),
        "submission": get("SUBMISSION_TAG"),
        "commit": commit,
        "release": get("RELEASE_URL"),
        "review": review.unwrap_or(commit),
        "datetime": date::iso(),
        "score": grading.points,
        "max-score": grading.max_points,
        "tests": tests,
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&value)?))
}
