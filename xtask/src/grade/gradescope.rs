//! Renders the result model as Gradescope's `results.json`.
//!
//! One result for each graded test. Gradescope shows the output to the student after the due date
//! or at once, as the assignment is set up: `visibility` asks for at once.

use anyhow::Result;
use serde_json::{Value, json};

use super::model::{ExerciseResult, Grading, Outcome, Status, TestResult};
use crate::escape;
use crate::lang::Lang;
use crate::messages::Message;

/// Renders `grading` as indented JSON.
///
/// # Errors
///
/// None for any model that the grader makes.
pub fn render(grading: &Grading) -> Result<String> {
    let mut tests = Vec::new();
    for exercise in &grading.exercises {
        let entry = |test| entry(exercise, test, grading.lang);
        tests.extend(exercise.tests.iter().map(entry));
    }
    let took: u64 = grading
        .exercises
        .iter()
        .map(|one| one.times.build_ms + one.times.run_ms)
        .sum();
    let value = json!({
        "score": grading.points,
        "execution_time": took / 1000,
        "output": output(grading),
        // Otherwise it is taken for HTML, and `Vec<T>` in an error of the compiler is a tag.
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&value)?))
}

/// Says what is wrong with an exercise as a whole.
fn output(grading: &Grading) -> String {
    let mut out = String::new();
    for exercise in &grading.exercises {
        let said: Vec<String> = match exercise.outcome {
            Outcome::Graded => Vec::new(),
            Outcome::NotBuilt => exercise.compiler_errors.clone(),
            Outcome::Refused | Outcome::NotTaken => exercise.problems.iter().map(said).collect(),
        };
        for one in said {
            out.push_str(&format!("{}: {}\n", exercise.name, escape::visible(&one)));
        }
    }
    if grading.not_graded_points > 0 {
        let points = grading.not_graded_points;
        let said = Message::NotGradedPoints { points }.to_text(grading.lang);
        out.push_str(&format!("{said}\n"));
    }
    if let Some(level) = grading.exercises.iter().map(|one| one.isolation).min() {
        let said = Message::Isolated { level }.to_text(grading.lang);
        out.push_str(&format!("{said}\n"));
    }
    for exercise in &grading.exercises {
        let said = exercise.versions.said(&exercise.name).to_text(grading.lang);
        out.push_str(&format!("{said}\n"));
    }
    out
}

fn said(problem: &super::model::Problem) -> String {
    let place = format!("{}:{}:{}", problem.file, problem.line, problem.column);
    format!("{place}: {} {}", problem.reason, problem.instead)
}

fn entry(exercise: &ExerciseResult, test: &TestResult, lang: Lang) -> Value {
    let status = if test.status == Status::Passed {
        "passed"
    } else {
        "failed"
    };
    let mut output = test.cause.clone();
    if let Some(timeline) = &test.timeline {
        output.push_str(&format!("\n\n{}", timeline.render_text_in(&lang, 100)));
    }
    json!({
        "score": test.points,
        "max_score": test.max_points,
        "status": status,
        "name": test.title,
        "number": format!("{}.{}", exercise.name, test.step),
        "output": escape::visible(&output),
        "output_format": "text",
        "tags": [exercise.name, test.name],
        "visibility": "visible",
    })
}
