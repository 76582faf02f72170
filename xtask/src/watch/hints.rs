//! Three hints for what stands in the way, each more telling than the one before.
//!
//! The first asks the question that the failure at hand raises, the second is what the author of the
//! test advises, the third shows the places in the code and the test itself.

use super::trouble::{Seen, Trouble};
use crate::exercise::Exercise;
use crate::grade::model::{ExerciseResult, Status, TestResult};
use crate::lang::Lang;
use crate::messages::Message;
use pattern_sync::model::{End, Position};

/// How many hints there are.
pub(super) const LEVELS: usize = 3;
/// The most lines of a test that are shown.
const MAX_LINES: usize = 40;

/// One hint: sentences, and lines of code below them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hint {
    pub(super) sentences: Vec<String>,
    pub(super) code: Vec<String>,
}

impl Hint {
    fn say(mut self, said: &Message, lang: Lang) -> Self {
        self.sentences.push(said.to_text(lang));
        self
    }

    fn sentence(mut self, text: impl Into<String>) -> Self {
        self.sentences.push(text.into());
        self
    }
}

/// What the hints draw from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sources<'a> {
    pub(super) exercise: &'a Exercise,
    /// The text of `tests/graded.rs`.
    pub(super) suite: &'a str,
    pub(super) result: &'a ExerciseResult,
    pub(super) lang: Lang,
}

/// Returns the hints for `trouble`, in order.
pub(super) fn hints(trouble: &Trouble<'_>, from: &Sources<'_>) -> [Hint; LEVELS] {
    match trouble {
        Trouble::Refused(problem) => [
            Hint::default().sentence(&problem.reason),
            Hint::default().sentence(&problem.instead),
            modules(from),
        ],
        Trouble::NotBuilt(error) => not_built(error, from),
        Trouble::NotDone(test, next) => {
            let statement = next.statement.clone();
            let mut first = Hint::default().say(
                &Message::HintReadStep {
                    number: next.number,
                    statement,
                },
                from.lang,
            );
            first.sentences.extend(next.task.clone());
            [first, authored(test, from), whole_step(test, from)]
        }
        Trouble::Failed(test) | Trouble::NotGraded(test) => [
            question(test, from),
            authored(test, from),
            places(test, from),
        ],
    }
}

fn not_built(error: &str, from: &Sources<'_>) -> [Hint; LEVELS] {
    let first = Hint::default().say(&Message::HintFirstError, from.lang);
    let mut second = Hint::default().say(&Message::HintCompiler, from.lang);
    let advises = |line: &&str| {
        ["= help:", "= note:", "help:", "note:"]
            .iter()
            .any(|mark| line.trim().starts_with(mark))
    };
    second.code = error
        .lines()
        .filter(advises)
        .map(|line| line.trim().to_string())
        .collect();
    let code = error
        .split_once("error[")
        .and_then(|(_, rest)| rest.split_once(']'));
    let explained = code.map(|(code, _)| format!("rustc --explain {code}"));
    if second.code.is_empty() {
        second.code.extend(explained.clone());
    }
    let mut third = Hint::default().say(&Message::HintSmaller, from.lang);
    third.code.extend(explained);
    [first, second, third]
}

/// Asks what the failure at hand raises.
fn question(test: &TestResult, from: &Sources<'_>) -> Hint {
    let ask = match Seen::of(test) {
        Seen::Asleep { thread, condvar } => Message::HintAsleep { thread, condvar },
        Seen::Locked { threads } => Message::HintLocked { threads },
        Seen::Stuck { thread } => Message::HintStuck { thread },
        Seen::Panicked { thread } => Message::HintPanicked { thread },
        Seen::Shown => Message::HintShown,
        Seen::Nothing if test.status == Status::NotGraded => Message::HintAgain,
        Seen::Nothing => Message::HintValues,
    };
    Hint::default().say(&ask, from.lang)
}

/// Gives the hint that was written for the test.
fn authored(test: &TestResult, from: &Sources<'_>) -> Hint {
    let hint = from
        .exercise
        .test(&test.name)
        .map(|test| test.hint.get(from.lang));
    Hint::default().sentence(hint.unwrap_or(&test.title))
}

/// Shows where in the code it happened, and what the test does.
fn places(test: &TestResult, from: &Sources<'_>) -> Hint {
    let mut hint = Hint::default();
    let ends = ends(test);
    if !ends.is_empty() {
        hint = hint.say(&Message::HintPlaces, from.lang);
        hint.code = ends;
    }
    if let Some((line, text)) = body(from.suite, &test.name) {
        let place = format!("exercises/{}/tests/graded.rs:{line}", from.exercise.name);
        hint = hint.say(&Message::HintTestIs { place }, from.lang);
        if !hint.code.is_empty() {
            hint.code.push(String::new());
        }
        hint.code.extend(text);
    }
    if test.token.is_some() {
        hint = hint.say(&Message::HintCompare, from.lang);
    }
    hint
}

/// Lists where the threads stand that came to no good end, with the line of each.
fn ends(test: &TestResult) -> Vec<String> {
    let Some(timeline) = &test.timeline else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for lane in &timeline.threads {
        let (End::Waiting { at, .. } | End::Panicked { at: Some(at), .. }) = &lane.end else {
            continue;
        };
        let place = |at: &Position| format!("{}  {}:{}", lane.name, at.file, at.line);
        lines.push(place(at));
        let source = timeline
            .sources
            .get(&at.file)
            .and_then(|lines| lines.get(&at.line));
        lines.extend(source.map(|source| format!("    {source}")));
    }
    lines
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
    let mut hint = Hint::default().say(&Message::HintWholeStep, from.lang);
    let tests = from
        .result
        .tests
        .iter()
        .filter(|other| other.step == test.step);
    hint.code = tests.map(|test| format!("• {}", test.title)).collect();
    hint.sentences.extend(modules(from).sentences);
    hint
}

/// Says which modules may be used in the step in hand.
fn modules(from: &Sources<'_>) -> Hint {
    let number = from.result.next.as_ref().map(|next| next.number);
    let mut steps = from.exercise.steps.iter();
    let Some(step) = steps.find(|step| Some(step.number) == number) else {
        return Hint::default();
    };
    let modules: Vec<String> = step
        .modules
        .iter()
        .map(|name| format!("`pattern_sync::{name}`"))
        .collect();
    Hint::default().say(
        &Message::HintModules {
            number: step.number,
            modules,
        },
        from.lang,
    )
}
