//! [`Timeline`]: what every thread did in one schedule, as data.

use std::collections::BTreeMap;

use super::names;
use super::phrases::{English, Words};
use super::steps;
use crate::engine::{Action, Event, Life, ObjectKind, Outcome, Position, Site, Waiting};

/// Events kept at each end of a schedule that goes nowhere.
const KEPT: usize = 24;

/// What every thread did in one schedule, and how it stood at the end.
///
/// Renders as text with [`render_text`](Self::render_text); it can be written and read with serde.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Timeline {
    /// The threads; [`Row::thread`] is an index into this.
    pub threads: Vec<Lane>,
    /// The objects; [`Row::object`] is an index into this.
    pub objects: Vec<Object>,
    /// What happened, in order.
    pub rows: Vec<Row>,
    /// Events left out in the middle of a long schedule, and before which row.
    pub omitted: Option<Omitted>,
    /// The source lines that the rows point to: file, line number, text without the indentation.
    pub sources: BTreeMap<String, BTreeMap<u32, String>>,
}

/// A thread.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Lane {
    /// Its name, or one made up.
    pub name: String,
    /// How it stood at the end.
    pub end: End,
}

/// How a thread stood at the end of the schedule.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum End {
    /// It had ended.
    Finished,
    /// It had panicked.
    Panicked {
        /// What it said.
        message: String,
        /// Where, if known.
        at: Option<Position>,
        /// Whether another thread took the panic as the result of a join.
        seen: bool,
    },
    /// It could have gone on.
    Runnable,
    /// It waited.
    Waiting {
        /// What for.
        waiting: Waiting,
        /// On which object, as an index into the timeline's objects.
        object: Option<usize>,
        /// Where.
        at: Position,
    },
}

/// A lock, a condition variable, a channel or the like.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// How the source calls it, or a name made up.
    pub name: String,
}

/// One step of one thread.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Row {
    /// Which thread, as an index into the timeline's threads.
    pub thread: usize,
    /// What it did.
    pub action: Action,
    /// To which object, as an index into the timeline's objects.
    pub object: Option<usize>,
    /// Where in the source; of what happens at the end of a scope, see [`place`](Self::place).
    pub at: Position,
    /// Virtual nanoseconds since the start.
    pub time: u64,
}

impl Row {
    /// Returns where in the source it happens, if a line can be shown for it: what a guard or a handle
    /// does when it is dropped, and the end of a thread, happen at the end of a scope, of which only
    /// the beginning is known.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::model::{Explorer, Schedule};
    /// use pattern_sync::thread;
    ///
    /// let body = || thread::spawn(|| {}).join().unwrap();
    /// let timeline = Explorer::new().replay(&Schedule::default(), body).unwrap();
    /// let places: Vec<_> = timeline.rows.iter().map(|row| row.place().is_some()).collect();
    /// assert_eq!(places, [true, true, false, true, false], "starts, waits, ends, joins, ends");
    /// ```
    #[must_use]
    pub fn place(&self) -> Option<&Position> {
        match self.action {
            Action::Unlock | Action::Disconnect { .. } | Action::Finish => None,
            _ => Some(&self.at),
        }
    }
}

/// A gap in the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Omitted {
    /// The row before which events are missing.
    pub before: usize,
    /// How many.
    pub events: usize,
}

impl Timeline {
    /// Makes a timeline of a recorded schedule.
    pub(super) fn new(outcome: &Outcome) -> Self {
        let mut sources = names::Sources::default();
        let threads = outcome
            .threads
            .iter()
            .enumerate()
            .map(|(index, thread)| Lane {
                name: thread
                    .name
                    .clone()
                    .unwrap_or_else(|| format!("thread-{index}")),
                end: end(outcome, index),
            });
        let threads: Vec<Lane> = threads.collect();
        let objects = names::of_objects(outcome, &mut sources);
        let (events, omitted) = shorten(&outcome.events);
        let rows: Vec<Row> = events.into_iter().map(row).collect();
        let waits = threads.iter().filter_map(|lane| match &lane.end {
            End::Waiting { at, .. } => Some(at),
            _ => None,
        });
        let mut lines: BTreeMap<String, BTreeMap<u32, String>> = BTreeMap::new();
        for at in rows.iter().map(|row| &row.at).chain(waits) {
            if let Some(text) = sources.line(&at.file, at.line) {
                let text = text.trim().to_owned();
                lines
                    .entry(at.file.clone())
                    .or_default()
                    .insert(at.line, text);
            }
        }
        Self {
            threads,
            objects,
            rows,
            omitted,
            sources: lines,
        }
    }

    /// Returns the text of the source line at `position`, if it could be read.
    #[must_use]
    pub fn source(&self, position: &Position) -> Option<&str> {
        self.sources
            .get(&position.file)?
            .get(&position.line)
            .map(String::as_str)
    }

    /// Returns what happens in `row`, in words that follow the name of its thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::model::{Explorer, Schedule};
    /// use pattern_sync::thread;
    ///
    /// let body = || thread::spawn(|| {}).join().unwrap();
    /// let timeline = Explorer::new().replay(&Schedule::default(), body).unwrap();
    /// assert_eq!(timeline.describe(&timeline.rows[0]), "starts thread-1");
    /// ```
    #[must_use]
    pub fn describe(&self, row: &Row) -> String {
        steps::step(&English, self, row)
    }

    /// Returns what happens in `row` as [`describe`](Self::describe) does, in another language.
    #[must_use]
    pub fn describe_in(&self, words: &dyn Words, row: &Row) -> String {
        steps::step(words, self, row)
    }

    /// Returns how a thread stood at the end, in words that follow its name, and where; `None` if it
    /// came to a good end.
    #[must_use]
    pub fn describe_end(&self, thread: usize) -> Option<(String, Option<&Position>)> {
        steps::end(&English, self, thread)
    }

    /// Returns how a thread stood at the end as [`describe_end`](Self::describe_end) does, in another
    /// language.
    #[must_use]
    pub fn describe_end_in(
        &self,
        words: &dyn Words,
        thread: usize,
    ) -> Option<(String, Option<&Position>)> {
        steps::end(words, self, thread)
    }

    /// Returns the name of an object.
    pub(super) fn object(&self, index: Option<usize>) -> &str {
        index
            .and_then(|index| self.objects.get(index))
            .map_or("it", |object| &object.name)
    }

    /// Returns the name of a thread.
    pub(super) fn thread(&self, index: usize) -> &str {
        self.threads
            .get(index)
            .map_or("a thread", |lane| &lane.name)
    }
}

fn end(outcome: &Outcome, index: usize) -> End {
    let thread = &outcome.threads[index];
    match (thread.life, &thread.waiting) {
        (Life::Finished, _) => End::Finished,
        (Life::Panicked, _) => {
            let (message, at) = thread.panic.clone().unwrap_or_default();
            End::Panicked {
                message,
                at,
                seen: thread.observed,
            }
        }
        (Life::Alive, None) => End::Runnable,
        (Life::Alive, Some((waiting, object, site))) => End::Waiting {
            waiting: waiting.clone(),
            object: *object,
            at: position(site),
        },
    }
}

fn row(event: &Event) -> Row {
    let at = match &event.action {
        Action::Panic { at: Some(at), .. } => at.clone(),
        _ => position(event.site),
    };
    Row {
        thread: event.thread,
        action: event.action.clone(),
        object: event.object,
        at,
        time: event.time,
    }
}

/// Keeps both ends of a long list, or of one that repeats itself: the way there, two rounds, and
/// the last one.
fn shorten(events: &[Event]) -> (Vec<&Event>, Option<Omitted>) {
    let count = events.len();
    if count <= 4 * KEPT {
        return (events.iter().collect(), None);
    }
    let (head, tail) = match repetition(events) {
        Some((start, period)) if start + 2 * period <= 2 * KEPT => (start + 2 * period, period),
        _ => (KEPT, KEPT),
    };
    let omitted = Omitted {
        before: head,
        events: count - head - tail,
    };
    let both = events[..head].iter().chain(&events[count - tail..]);
    (both.collect(), Some(omitted))
}

/// From where on the events repeat themselves, and after how many.
fn repetition(events: &[Event]) -> Option<(usize, usize)> {
    let alike = |a: &Event, b: &Event| {
        let place = |event: &Event| (event.thread, event.object, event.site);
        place(a) == place(b) && a.action == b.action
    };
    let again = |index: usize, period: usize| alike(&events[index], &events[index - period]);
    let last = events.len();
    let period =
        (1..=KEPT).find(|&period| (last - 2 * period..last).all(|index| again(index, period)))?;
    let start = (period..last)
        .rev()
        .take_while(|&index| again(index, period))
        .last()?;
    Some((start - period, period))
}

pub(super) fn position(site: Site) -> Position {
    Position {
        file: site.file().replace('\\', "/"),
        line: site.line(),
        column: site.column(),
    }
}

/// `lib.rs:52`: a place, short enough for a terminal.
pub(super) fn short(position: &Position) -> String {
    let file = position.file.rsplit('/').next().unwrap_or_default();
    format!("{file}:{}", position.line)
}
