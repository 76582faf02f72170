//! What goes in, what comes out, and how much of it at a time: nothing to do here.

use std::collections::BTreeMap;

/// A folder of texts, wherever it lies.
pub trait Folder: Sync {
    /// Returns the names of all files, in any order, each once.
    fn names(&self) -> Vec<String>;

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// The reason, if that does not work.
    fn read(&self, name: &str) -> Result<String, String>;
}

/// A file that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub name: String,
    pub text: String,
}

/// The words of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub name: String,
    pub words: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnUnreadable {
    Skip,
    Fail,
}

#[derive(Clone, Debug)]
pub struct Settings {
    pub readers: usize,
    pub cleaners: usize,
    pub counters: usize,
    pub capacity: usize,
    pub on_unreadable: OnUnreadable,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Index {
    pub files: BTreeMap<String, Vec<(String, usize)>>,
    pub skipped: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexError {
    Unreadable { name: String, reason: String },
    Panicked(String),
}
