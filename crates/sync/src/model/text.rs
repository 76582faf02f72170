//! The timeline as text: a lane per thread, a row per event, and who still waits at the end.

use std::fmt::Write;

use super::phrases::{English, Phrase, Words, thousands};
use super::timeline::{End, Row, Timeline, short};
use crate::engine::Action;

/// Narrowest picture; below that, lines are longer than asked for.
const MIN_WIDTH: usize = 40;

/// The fewest columns for what a thread does.
const MIN_WORDS: usize = 16;

/// Widest picture: longer lines are hard to follow.
const MAX_WIDTH: usize = 110;

/// A lane's state beside the row of another thread.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Track {
    /// Not started, or ended.
    Absent,
    Running,
    Blocked,
}

impl Timeline {
    /// Draws the timeline, `width` columns wide if the names allow.
    ///
    /// `●` marks who acts, `│` who could, `┊` who waits.
    #[must_use]
    pub fn render_text(&self, width: usize) -> String {
        self.render_text_in(&English, width)
    }

    /// Draws the timeline as [`render_text`](Self::render_text) does, in another language.
    #[must_use]
    pub fn render_text_in(&self, words: &dyn Words, width: usize) -> String {
        Picture::new(self, words, width.clamp(MIN_WIDTH, MAX_WIDTH)).draw()
    }
}

struct Picture<'a> {
    timeline: &'a Timeline,
    words: &'a dyn Words,
    width: usize,
    digits: usize,
    name_width: usize,
    /// Whether there is room for the lanes; without them, names alone say who does what.
    has_lanes: bool,
    tracks: Vec<Track>,
    text: String,
}

impl<'a> Picture<'a> {
    fn new(timeline: &'a Timeline, words: &'a dyn Words, width: usize) -> Self {
        let longest = timeline
            .threads
            .iter()
            .map(|lane| lane.name.chars().count())
            .max();
        let mut tracks = vec![Track::Absent; timeline.threads.len()];
        if let Some(main) = tracks.first_mut() {
            *main = Track::Running;
        }
        let digits = timeline.rows.len().to_string().len().max(2);
        let name_width = longest.unwrap_or(0).min(16);
        let beside_lanes = digits + 2 + name_width + 2 + MIN_WORDS;
        Self {
            timeline,
            words,
            width,
            digits,
            name_width,
            has_lanes: beside_lanes + 2 * tracks.len() <= width,
            tracks,
            text: String::new(),
        }
    }

    fn draw(mut self) -> String {
        for (index, row) in self.timeline.rows.iter().enumerate() {
            if let Some(omitted) = self
                .timeline
                .omitted
                .filter(|omitted| omitted.before == index)
            {
                let events = thousands(self.words, omitted.events);
                let more = self.words.say(Phrase::MoreOfThis, &[("events", &events)]);
                let _ = writeln!(self.text, "{:w$} {more}", "", w = self.digits);
            }
            self.follow(row);
            self.row(index, row);
            if row.action == Action::Finish {
                self.tracks[row.thread] = Track::Absent;
            }
        }
        self.ends();
        self.text
    }

    /// Updates the lanes by what a row does.
    fn follow(&mut self, row: &Row) {
        self.tracks[row.thread] = Track::Running;
        match &row.action {
            Action::Block(_) | Action::Wait { .. } => self.tracks[row.thread] = Track::Blocked,
            Action::Spawn { thread } => self.tracks[*thread] = Track::Running,
            Action::Notify { woken, .. } => {
                for &thread in woken {
                    self.tracks[thread] = Track::Running;
                }
            }
            _ => {}
        }
    }

    fn lanes(&self, acting: Option<usize>) -> String {
        let mut lanes = String::new();
        if !self.has_lanes {
            return lanes;
        }
        for (index, track) in self.tracks.iter().enumerate() {
            lanes.push(' ');
            lanes.push(match track {
                _ if acting == Some(index) => '●',
                Track::Absent => ' ',
                Track::Running => '│',
                Track::Blocked => '┊',
            });
        }
        lanes
    }

    fn row(&mut self, index: usize, row: &Row) {
        let name: String = self.timeline.thread(row.thread).chars().take(16).collect();
        let head = format!(
            "{:>digits$}{}  {name:<width$}  ",
            index + 1,
            self.lanes(Some(row.thread)),
            digits = self.digits,
            width = self.name_width
        );
        let rest = format!(
            "{:digits$}{}  {:width$}  ",
            "",
            self.lanes(None),
            "",
            digits = self.digits,
            width = self.name_width
        );
        let place = row.place().map(short).unwrap_or_default();
        let room = self
            .width
            .saturating_sub(head.chars().count())
            .max(MIN_WORDS);
        let lines = wrap(&self.timeline.describe_in(self.words, row), room);
        let count = lines.len();
        for (number, line) in lines.into_iter().enumerate() {
            let start = if number == 0 { &head } else { &rest };
            let used = line.chars().count();
            let place_width = place.chars().count();
            let _ = if number + 1 < count || place.is_empty() {
                writeln!(self.text, "{start}{line}")
            } else if used + 2 + place_width <= room {
                let gap = room - used - place_width;
                writeln!(self.text, "{start}{line}{:gap$}{place}", "")
            } else {
                let gap = room.saturating_sub(place_width);
                writeln!(self.text, "{start}{line}\n{rest}{:gap$}{place}", "")
            };
        }
    }

    /// Says what every thread that has not ended waits for.
    fn ends(&mut self) {
        let mut heading = Some(self.words.say(Phrase::AtTheEnd, &[]) + "\n");
        for (index, lane) in self.timeline.threads.iter().enumerate() {
            let Some((what, at)) = self.timeline.describe_end_in(self.words, index) else {
                continue;
            };
            self.text.push_str(&heading.take().unwrap_or_default());
            let name = &lane.name;
            let place = at.map(|at| format!(" ({})", short(at))).unwrap_or_default();
            for (number, line) in wrap(&format!("{name} {what}{place}"), self.width - 4)
                .iter()
                .enumerate()
            {
                let indent = if number == 0 { 2 } else { 4 };
                let _ = writeln!(self.text, "{:indent$}{line}", "");
            }
            // Of a panic, the message says more than the line, which is often but its beginning.
            let waits = matches!(lane.end, End::Waiting { .. });
            if let Some(source) = at.filter(|_| waits).and_then(|at| self.timeline.source(at)) {
                let _ = writeln!(self.text, "      {}", clip(source, self.width - 6));
            }
        }
    }
}

/// Breaks text at spaces into lines of at most `width` characters; longer words are cut. (French puts
/// spaces before some punctuation, at which no line may break.)
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for line in text.lines() {
        for word in line.split([' ', '\t']).filter(|word| !word.is_empty()) {
            let mut rest: Vec<char> = word.chars().collect();
            while !rest.is_empty() {
                let last = lines.last_mut().expect("there is always a line");
                let used = last.chars().count();
                let gap = usize::from(used > 0);
                if used + gap + rest.len() <= width {
                    last.extend(std::iter::repeat_n(' ', gap).chain(rest.drain(..)));
                } else if used > 0 {
                    lines.push(String::new());
                } else {
                    last.extend(rest.drain(..width.min(rest.len())));
                }
            }
        }
        lines.push(String::new());
    }
    lines.retain(|line| !line.is_empty());
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

fn clip(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut clipped: String = text.chars().take(width.saturating_sub(1)).collect();
    clipped.push('…');
    clipped
}
