//! How wide the terminal is, whether it shows colour, and how text is broken into lines.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use unicode_width::UnicodeWidthChar as _;

use crate::lang::Lang;
use crate::messages::Message;

/// The narrowest and the widest text that is laid out, in columns.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;

/// What an item of a list begins with.
const BULLET: &str = "• ";

/// Says how text is rendered.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Whether colours are used; nothing is said by colour alone.
    pub colour: bool,
    /// The language.
    pub lang: Lang,
}

impl Style {
    /// Renders for the terminal on stdout, or for a file or pipe if that is what stdout is.
    pub fn of_stdout(lang: Lang) -> Self {
        let terminal = io::stdout().is_terminal();
        let wanted = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && env::var_os("TERM").is_none_or(|term| term != "dumb");
        Self {
            width: width(terminal),
            colour: terminal && wanted,
            lang,
        }
    }

    /// Renders in `width` columns without colour.
    pub fn plain(width: usize, lang: Lang) -> Self {
        Self {
            width,
            colour: false,
            lang,
        }
    }

    /// Returns `text` in green.
    pub fn green(&self, text: &str) -> String {
        self.paint("32", text)
    }

    /// Returns `text` in red.
    pub fn red(&self, text: &str) -> String {
        self.paint("31", text)
    }

    /// Returns `text` in yellow.
    pub fn yellow(&self, text: &str) -> String {
        self.paint("33", text)
    }

    /// Returns `text` in bold.
    pub fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_string()
        }
    }
}

fn width(terminal: bool) -> usize {
    let said = env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let width = said
        .or_else(|| terminal.then(window_width).flatten())
        .unwrap_or(80);
    width.clamp(*WIDTHS.start(), *WIDTHS.end())
}

#[cfg(unix)]
fn window_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0).then(|| usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn window_width() -> Option<usize> {
    None
}

/// Tells whether somebody sits at a terminal: types into it, and sees what is printed.
pub fn is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Returns how many columns `text` takes.
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// Returns how many columns a character takes: two, if it is Chinese, Japanese or Korean, or an emoji.
pub fn columns_of(c: char) -> usize {
    match c {
        // The sign before this becomes an emoji, where the terminal does so.
        '\u{fe0f}' => 1,
        _ => c.width().unwrap_or(0),
    }
}

/// Breaks `text` at spaces into lines of at most `width` columns, all after `indent` spaces.
///
/// Line feeds in the text are kept, and spaces at the beginning of a line; a word that is too long has a
/// line of its own. What begins with a bullet goes on below its first word, and what begins with spaces
/// below what follows its first word: a label, before a value.
pub fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut out = String::new();
    for line in text.split('\n') {
        let label = line.trim_start_matches(' ');
        let own = line.len() - label.len();
        let below = match label.split_once(' ') {
            Some((label, _)) if own > 0 => own + label.chars().count() + 1,
            _ if line.starts_with(BULLET) => BULLET.chars().count(),
            _ => own,
        };
        let mut margin = indent + own;
        let mut used = 0;
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            let length = columns(word);
            let room = width.saturating_sub(margin).max(20);
            if used > 0 && used + 1 + length > room {
                out.push('\n');
                used = 0;
                margin = indent + below;
            }
            if used == 0 {
                out.push_str(&" ".repeat(margin));
            } else {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += length;
        }
        out.push('\n');
    }
    out
}

/// Indents each line of `text` that is not empty by `indent` spaces; the result ends with a line feed.
pub fn indent(text: &str, indent: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// Writes `text` to stdout. A reader that went away (as `head` does) is no error.
///
/// # Errors
///
/// When stdout cannot be written to for another reason.
pub fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Shows the page at `path` in a browser; returns whether one opens, and says so if none does.
///
/// # Errors
///
/// As [`print()`].
pub fn open(path: &Path, lang: Lang) -> io::Result<bool> {
    // What a system says that has no browser tells nobody what to do.
    let opens = open::that_detached(path).is_ok();
    if !opens {
        print(&format!("{}\n", Message::NoBrowser.to_text(lang)))?;
    }
    Ok(opens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_stay_within_the_width() {
        let text = wrap("one two three four five six seven\n\nnine", 24, 4);
        assert_eq!(
            text,
            "    one two three four\n    five six seven\n\n    nine\n"
        );
    }

    #[test]
    fn what_takes_two_columns_is_wrapped_as_such() {
        assert_eq!(
            columns("日本語 ok 🦀 ⚠\u{fe0f} é e\u{301}"),
            6 + 4 + 3 + 3 + 2 + 1
        );
        let text = wrap("日本語 日本語 日本語 日本語", 22, 0);
        assert_eq!(text, "日本語 日本語 日本語\n日本語\n");
    }

    #[test]
    fn an_item_of_a_list_goes_on_below_its_first_word() {
        let text = wrap("• one two three four five\n• six", 22, 2);
        assert_eq!(text, "  • one two three four\n    five\n  • six\n");
    }

    #[test]
    fn a_labelled_value_keeps_its_column_and_goes_on_below_itself() {
        let text = wrap("order\n     found: [1, 2]\n  expected: [1, 2, 3, 4]", 24, 2);
        assert_eq!(
            text,
            "  order\n       found: [1, 2]\n    expected: [1, 2, 3,\n              4]\n"
        );
    }

    #[test]
    fn a_word_that_is_too_long_is_not_lost() {
        let long = "x".repeat(50);
        assert_eq!(
            wrap(&format!("a {long} b"), 30, 0),
            format!("a\n{long}\nb\n")
        );
    }
}
