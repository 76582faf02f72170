//! The verdict: how each step stands, and the one thing that stands in the way.

use crate::grade::model::{ExerciseResult, Outcome, Status, StepResult, TestResult};
use crate::hints::trouble::Trouble;
use crate::messages::Message;
use crate::watch::lines::{Line, Page, Paint};
use crate::watch::state::State;

pub(super) fn show(state: &State, page: &mut Page) {
    if let Some(why) = &state.failed {
        page.item(Paint::Bad, "✗ ", why);
        return;
    }
    let Some(result) = &state.verdict else {
        page.prose(Paint::Plain, 0, &Message::WatchWaiting.to_text(state.lang));
        return;
    };
    for step in &result.steps {
        step_line(state, result, step, page);
    }
    page.blank();
    match Trouble::of(result) {
        Some(Trouble::Refused(_)) => refused(state, result, page),
        Some(Trouble::NotBuilt(_)) => not_built(state, result, page),
        Some(Trouble::Failed(test) | Trouble::NotGraded(test)) => failed(state, result, test, page),
        Some(Trouble::NotDone(test, next)) => {
            page.prose(Paint::Plain, 0, &Message::WatchEditNext.to_text(state.lang));
            page.item(Paint::Open, "○ ", &test.title);
            let place = next.place.as_ref().map(|place| match &next.task {
                Some(task) => format!("{place}: {task}"),
                None => place.clone(),
            });
            page.prose(Paint::Plain, 2, place.as_ref().unwrap_or(&test.cause));
        }
        None => done(state, page),
    }
}

fn step_line(state: &State, result: &ExerciseResult, step: &StepResult, page: &mut Page) {
    let next = result
        .next
        .as_ref()
        .is_some_and(|next| next.number == step.number);
    let (mark, paint) = match step.points {
        points if points == step.max_points => ("✓ ", Paint::Good),
        _ if next => ("▸ ", Paint::Bold),
        _ => ("○ ", Paint::Plain),
    };
    let (number, title) = (step.number, step.title.clone());
    let text = Message::Step { number, title }.to_text(state.lang);
    // What goes no further than the trouble does not know the points of what comes then, and what
    // cannot be graded knows none.
    let known = state.partial.is_none() && result.outcome == Outcome::Graded;
    let points = if known || step.points == step.max_points {
        format!("{}/{}", step.points, step.max_points)
    } else {
        format!("…/{}", step.max_points)
    };
    page.between(
        Line::new(paint, mark).and(Paint::Plain, &text),
        Line::new(paint, &points),
    );
}

fn refused(state: &State, result: &ExerciseResult, page: &mut Page) {
    page.prose(Paint::Bad, 0, &Message::Refused.to_text(state.lang));
    for problem in &result.problems {
        let place = format!("{}:{}:{}", problem.file, problem.line, problem.column);
        page.exact(Paint::Bold, 2, &place);
        page.prose(Paint::Plain, 4, &problem.reason);
        page.prose(Paint::Plain, 4, &problem.instead);
    }
}

fn not_built(state: &State, result: &ExerciseResult, page: &mut Page) {
    let said = result.why_not_built().to_text(state.lang);
    page.prose(Paint::Bad, 0, &said);
    let count = result.compiler_errors.len();
    if count > 1 {
        page.prose(
            Paint::Plain,
            0,
            &Message::WatchErrors { count }.to_text(state.lang),
        );
    }
    for error in &result.compiler_errors {
        page.blank();
        page.exact(Paint::Plain, 0, error.trim_end());
    }
}

fn failed(state: &State, result: &ExerciseResult, test: &TestResult, page: &mut Page) {
    let (mark, paint) = if test.status == Status::NotGraded {
        ("? ", Paint::Open)
    } else {
        ("✗ ", Paint::Bad)
    };
    page.item(paint, mark, &test.title);
    page.prose(Paint::Plain, 2, &test.cause);
    if let Some(timeline) = &test.timeline {
        page.blank();
        let room = page.width().saturating_sub(2);
        page.exact(Paint::Plain, 2, &timeline.render_text_in(&state.lang, room));
    }
    if !test.output.is_empty() {
        page.blank();
        page.prose(Paint::Plain, 2, &Message::Printed.to_text(state.lang));
        page.exact(Paint::Plain, 4, &test.output);
    }
    let fails = |other: &&TestResult| other.step == test.step && other.status == Status::Failed;
    let count = result.tests.iter().filter(fails).count().saturating_sub(1);
    if count > 0 && test.status == Status::Failed {
        page.blank();
        page.prose(
            Paint::Plain,
            0,
            &Message::WatchMoreFail { count }.to_text(state.lang),
        );
    }
}

fn done(state: &State, page: &mut Page) {
    let (earned, possible) = state.course.points();
    let name = state.course.in_hand().exercise.name.clone();
    let said = if earned == possible {
        Message::WatchSetDone
    } else {
        Message::WatchExerciseDone { name }
    };
    page.prose(Paint::Good, 0, &said.to_text(state.lang));
}
