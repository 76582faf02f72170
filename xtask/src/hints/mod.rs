//! Three hints for what stands in the way, each more telling than the one before: those that
//! [`watch`](crate::watch) and `cargo xtask hint` give.
//!
//! The first asks the question that the failure at hand raises, the second is what the author of the
//! test advises, the third shows the places in the code and the test itself.

mod question;
pub(crate) mod trouble;

use self::trouble::Trouble;
use crate::exercise::Exercise;
use crate::grade::model::{ExerciseResult, TestResult};
use crate::lang::Lang;
use crate::messages::Message;
use crate::report::Cause;
use pattern_sync::model::{End, Position};

/// How many hints there are.
pub(crate) const LEVELS: usize = 3;
/// The most lines of a test that are shown.
const MAX_LINES: usize = 40;

/// A part of a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Prose.
    Sentence(String),
    /// Lines whose columns matter.
    Code(Vec<String>),
}

/// One hint, given in parts.
pub(crate) type Hint = Vec<Part>;

/// What the hints draw from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sources<'a> {
    pub(crate) exercise: &'a Exercise,
    /// The text of `tests/graded.rs`.
    pub(crate) suite: &'a str,
    pub(crate) result: &'a ExerciseResult,
    pub(crate) lang: Lang,
    /// Whether the keys of [`watch`](crate::watch) are at hand; otherwise hints name commands.
    pub(crate) at_desk: bool,
}

impl Sources<'_> {
    fn say(&self, said: &Message) -> Part {
        Part::Sentence(said.to_text(self.lang))
    }
}

/// Returns the hints for `trouble`, in order.
pub(crate) fn hints(trouble: &Trouble<'_>, from: &Sources<'_>) -> [Hint; LEVELS] {
    match trouble {
        Trouble::Refused(problem) => [
            vec![Part::Sentence(problem.reason.clone())],
            vec![Part::Sentence(problem.instead.clone())],
            modules(from).into_iter().collect(),
        ],
        Trouble::NotBuilt(error) => not_built(error, from),
        Trouble::NotDone(test, next) => {
            let (number, statement) = (next.number, next.statement.clone());
            let mut first = vec![from.say(&Message::HintReadStep { number, statement })];
            let task = next.task.clone().map(|task| Message::HintTask { task });
            first.extend(task.map(|task| from.say(&task)));
            [first, authored(test, from), whole_step(test, from)]
        }
        Trouble::Failed(test) => [
            vec![from.say(&question::raised_by(test))],
            authored(test, from),
            places(test, from),
        ],
        Trouble::NotGraded(test) => [
            vec![from.say(&again(from))],
            authored(test, from),
            places(test, from),
        ],
    }
}

fn not_built(error: &str, from: &Sources<'_>) -> [Hint; LEVELS] {
    let smaller = from.say(&Message::HintSmaller);
    if !error.contains("-->") {
        // It says of no place in the code what is wrong there: the compiler was ended.
        let first = vec![from.say(&Message::HintCompilerEnded)];
        return [first, vec![from.say(&again(from))], vec![smaller]];
    }
    let first = vec![from.say(&Message::HintFirstError)];
    let code = error
        .split_once("error[")
        .and_then(|(_, rest)| rest.split_once(']'));
    let explained = code.map(|(code, _)| format!("rustc --explain {code}"));
    let mut advice = advice(error);
    if advice.is_empty() {
        advice.extend(explained.clone());
    }
    if advice.is_empty() {
        // An error of the syntax, say: its own first line is all there is.
        advice.extend(error.lines().next().map(str::to_string));
    }
    let second = vec![from.say(&Message::HintCompiler), Part::Code(advice)];
    let mut third = vec![smaller];
    if let Some(command) = explained {
        third.push(from.say(&Message::HintExplain));
        third.push(Part::Code(vec![command]));
    }
    [first, second, third]
}

/// Returns what the compiler advises in an error: each help or note, with the code that it shows.
fn advice(error: &str) -> Vec<String> {
    let begins = |line: &str, word: &str| line.trim_start_matches([' ', '=']).starts_with(word);
    let of_kind = |word: &str| {
        let mut lines = Vec::new();
        let mut inside = false;
        for line in error.lines() {
            // Code, and where it is, stands behind a gutter; an advice of one line, behind `=`.
            let is_code =
                line.starts_with([' ', '|']) || line.starts_with(|c: char| c.is_ascii_digit());
            let is_more = is_code && !line.trim_start().starts_with('=') && !line.trim().is_empty();
            inside = begins(line, word) || (inside && is_more);
            if inside {
                lines.push(line.trim_end().to_string());
            }
        }
        lines
    };
    let help = of_kind("help:");
    if help.is_empty() {
        return of_kind("note:");
    }
    help
}

/// Says how to have graded again what has no verdict.
fn again(from: &Sources<'_>) -> Message {
    if from.at_desk {
        return Message::HintAgain;
    }
    let command = format!("cargo xtask grade {}", from.result.name);
    Message::HintAgainBy { command }
}

/// Gives the hint that was written for the test.
fn authored(test: &TestResult, from: &Sources<'_>) -> Hint {
    let hint = from
        .exercise
        .test(&test.name)
        .map(|test| test.hint.get(from.lang));
    vec![Part::Sentence(hint.unwrap_or(&test.title).to_string())]
}

/// Shows where in the code it happened, and what the test does.
fn places(test: &TestResult, from: &Sources<'_>) -> Hint {
    let mut hint = Hint::new();
    let ends = ends(test, from);
    if !ends.is_empty() {
        hint.push(from.say(&Message::HintPlaces));
        hint.push(Part::Code(ends));
    }
    if let Some(token) = &test.token {
        let command = format!("cargo xtask timeline --open {token}");
        hint.push(from.say(&if from.at_desk {
            Message::HintCompare
        } else {
            Message::HintCompareBy { command }
        }));
    }
    if let Some((line, text)) = body(from.suite, &test.name) {
        let place = format!("tests/graded.rs:{line}");
        hint.push(from.say(&Message::HintTestIs { place }));
        hint.push(Part::Code(text));
    }
    hint
}

/// Lists where the threads stand that came to no good end, with the line of each: those that stand in
/// the student's own code first.
fn ends(test: &TestResult, from: &Sources<'_>) -> Vec<String> {
    let Some(timeline) = &test.timeline else {
        return Vec::new();
    };
    let own = format!("{}/", from.result.path);
    let short = |at: &Position| at.file.strip_prefix(&own).unwrap_or(&at.file).to_string();
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    // Who goes round and round stands nowhere; where it does so is the cause.
    let busy = match &test.explanation {
        Some(Cause::Endless { thread, at, .. }) => Some((thread, at)),
        _ => None,
    };
    for lane in &timeline.threads {
        let at = match (&lane.end, busy) {
            (_, Some((thread, at))) if *thread == lane.name => at,
            (End::Waiting { at, .. } | End::Panicked { at: Some(at), .. }, _) => at,
            _ => continue,
        };
        let file = short(at);
        let lines = if file.starts_with("src/") {
            &mut theirs
        } else {
            &mut ours
        };
        lines.push(format!("{}  {file}:{}", lane.name, at.line));
        let source = timeline
            .sources
            .get(&at.file)
            .and_then(|lines| lines.get(&at.line));
        lines.extend(source.map(|source| format!("    {source}")));
    }
    theirs.append(&mut ours);
    theirs
}

/// Finds the function `name` in the suite: its line, and its text.
fn body(suite: &str, name: &str) -> Option<(usize, Vec<String>)> {
    let head = format!("fn {name}(");
    let start = suite
        .lines()
        .position(|line| line.trim_start().starts_with(&head))?;
    let mut text = Vec::new();
    for line in suite.lines().skip(start) {
        text.push(line.to_string());
        if line == "}" || text.len() == MAX_LINES {
            break;
        }
    }
    Some((start + 1, text))
}

/// Lists what a step is to do in all, and from what.
fn whole_step(test: &TestResult, from: &Sources<'_>) -> Hint {
    let tests = from
        .result
        .tests
        .iter()
        .filter(|other| other.step == test.step);
    let titles = tests.map(|test| Part::Sentence(format!("• {}", test.title)));
    let head = from.say(&Message::HintWholeStep);
    std::iter::once(head)
        .chain(titles)
        .chain(modules(from))
        .collect()
}

/// Says which modules may be used in the step in hand.
fn modules(from: &Sources<'_>) -> Option<Part> {
    let number = from.result.next.as_ref()?.number;
    let step = from
        .exercise
        .steps
        .iter()
        .find(|step| step.number == number)?;
    let modules = step
        .modules
        .iter()
        .map(|name| format!("`pattern_sync::{name}`"));
    let modules = modules.collect();
    Some(from.say(&Message::HintModules { number, modules }))
}

#[cfg(test)]
mod tests;
