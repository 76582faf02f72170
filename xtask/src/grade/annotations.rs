//! Renders the result model as GitHub annotations: lines that a workflow prints, and GitHub shows
//! beside the code.
//!
//! Text from a submission cannot begin a command of its own: line feeds and percent signs are
//! written as the form demands, and each line begins with ours.

use super::model::{ExerciseResult, Grading, Outcome, Problem, Status, TestResult};
use crate::escape;
use crate::messages::Message;

/// Renders `grading`.
pub fn render(grading: &Grading) -> String {
    let mut out = String::new();
    for exercise in &grading.exercises {
        match exercise.outcome {
            Outcome::Graded => {}
            Outcome::NotBuilt => {
                for error in &exercise.compiler_errors {
                    out.push_str(&command("error", &place_in(error), &exercise.name, error));
                }
            }
            Outcome::Refused | Outcome::NotTaken => {
                for problem in &exercise.problems {
                    out.push_str(&refused(exercise, problem));
                }
            }
        }
        let ran = exercise
            .tests
            .iter()
            .filter(|_| exercise.outcome == Outcome::Graded);
        for test in ran.filter(|test| test.status != Status::Passed) {
            out.push_str(&failed(exercise, test));
        }
        let marks = Message::Marks {
            points: exercise.points,
            max: exercise.max_points,
        };
        let isolated = Message::Isolated {
            level: exercise.isolation,
        };
        let versions = exercise.versions.said(&exercise.name);
        let said = [marks, isolated, versions].map(|said| said.to_text(grading.lang));
        let [marks, isolated, versions] = said;
        let said = format!("{marks}. {isolated} {versions}");
        out.push_str(&command("notice", &None, &exercise.name, &said));
    }
    out
}

fn refused(exercise: &ExerciseResult, problem: &Problem) -> String {
    let place = Some((problem.file.clone(), problem.line));
    let said = format!("{} {}", problem.reason, problem.instead);
    command("error", &place, &exercise.name, &said)
}

fn failed(exercise: &ExerciseResult, test: &TestResult) -> String {
    let level = match test.status {
        Status::Failed => "error",
        _ => "warning",
    };
    let title = format!("{}: {} (0/{})", exercise.name, test.title, test.max_points);
    let place = exercise.next.as_ref().and_then(|next| {
        let (file, line) = next.place.as_ref()?.rsplit_once(':')?;
        Some((file.to_string(), line.parse().ok()?))
    });
    let place = place.filter(|_| test.status == Status::NotDone);
    command(level, &place, &title, &test.cause)
}

/// Reads `--> file:line:column` in an error of the compiler.
fn place_in(error: &str) -> Option<(String, usize)> {
    let (_, after) = error.split_once("--> ")?;
    let mut parts = after.lines().next()?.split(':');
    Some((parts.next()?.to_string(), parts.next()?.parse().ok()?))
}

fn command(level: &str, place: &Option<(String, usize)>, title: &str, said: &str) -> String {
    let mut properties = String::new();
    if let Some((file, line)) = place {
        properties = format!("file={},line={line},", property(file));
    }
    format!(
        "::{level} {properties}title={}::{}\n",
        property(title),
        data(said)
    )
}

/// Writes the text of a command.
fn data(text: &str) -> String {
    escape::visible(text)
        .replace('%', "%25")
        .replace('\n', "%0A")
}

/// Writes a property of a command, which a comma or colon would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_submission_begins_no_command() {
        let text = "100%\n::set-output name=mark::100\r\n::error::x";
        let line = command("error", &None, "a,b: c", text);
        assert_eq!(line.lines().count(), 1);
        assert!(
            line.starts_with("::error title=a%2Cb%3A c::100%25%0A::set-output"),
            "{line}"
        );
        assert!(!line.contains('\r'));
    }

    #[test]
    fn the_compiler_says_where() {
        let error = "error[E0308]: mismatched types\n --> exercises/tiny/src/lib.rs:7:12\n  |";
        let place = Some(("exercises/tiny/src/lib.rs".to_string(), 7));
        assert_eq!(place_in(error), place);
        assert_eq!(place_in("error: no place"), None);
    }
}
