//! Renders the result model as text for a terminal, from 40 columns up.

use std::fmt::Write as _;

use pattern_sync::graded::SEED;

use super::model::{ExerciseResult, Grading, Outcome, Status, TestResult};
use crate::messages::Message;
use crate::terminal::{Style, indent, wrap};

/// How far causes and timelines are indented, in columns.
const INDENT: usize = 4;

/// Says how many timelines are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timelines {
    /// That of the first failure which has one: one mistake makes many tests fail.
    First,
    /// All.
    All,
}

/// Renders `grading`.
pub fn render(grading: &Grading, timelines: Timelines, style: &Style) -> String {
    let mut out = String::new();
    let several = grading.exercises.len() > 1;
    let is_open = |exercise: &&ExerciseResult| exercise.next.is_some();
    let first_open = grading.exercises.iter().find(is_open).map(|one| &one.name);
    for exercise in &grading.exercises {
        // Of several, those that are done or not begun need no words, but for the one to begin with.
        let brief = several && (is_done(exercise) || is_untouched(exercise));
        if brief && first_open != Some(&exercise.name) {
            out.push_str(&in_one_line(exercise, style));
        } else {
            blank_line(&mut out);
            out.push_str(&render_exercise(exercise, timelines, style));
            out.push('\n');
        }
    }
    if several {
        blank_line(&mut out);
        let total = points(grading.points, grading.max_points, style);
        let _ = writeln!(
            out,
            "{}",
            line(&Message::Total.to_text(style.lang), &total, style)
        );
    }
    if let Some(level) = grading.exercises.iter().map(|one| one.isolation).min() {
        blank_line(&mut out);
        let said = Message::Isolated { level }.to_text(style.lang);
        out.push_str(&wrap(&said, style.width, 0));
    }
    if let Some(seed) = grading.exercises.iter().find_map(|one| one.seed)
        && seed != SEED
    {
        let seed = seed.to_string();
        let said = Message::Seed { seed }.to_text(style.lang);
        out.push_str(&wrap(&said, style.width, 0));
    }
    out
}

fn render_exercise(exercise: &ExerciseResult, timelines: Timelines, style: &Style) -> String {
    let mut out = String::new();
    out.push_str(&style.bold(wrap(&heading(exercise), style.width, 0).trim_end()));
    out.push('\n');
    out.push_str(&ignored(exercise, style));
    match exercise.outcome {
        Outcome::Graded => out.push_str(&steps(exercise, timelines, style)),
        Outcome::Refused => out.push_str(&problems(exercise, style)),
        Outcome::NotTaken => {
            for problem in &exercise.problems {
                let said = wrap(&problem.reason, style.width, 0);
                let _ = write!(out, "\n{}\n", style.red(said.trim_end()));
            }
        }
        Outcome::NotBuilt => {
            let said = exercise.why_not_built().to_text(style.lang);
            let said = wrap(&said, style.width, 0);
            let _ = write!(
                out,
                "\n{}\n{}\n",
                style.red(said.trim_end()),
                exercise.compiler_errors.join("\n\n")
            );
        }
    }
    let total = points(exercise.points, exercise.max_points, style);
    blank_line(&mut out);
    let _ = writeln!(
        out,
        "{}",
        line(&Message::Total.to_text(style.lang), &total, style)
    );
    if exercise.not_graded_points > 0 {
        let said = Message::NotGradedPoints {
            points: exercise.not_graded_points,
        };
        out.push_str(&wrap(&said.to_text(style.lang), style.width, 0));
    }
    match &exercise.next {
        // There is nothing to mend in the code.
        Some(_) if exercise.has_no_verdict() => {}
        // What is refused or does not compile has been told what to mend.
        Some(_) if exercise.outcome != Outcome::Graded => {
            let command = again(exercise);
            let said = Message::MendThen { command }.to_text(style.lang);
            out.push_str(&wrap(&said, style.width, 0));
        }
        Some(next) => out.push_str(&next::render(exercise, next, style)),
        None => {
            let _ = writeln!(
                out,
                "{}",
                style.green(&Message::AllDone.to_text(style.lang))
            );
        }
    }
    out
}

fn ignored(exercise: &ExerciseResult, style: &Style) -> String {
    if exercise.ignored.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", Message::IgnoredFiles.to_text(style.lang));
    for note in &exercise.ignored {
        out.push_str(&wrap(
            &format!("{} ({})", note.path, note.reason),
            style.width,
            2,
        ));
    }
    out
}

fn problems(exercise: &ExerciseResult, style: &Style) -> String {
    let said = wrap(&Message::Refused.to_text(style.lang), style.width, 0);
    let mut out = format!("\n{}\n", style.red(said.trim_end()));
    for problem in &exercise.problems {
        let place = format!("{}:{}:{}", problem.file, problem.line, problem.column);
        let _ = write!(out, "\n  {}\n", style.bold(&place));
        out.push_str(&wrap(&problem.reason, style.width, INDENT));
        out.push_str(&wrap(&problem.instead, style.width, INDENT));
    }
    out
}

fn is_done(exercise: &ExerciseResult) -> bool {
    exercise.outcome == Outcome::Graded && exercise.next.is_none()
}

fn is_untouched(exercise: &ExerciseResult) -> bool {
    let not_done = |test: &TestResult| test.status == Status::NotDone;
    exercise.tests.iter().all(not_done)
}

/// Renders an exercise of which there is no more to say than the points.
fn in_one_line(exercise: &ExerciseResult, style: &Style) -> String {
    let mark = if is_done(exercise) { "✓" } else { "○" };
    let left = format!("{mark} {}", heading(exercise));
    let earned = points(exercise.points, exercise.max_points, style);
    format!("{}\n", line(&left, &earned, style))
}

fn heading(exercise: &ExerciseResult) -> String {
    let stars = "★".repeat(usize::from(exercise.difficulty));
    format!("{} {stars}  {}", exercise.name, exercise.title)
}

/// Returns the first failure that a timeline explains, or else the first one.
fn most_telling(exercise: &ExerciseResult) -> Option<&TestResult> {
    let failed = |test: &&TestResult| test.status == Status::Failed;
    let mut failures = exercise.tests.iter().filter(failed);
    let first = failures.clone().next();
    failures.find(|test| test.timeline.is_some()).or(first)
}

/// Returns the command that grades `exercise` again.
fn again(exercise: &ExerciseResult) -> String {
    format!("cargo xtask grade {}", exercise.name)
}

fn steps(exercise: &ExerciseResult, timelines: Timelines, style: &Style) -> String {
    let mut out = String::new();
    let told = most_telling(exercise).map(|test| test.name.as_str());
    let next = exercise.next.as_ref().map(|next| next.number);
    let mut brief = false;
    for step in &exercise.steps {
        let title = Message::Step {
            number: step.number,
            title: step.title.clone(),
        };
        let earned = points(step.points, step.max_points, style);
        let tests = || {
            exercise
                .tests
                .iter()
                .filter(|test| test.step == step.number)
        };
        // Of a step that is not begun, and not the next one either, there is nothing to tell yet.
        let was_brief = brief;
        brief = next != Some(step.number) && tests().all(|test| test.status == Status::NotDone);
        if !(brief && was_brief) {
            blank_line(&mut out);
        }
        let _ = writeln!(out, "{}", line(&title.to_text(style.lang), &earned, style));
        if brief {
            continue;
        }
        let mut said = "";
        for test in tests() {
            if test.status == Status::NotDone {
                out.push_str(&headline(test, style));
                // Many tests run into the same `todo!`: say so once.
                if test.cause != said {
                    out.push_str(&wrap(&test.cause, style.width, INDENT));
                }
                said = &test.cause;
            } else {
                let whole = timelines == Timelines::All || told == Some(&test.name);
                out.push_str(&render_result(&exercise.name, test, whole, style));
            }
        }
    }
    let explained = exercise.tests.iter().filter(|test| test.timeline.is_some());
    if timelines == Timelines::First && explained.count() > 1 {
        let said = Message::MoreTimelines.to_text(style.lang);
        blank_line(&mut out);
        out.push_str(&wrap(&said, style.width, 0));
        let _ = writeln!(out, "  {} --all", again(exercise));
    }
    out
}

/// Renders one test: a line if it passed, and whatever explains it if it did not.
///
/// `cargo xtask replay` prints the same for a replayed failure.
pub fn render_test(exercise: &str, test: &TestResult, style: &Style) -> String {
    render_result(exercise, test, true, style)
}

/// Renders one test, its timeline only if `whole`.
fn render_result(exercise: &str, test: &TestResult, whole: bool, style: &Style) -> String {
    let mut out = headline(test, style);
    if test.status == Status::Passed || test.status == Status::NotRun {
        return out;
    }
    out.push_str(&wrap(&test.cause, style.width, INDENT));
    if let Some(timeline) = test.timeline.as_ref().filter(|_| whole) {
        let room = style.width.saturating_sub(INDENT);
        out.push('\n');
        out.push_str(&indent(&timeline.render_text_in(&style.lang, room), INDENT));
    }
    if !test.output.is_empty() {
        let _ = writeln!(out, "\n    {}", Message::Printed.to_text(style.lang));
        out.push_str(&indent(&test.output, INDENT + 2));
    }
    let name = &test.name;
    let mut commands = Vec::new();
    // Of a hidden test, students have neither the hints nor anything to replay.
    if !test.hidden {
        let hint = format!("cargo xtask hint {exercise} {name}");
        commands.push((Message::HintLabel, hint));
    }
    if let Some(token) = &test.token {
        commands.push((Message::ReplayLabel, format!("cargo xtask replay {token}")));
        commands.push((
            Message::PictureLabel,
            format!("cargo xtask timeline --open {token}"),
        ));
    }
    out.push('\n');
    for (label, command) in commands {
        let _ = writeln!(out, "    {:<8}{command}", label.to_text(style.lang));
    }
    out.push('\n');
    out
}

/// Renders the mark, the points and the title of a test.
fn headline(test: &TestResult, style: &Style) -> String {
    let mark = match test.status {
        Status::Passed => style.green("✓"),
        Status::Failed => style.red("✗"),
        Status::NotDone | Status::NotRun => style.yellow("○"),
        Status::NotGraded => style.yellow("?"),
    };
    let points = format!("{:>2}/{}", test.points, test.max_points);
    let title = wrap(&test.title, style.width, 10);
    format!("  {mark} {points:<6}{}", title.trim_start())
}

/// Ends what is there, if anything, with one empty line, unless it already does.
fn blank_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

fn points(earned: u32, possible: u32, style: &Style) -> (String, usize) {
    let text = format!("{earned}/{possible}");
    let length = text.len();
    let painted = if earned == possible {
        style.green(&text)
    } else {
        style.bold(&text)
    };
    (painted, length)
}

/// Renders `left` and, at the right margin, the points.
fn line(left: &str, (right, right_length): &(String, usize), style: &Style) -> String {
    let room = style.width.saturating_sub(right_length + 2);
    let left = wrap(left, room, 0);
    let left = left.trim_end();
    let last = left.lines().last().unwrap_or_default().chars().count();
    let gap = style.width.saturating_sub(last + right_length).max(1);
    format!("{}{}{right}", style.bold(left), " ".repeat(gap))
}

mod next;
#[cfg(test)]
mod tests;
