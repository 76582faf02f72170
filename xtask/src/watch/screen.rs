//! The terminal: taken over, drawn on, and given back as it was found, whatever happens.

use std::io::{self, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::terminal::{
    self, BeginSynchronizedUpdate, Clear, ClearType, DisableLineWrap, EnableLineWrap,
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{execute, queue};

use super::event::Size;
use super::lines::Line;
use super::state::{Stage, State};
use super::view::Frame;
use crate::messages::Message;

/// Whether the terminal is ours at the moment, and whether we address its lines.
static TAKEN: AtomicBool = AtomicBool::new(false);
static ADDRESSED: AtomicBool = AtomicBool::new(false);

/// The terminal on stdout.
pub(super) struct Screen {
    colour: bool,
    /// A terminal without addressable lines gets whatever changes as new lines.
    dumb: bool,
    shown: Vec<String>,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    ///
    /// When it cannot be set.
    pub(super) fn open(colour: bool, dumb: bool) -> io::Result<Self> {
        let before = panic::take_hook();
        // What a panic says would be lost on the other screen.
        panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
        }));
        let mut screen = Self {
            colour,
            dumb,
            shown: Vec::new(),
        };
        screen.take()?;
        Ok(screen)
    }

    /// Takes the terminal over, or once more after the program was stopped.
    pub(super) fn take(&mut self) -> io::Result<()> {
        // A terminal that somebody else has set meanwhile would be taken for ours.
        terminal::disable_raw_mode()?;
        terminal::enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        self.shown.clear();
        if !self.dumb {
            ADDRESSED.store(true, Ordering::SeqCst);
            execute!(io::stdout(), EnterAlternateScreen, DisableLineWrap, Hide)?;
        }
        Ok(())
    }

    /// Forgets what is on the screen: the next drawing draws all of it.
    pub(super) fn forget(&mut self) {
        if !self.dumb {
            self.shown.clear();
        }
    }

    /// Draws what is to be seen of `state`; lines that are on the screen already are left alone.
    ///
    /// # Errors
    ///
    /// When the terminal is gone, or was given back since another thread has panicked.
    pub(super) fn draw(&mut self, state: &State) -> io::Result<()> {
        if !TAKEN.load(Ordering::SeqCst) {
            return Err(io::Error::other("the terminal was given back"));
        }
        if self.dumb {
            let mut out = io::stdout().lock();
            out.write_all(self.news(state).as_bytes())?;
            return out.flush();
        }
        let lines: Vec<String> = Frame::of(state)
            .lines()
            .iter()
            .map(|line| line.render(self.colour))
            .collect();
        let mut out = io::stdout().lock();
        queue!(out, BeginSynchronizedUpdate)?;
        if self.shown.is_empty() {
            queue!(out, Clear(ClearType::All))?;
        }
        for (row, line) in (0..).zip(&lines) {
            if self.shown.get(usize::from(row)) != Some(line) {
                queue!(out, MoveTo(0, row), Clear(ClearType::CurrentLine))?;
                out.write_all(line.as_bytes())?;
            }
        }
        queue!(out, EndSynchronizedUpdate)?;
        out.flush()?;
        self.shown = lines;
        Ok(())
    }

    /// Renders what has changed, to be printed below what was printed before. That one more test has ended
    /// is not worth it: what was printed stays, and there would be as many copies as tests.
    fn news(&mut self, state: &State) -> String {
        let frame = Frame::of(state);
        let render = |lines: &[Line]| -> Vec<String> {
            let lines = lines.iter();
            lines.map(|line| line.render(false) + "\r\n").collect()
        };
        let text = [render(&frame.top), render(&frame.body)].concat().concat();
        let bottom = render(&frame.bottom);
        let counter = counter(state).map(|counter| counter + "\r\n");
        let rest = bottom.iter().filter(|line| Some(*line) != counter.as_ref());
        let rest: String = rest.map(String::as_str).collect();
        let mut news = String::new();
        let text_changed = self.shown.first() != Some(&text);
        if text_changed {
            news = format!("\r\n{text}");
        }
        if text_changed || self.shown.get(1) != Some(&rest) {
            news.push_str(&bottom.concat());
        }
        self.shown = vec![text, rest];
        news
    }
}

/// Returns the line that says how many tests have ended.
fn counter(state: &State) -> Option<String> {
    match state.stage {
        Some(Stage::Testing { ended, all }) => {
            Some(Message::WatchTesting { ended, all }.to_text(state.lang))
        }
        _ => None,
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was found. Does nothing if it was given back already.
pub(super) fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // A terminal that is gone needs nothing any more.
    if ADDRESSED.load(Ordering::SeqCst) {
        let _ = execute!(io::stdout(), EnableLineWrap, LeaveAlternateScreen, Show);
    }
    let _ = terminal::disable_raw_mode();
}

/// Returns the size of the terminal.
pub(super) fn size() -> Size {
    let (columns, rows) = terminal::size().unwrap_or((80, 24));
    Size::new(columns, rows)
}

#[cfg(all(test, unix))]
mod tests;
