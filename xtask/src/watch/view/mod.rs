//! What is on the screen: a pure function of the state and the size of the terminal.

mod hint;
mod keys;
mod list;
mod verdict;

use std::time::Duration;

use super::event::Size;
use super::lines::{Line, Page, Paint};
use super::state::{Screen, Stage, State};
use crate::grade::model::Outcome;
use crate::lang::Lang;
use crate::messages::Message;

/// The fewest columns that lines are laid out for; a narrower terminal cuts them.
const MIN_COLUMNS: usize = 30;
/// The most columns: longer lines are hard to read.
const MAX_COLUMNS: usize = 110;
/// Below so many rows there are no rules and no second line at the top.
const SHORT: usize = 14;

/// What is on the screen, in three parts; only the middle scrolls.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) top: Vec<Line>,
    pub(super) body: Vec<Line>,
    pub(super) bottom: Vec<Line>,
    /// How many lines of the body are scrolled away, and how many there is room for.
    scroll: usize,
    room: usize,
    size: Size,
}

impl Frame {
    /// Lays the state out.
    pub(super) fn of(state: &State) -> Self {
        let columns = state.size.columns;
        let width = columns.clamp(MIN_COLUMNS, MAX_COLUMNS);
        let short = state.size.rows < SHORT;
        let body = body(state, width).lines;
        let mut top = head(state, width, short);
        let mut bottom = foot(state, width, short);
        let rules = if short { 0 } else { 2 };
        let room = state
            .size
            .rows
            .saturating_sub(top.len() + bottom.len() + rules);
        let scroll = state.scroll.min(body.len().saturating_sub(room));
        if !short {
            let told = state.verdict.is_some() || state.failed.is_some();
            let early = state.stage.is_some() && told && shows_verdict(state);
            let label = early.then(|| match state.is_so_far() {
                true => Message::WatchSoFar.to_text(state.lang),
                false => Message::WatchBefore.to_text(state.lang),
            });
            top.push(rule(width, label));
            let (first, last, all) = (scroll + 1, (scroll + room).min(body.len()), body.len());
            let (above, below) = (first > 1, last < all);
            let lines = Message::WatchLines {
                first,
                last,
                all,
                above,
                below,
            };
            let label = (all > room).then(|| lines.to_text(state.lang));
            bottom.insert(0, rule(width, label));
        }
        Self {
            top,
            body,
            bottom,
            scroll,
            room,
            size: state.size,
        }
    }

    /// Returns the lines of the whole screen.
    pub(super) fn lines(&self) -> Vec<Line> {
        let blank = std::iter::repeat_n(Line::default(), self.room);
        let body = self.body.iter().cloned().chain(blank);
        let middle = body.skip(self.scroll).take(self.room);
        let all = self
            .top
            .iter()
            .cloned()
            .chain(middle)
            .chain(self.bottom.iter().cloned());
        let Size { columns, rows } = self.size;
        all.take(rows).map(|line| line.cut(columns)).collect()
    }
}

/// Returns how many lines the screen has for what scrolls.
pub(super) fn room(state: &State) -> usize {
    Frame::of(state).room
}

/// Returns the most lines that can be scrolled away.
pub(super) fn scroll_limit(state: &State) -> usize {
    let frame = Frame::of(state);
    frame.body.len().saturating_sub(frame.room)
}

/// Returns the line at which the hint given last begins.
pub(super) fn last_hint(state: &State) -> usize {
    hint::last(state, body_width(state))
}

/// Scrolls so that the exercise at `at` of the list is in sight.
pub(super) fn keep_in_sight(state: &mut State, at: usize) {
    let (line, room) = (list::line_of(at), room(state).max(1));
    let first = (line + 1).saturating_sub(room);
    state.scroll = state.scroll.clamp(first, line);
}

fn body_width(state: &State) -> usize {
    state.size.columns.clamp(MIN_COLUMNS, MAX_COLUMNS)
}

fn shows_verdict(state: &State) -> bool {
    matches!(state.screen, Screen::Verdict | Screen::Hint)
}

fn body(state: &State, width: usize) -> Page {
    let mut page = Page::new(width);
    match state.screen {
        Screen::Verdict => verdict::show(state, &mut page),
        Screen::Hint => hint::show(state, &mut page),
        Screen::List { chosen } => list::show(state, chosen, &mut page),
        Screen::Reset => {
            let name = state.course.in_hand().exercise.name.clone();
            page.prose(
                Paint::Bold,
                0,
                &Message::WatchResetAsk { name }.to_text(state.lang),
            );
            page.prose(
                Paint::Plain,
                2,
                &Message::WatchResetKept.to_text(state.lang),
            );
        }
        Screen::Help => keys::help(state, &mut page),
    }
    page
}

/// Renders the exercise in hand and the points: two lines, or one.
fn head(state: &State, width: usize, short: bool) -> Vec<Line> {
    let mut page = Page::new(width);
    let entry = state.course.in_hand();
    let exercise = &entry.exercise;
    let left =
        Line::new(Paint::Bold, &exercise.name).and(Paint::Plain, &format!(" {}", exercise.stars()));
    page.between(
        left,
        points(entry.points(), exercise.max_points(), entry.stale),
    );
    if !short {
        let (points, max_points) = state.course.points();
        let whole = Message::WatchWholeSet { points, max_points }.to_text(state.lang);
        let title = Line::new(Paint::Plain, exercise.title.get(state.lang));
        page.between(title, Line::new(Paint::Plain, &whole));
    }
    page.lines
}

/// Renders points; a question mark says that they may have changed.
fn points(earned: u32, possible: u32, stale: bool) -> Line {
    let paint = if earned == possible {
        Paint::Good
    } else {
        Paint::Bold
    };
    let mark = if stale { "?" } else { "" };
    Line::new(paint, &format!("{earned}/{possible}{mark}"))
}

/// Renders what is going on and what the keys do.
fn foot(state: &State, width: usize, short: bool) -> Vec<Line> {
    let mut page = Page::new(width);
    let most = if short { 1 } else { 2 };
    if let Some(notice) = &state.notice {
        page.lines.extend(wrapped(notice, width, most + 1));
    }
    page.lines.extend(status(state, width, most));
    page.lines
        .extend(keys::bar(state, width).into_iter().take(most));
    page.lines
}

/// Renders a sentence on up to `most` lines.
fn wrapped(text: &str, width: usize, most: usize) -> Vec<Line> {
    let mut page = Page::new(width);
    page.prose(Paint::Open, 0, text);
    page.lines.truncate(most);
    page.lines
}

fn status(state: &State, width: usize, most: usize) -> Vec<Line> {
    let line = match (&state.stage, &state.verdict) {
        (Some(Stage::Compiling), _) => {
            Line::new(Paint::Open, &Message::WatchCompiling.to_text(state.lang))
        }
        (&Some(Stage::Testing { ended, all }), _) => {
            let testing = Message::WatchTesting { ended, all };
            Line::new(Paint::Open, &testing.to_text(state.lang))
        }
        (Some(Stage::Slow(what)), _) => return wrapped(what, width, most),
        (None, Some(result)) => {
            let (build, run) = (result.times.build_ms, result.times.run_ms);
            let (build, run) = (seconds(build, state.lang), seconds(run, state.lang));
            let times = match result.outcome {
                Outcome::Graded => Message::WatchTimes { build, run },
                _ => Message::WatchStopped { build },
            };
            let times = times.to_text(state.lang);
            let mark = if result.next.is_none() {
                Line::new(Paint::Good, "✓ ")
            } else {
                Line::new(Paint::Bad, "✗ ")
            };
            mark.and(Paint::Plain, &times)
        }
        (None, None) => Line::default(),
    };
    vec![line]
}

/// Renders a rule, with a label near its right end.
fn rule(width: usize, label: Option<String>) -> Line {
    let label = label.map(|label| format!(" {label} ")).unwrap_or_default();
    let tail = if label.is_empty() { 0 } else { 2 };
    let rest = width.saturating_sub(label.chars().count() + tail);
    Line::new(
        Paint::Dim,
        &format!("{}{label}{}", "─".repeat(rest), "─".repeat(tail)),
    )
}

/// Renders milliseconds as seconds with one decimal.
fn seconds(milliseconds: u64, lang: Lang) -> String {
    lang.decimal(Duration::from_millis(milliseconds).as_secs_f64(), 1)
}
