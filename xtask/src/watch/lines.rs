//! Lines of the screen: text in pieces, each with its paint, so that it can be cut to a width.

use crate::escape;
use crate::terminal;

/// Says how a piece of text is painted. Nothing is said by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Paint {
    #[default]
    Plain,
    Bold,
    Dim,
    Good,
    Bad,
    Open,
}

impl Paint {
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Bold => Some("1"),
            Self::Dim => Some("2"),
            Self::Good => Some("32"),
            Self::Bad => Some("31"),
            Self::Open => Some("33"),
        }
    }
}

/// One line of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line(Vec<(Paint, String)>);

impl Line {
    pub(super) fn new(paint: Paint, text: &str) -> Self {
        Self::default().and(paint, text)
    }

    /// Adds a piece. Whatever could steer the terminal becomes visible.
    #[must_use]
    pub(super) fn and(mut self, paint: Paint, text: &str) -> Self {
        let text = escape::visible(text).replace('\t', "    ");
        if !text.is_empty() {
            self.0.push((paint, text));
        }
        self
    }

    /// Returns how many columns it takes.
    pub(super) fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| terminal::columns(text)).sum()
    }

    /// Shortens it to `width` columns; an ellipsis stands for the rest.
    #[must_use]
    pub(super) fn cut(mut self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        let mut room = width.saturating_sub(1);
        for (_, text) in &mut self.0 {
            let kept = fitting(text, room);
            // Nothing follows what was cut, even if a column is left of a character that takes two.
            room = if kept < text.len() {
                0
            } else {
                room - terminal::columns(text)
            };
            text.truncate(kept);
        }
        self.0.retain(|(_, text)| !text.is_empty());
        let paint = self.0.last().map(|(paint, _)| *paint).unwrap_or_default();
        self.and(paint, if width > 0 { "…" } else { "" })
    }

    /// Renders it for the terminal.
    pub(super) fn render(&self, colour: bool) -> String {
        let mut out = String::new();
        for (paint, text) in &self.0 {
            match paint.code().filter(|_| colour) {
                Some(code) => out.push_str(&format!("\x1b[{code}m{text}\x1b[0m")),
                None => out.push_str(text),
            }
        }
        out.truncate(out.trim_end_matches(' ').len());
        out
    }
}

/// Text of a width, as it grows line by line.
#[derive(Debug)]
pub(super) struct Page {
    width: usize,
    pub(super) lines: Vec<Line>,
}

impl Page {
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            lines: Vec::new(),
        }
    }

    /// Returns its width in columns.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Adds a line as it is; what is too long is cut.
    pub(super) fn line(&mut self, line: Line) {
        self.lines.push(line.cut(self.width));
    }

    /// Adds prose, broken at spaces, after `indent` spaces.
    pub(super) fn prose(&mut self, paint: Paint, indent: usize, text: &str) {
        for line in terminal::wrap(text, self.width, indent).lines() {
            self.exact(paint, 0, line);
        }
    }

    /// Adds prose whose first line begins with `mark` and whose others stand below its text.
    pub(super) fn item(&mut self, paint: Paint, mark: &str, text: &str) {
        let indent = mark.chars().count();
        for (number, line) in terminal::wrap(text, self.width, indent).lines().enumerate() {
            let head = if number == 0 { mark } else { "" };
            let line = line.get(indent..).unwrap_or_default();
            let line = format!("{head:<indent$}{line}");
            if number == 0 {
                let (mark, rest) = line.split_at(mark.len());
                self.line(Line::new(paint, mark).and(Paint::Bold, rest));
            } else {
                self.line(Line::new(Paint::Bold, &line));
            }
        }
    }

    /// Adds text whose columns matter, after `indent` spaces: what is too long goes on below.
    pub(super) fn exact(&mut self, paint: Paint, indent: usize, text: &str) {
        let room = self.width.saturating_sub(indent).max(1);
        let margin = " ".repeat(indent);
        for line in text.lines() {
            let shown = escape::visible(line).replace('\t', "    ");
            for piece in broken(&shown, room) {
                self.lines
                    .push(Line::new(paint, &format!("{margin}{piece}")));
            }
        }
    }

    /// Adds a line with something at its right end, which is never cut.
    pub(super) fn between(&mut self, left: Line, right: Line) {
        let left = left.cut(self.width.saturating_sub(right.width() + 1));
        let gap = self.width.saturating_sub(left.width() + right.width());
        let mut line = left.and(Paint::Plain, &" ".repeat(gap));
        line.0.extend(right.0);
        self.lines.push(line);
    }

    /// Adds an empty line, unless the last one is empty.
    pub(super) fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }
}

/// Breaks a line into pieces of at most `room` columns; what goes on below is as far in as the line.
fn broken(line: &str, room: usize) -> Vec<String> {
    let gutter = gutter(line, room / 3);
    let mut rest = line.trim_end_matches(' ').to_string();
    let mut pieces = Vec::new();
    while terminal::columns(&rest) > room {
        let place = place_to_break(&rest, room);
        if place == rest.len() {
            // One character, and too wide.
            break;
        }
        let tail = rest.split_off(place);
        pieces.push(rest);
        rest = format!("{gutter}{}", tail.trim_start_matches(' '));
    }
    pieces.push(rest);
    pieces
}

/// Returns what stands before each piece of a line but the first: the bar of a compiler's message, or
/// spaces up to where the line's own text begins; of these no more than `most`.
fn gutter(line: &str, most: usize) -> String {
    let text = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    let before = line.len() - text.len();
    if before > 0 && before + 2 <= most && text.starts_with("| ") {
        return format!("{:before$}| ", "");
    }
    let text = line.trim_start_matches(' ');
    let marks = ["--> ", "= "];
    let text = marks
        .iter()
        .find_map(|mark| text.strip_prefix(mark))
        .unwrap_or(text);
    " ".repeat(most.min(line.len() - text.len()))
}

/// Returns where to break a text of more than `room` columns: in its second half at a space, or after a
/// slash (a path seldom has spaces), or else where the room ends.
fn place_to_break(text: &str, room: usize) -> usize {
    let (half, end) = (fitting(text, room / 2), fitting(text, room));
    let bytes = text.as_bytes();
    // A space right after what fits does as well.
    let space = bytes[half..=end].iter().rposition(|byte| *byte == b' ');
    let slash = bytes[half..end].iter().rposition(|byte| *byte == b'/');
    let place = space.or(slash.map(|at| at + 1)).map_or(end, |at| half + at);
    // Never nothing, so that it comes to an end.
    place.max(text.chars().next().map_or(0, char::len_utf8))
}

/// Returns how many bytes of `text` fit into `room` columns.
fn fitting(text: &str, room: usize) -> usize {
    let mut used = 0;
    let mut over = text.char_indices().filter(|(_, c)| {
        used += terminal::columns_of(*c);
        used > room
    });
    over.next().map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(page: &Page) -> Vec<String> {
        page.lines.iter().map(|line| line.render(false)).collect()
    }

    #[test]
    fn a_line_is_cut_across_its_pieces() {
        let line = Line::new(Paint::Bold, "one ").and(Paint::Good, "two three");
        assert_eq!(line.clone().cut(40).render(false), "one two three");
        assert_eq!(line.clone().cut(7).render(false), "one tw…");
        assert_eq!(
            line.clone().cut(7).render(true),
            "\x1b[1mone \x1b[0m\x1b[32mtw\x1b[0m\x1b[32m…\x1b[0m"
        );
        assert_eq!(line.cut(0).width(), 0);
    }

    #[test]
    fn nothing_that_is_shown_can_steer_the_terminal() {
        let mut page = Page::new(40);
        page.exact(Paint::Plain, 0, "a\u{1b}[2Jb\tc");
        page.line(Line::new(Paint::Plain, "\u{1b}]0;title\u{7}"));
        assert_eq!(plain(&page), ["a\\u{1b}[2Jb    c", "\\u{1b}]0;title\\u{7}"]);
    }

    #[test]
    fn columns_are_kept_and_what_is_too_long_goes_on_below() {
        let mut page = Page::new(8);
        page.exact(Paint::Plain, 2, "0123456789\n\n^^");
        assert_eq!(plain(&page), ["  012345", "  6789", "", "  ^^"]);
    }

    #[test]
    fn what_is_too_long_is_broken_between_words_and_goes_on_behind_its_gutter() {
        let mut page = Page::new(44);
        page.exact(
            Paint::Plain,
            0,
            "error[E0308]: mismatched types
   --> exercises/producer-consumer/src/bounded_queue.rs:123:33
    |
123 |         self.not_empty.wait(&state, &self.other, more);
    |                        ---- ^^^^^^ expected `&mut MutexGuard<'_, _>`, found `&State`
    = note: expected a mutable reference, found something else
              found reference `&pattern_sync::MutexGuard<_>`",
        );
        assert_eq!(
            plain(&page),
            [
                "error[E0308]: mismatched types",
                "   --> exercises/producer-consumer/src/",
                "       bounded_queue.rs:123:33",
                "    |",
                "123 |         self.not_empty.wait(&state,",
                "    | &self.other, more);",
                "    |                        ---- ^^^^^^",
                "    | expected `&mut MutexGuard<'_, _>`,",
                "    | found `&State`",
                "    = note: expected a mutable reference,",
                "      found something else",
                "              found reference",
                "              `&pattern_sync::MutexGuard<_>`",
            ]
        );
    }

    #[test]
    fn what_takes_two_columns_is_counted_as_two() {
        let line = Line::new(Paint::Plain, "日本").and(Paint::Bold, "語 🦀 x");
        assert_eq!(line.width(), 11);
        assert_eq!(line.clone().cut(11), line);
        assert_eq!(line.clone().cut(6).render(false), "日本…");
        assert_eq!(line.clone().cut(7).render(false), "日本語…");
        let mut page = Page::new(9);
        page.exact(Paint::Plain, 2, "日本語日本語");
        page.prose(Paint::Plain, 0, "日本語日本語");
        page.between(line, Line::new(Paint::Plain, "1/2"));
        let lines = ["  日本語", "  日本語", "日本語日", "本語", "日本… 1/2"];
        assert_eq!(plain(&page), lines);
        for line in &page.lines {
            assert!(line.width() <= 9, "{line:?}");
        }
        // Too narrow for even one.
        let mut page = Page::new(1);
        page.exact(Paint::Plain, 0, "日 本");
        assert_eq!(plain(&page), ["日", "本"]);
    }

    #[test]
    fn the_right_end_is_never_cut() {
        let mut page = Page::new(12);
        page.between(
            Line::new(Paint::Bold, "a long title"),
            Line::new(Paint::Plain, "40/100"),
        );
        assert_eq!(plain(&page), ["a lo… 40/100"]);
    }

    #[test]
    fn an_item_hangs_below_its_mark() {
        let mut page = Page::new(26);
        page.item(Paint::Bad, "  ✗ ", "été one two three four five");
        assert_eq!(plain(&page), ["  ✗ été one two three four", "    five"]);
    }
}
