//! What happens to [`State`](super::state::State), and what it wants done.

use std::path::PathBuf;

use super::news::News;

/// The size of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

impl Size {
    /// Takes what the terminal says; some say nothing at first, which counts as usual.
    pub fn new(columns: u16, rows: u16) -> Self {
        let or = |said: u16, usual| if said == 0 { usual } else { usize::from(said) };
        Self {
            columns: or(columns, 80),
            rows: or(rows, 24),
        }
    }
}

/// A key, as far as there is a use for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character, in lower case.
    Char(char),
    /// The line above.
    Up,
    /// The line below.
    Down,
    /// The page above.
    PageUp,
    /// The page below.
    PageDown,
    /// The first line.
    Home,
    /// The last line.
    End,
    /// Takes what is chosen.
    Enter,
    /// Goes back.
    Escape,
    /// Ctrl-C or Ctrl-D.
    Interrupt,
    /// Ctrl-Z.
    Suspend,
    /// Ctrl-L.
    Redraw,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// The sources of the exercise in hand were saved.
    Saved,
    /// A run has something to say.
    Run {
        /// Which run: those before the last one do not matter any more.
        number: u64,
        /// What.
        news: News,
    },
    /// The page with the timeline is there, or why it is not.
    Page(Result<Page, String>),
    /// The exercise was put back as it was handed out, or not; the text says which.
    Reset(String),
    /// The terminal has another size.
    Resized(Size),
    /// The program runs again after it was stopped.
    Resumed,
    /// The program has to come to its end.
    Ended,
}

/// A page that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it lies.
    pub path: PathBuf,
    /// Whether a browser was asked to show it.
    pub opened: bool,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Stop the run that is going on, if there is one, and begin this one.
    Grade {
        /// Its number.
        number: u64,
        /// The exercise.
        exercise: String,
    },
    /// Write the page of this replay token, or of what `EXERCISE/TEST` does by itself, and show it.
    Page(String),
    /// Put this exercise back as it was handed out.
    Reset(String),
    /// Keep in mind how far the student is.
    Remember,
    /// Draw everything anew.
    Redraw,
    /// Take the terminal over again: whoever had it meanwhile may have set it otherwise.
    TakeAgain,
    /// Stop until the shell lets the program go on.
    Suspend,
    /// Come to an end.
    Quit,
}
