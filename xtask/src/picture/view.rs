//! What a page shows: the steps of one schedule or two, in words, with what binds them together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{arrows, lanes};
use crate::lang::Lang;
use crate::report::{Position, Timeline};

/// Lines of source shown before and after that of a step.
const AROUND: u32 = 3;

/// Everything on a page.
#[derive(Clone, Debug, Serialize)]
pub struct View {
    /// The language of the words around.
    #[serde(skip)]
    pub lang: Lang,
    /// What the schedules are of.
    pub title: String,
    /// More about that, or empty.
    pub subtitle: String,
    /// One schedule; or a failing one, and one that passes to compare it with.
    pub scenes: Vec<Scene>,
    /// The row from which on the first two schedules differ.
    pub differs: Option<usize>,
    /// Source lines by file and number.
    pub sources: BTreeMap<String, BTreeMap<u32, String>>,
}

/// One schedule.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Whether it failed.
    pub failed: bool,
    /// Why, in a sentence, or what else is to be said.
    pub cause: String,
    /// The lanes.
    pub threads: Vec<Thread>,
    /// The steps.
    pub rows: Vec<Row>,
    /// Which steps caused which.
    pub arrows: Vec<arrows::Arrow>,
    /// Who held which lock, from which step to which.
    pub holds: Vec<lanes::Hold>,
    /// A gap in the steps.
    pub omitted: Option<Gap>,
}

/// A thread.
#[derive(Clone, Debug, Serialize)]
pub struct Thread {
    /// Its name.
    pub name: String,
    /// What it waits for at the end; `None` if it came to a good end.
    pub end: Option<End>,
}

/// How a thread stands at the end.
#[derive(Clone, Debug, Serialize)]
pub struct End {
    /// In words that follow its name.
    pub text: String,
    /// File and line, or empty.
    pub place: String,
    /// The source line, or empty.
    pub code: String,
}

/// A step.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The thread that takes it.
    pub thread: usize,
    /// What it does, in words that follow its name.
    pub text: String,
    /// File and line, short; empty where no line tells what happens.
    pub place: String,
    /// The file, or empty.
    pub file: String,
    /// The line, counted from 1, or 0.
    pub line: u32,
    /// The source line.
    pub code: String,
    /// How each thread stands after it.
    pub states: Vec<lanes::State>,
}

/// Steps that are left out.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Gap {
    /// The row before which they are missing.
    pub before: usize,
    /// How many.
    pub events: usize,
}

impl Scene {
    /// Takes a timeline, and why it failed if it did, in `lang`.
    pub fn new(timeline: &Timeline, failed: bool, cause: String, lang: Lang) -> Self {
        let code = |at: &Position| timeline.source(at).unwrap_or_default().to_string();
        let threads = timeline.threads.iter().enumerate().map(|(index, lane)| {
            let end = timeline
                .describe_end_in(&lang, index)
                .map(|(text, at)| End {
                    text,
                    place: at.map(short).unwrap_or_default(),
                    code: at.map(code).unwrap_or_default(),
                });
            let name = lane.name.clone();
            Thread { name, end }
        });
        let states = lanes::states(timeline);
        let rows = timeline.rows.iter().zip(states).map(|(row, states)| {
            let at = row.place();
            Row {
                thread: row.thread,
                text: timeline.describe_in(&lang, row),
                place: at.map(short).unwrap_or_default(),
                file: at.map(|at| at.file.clone()).unwrap_or_default(),
                line: at.map_or(0, |at| at.line),
                code: at.map(code).unwrap_or_default(),
                states,
            }
        });
        Self {
            failed,
            cause,
            threads: threads.collect(),
            rows: rows.collect(),
            arrows: arrows::of(timeline),
            holds: lanes::holds(timeline),
            omitted: timeline.omitted.map(|omitted| Gap {
                before: omitted.before,
                events: omitted.events,
            }),
        }
    }
}

impl View {
    /// Puts schedules on a page; `source` gives the text of a file, if it is known.
    pub fn new(
        lang: Lang,
        title: String,
        subtitle: String,
        scenes: Vec<Scene>,
        source: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let differs = match &scenes[..] {
            [one, other, ..] => parting(one, other),
            _ => None,
        };
        let sources = sources(&scenes, source);
        Self {
            lang,
            title,
            subtitle,
            scenes,
            differs,
            sources,
        }
    }
}

/// Returns the first row in which two schedules differ.
fn parting(one: &Scene, other: &Scene) -> Option<usize> {
    let same = |(a, b): &(&Row, &Row)| (a.thread, &a.text, a.line) == (b.thread, &b.text, b.line);
    let alike = one.rows.iter().zip(&other.rows).take_while(same).count();
    (alike < one.rows.len().max(other.rows.len())).then_some(alike)
}

/// Collects the lines around those of the steps.
fn sources(
    scenes: &[Scene],
    source: impl Fn(&str) -> Option<String>,
) -> BTreeMap<String, BTreeMap<u32, String>> {
    let mut wanted: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for row in scenes.iter().flat_map(|scene| &scene.rows) {
        if row.line > 0 {
            wanted.entry(&row.file).or_default().push(row.line);
        }
    }
    let mut sources = BTreeMap::new();
    for (file, lines) in wanted {
        let Some(text) = source(file) else { continue };
        let near = |number: u32| lines.iter().any(|line| line.abs_diff(number) <= AROUND);
        let numbered = (1..).zip(text.lines());
        let shown = numbered.filter(|(number, _)| near(*number));
        let shown = shown.map(|(number, line)| (number, line.to_string()));
        sources.insert(file.to_string(), shown.collect());
    }
    sources
}

/// `queue.rs:52`: a place, short.
fn short(at: &Position) -> String {
    let file = at.file.rsplit('/').next().unwrap_or_default();
    format!("{file}:{}", at.line)
}
