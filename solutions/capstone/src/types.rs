//! What goes in, what comes out, and how much of it at a time: nothing to do here.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

/// A folder of texts, wherever it lies.
///
/// # Examples
///
/// One in memory; the statement of the exercise shows one on disk.
///
/// ```
/// use capstone::Folder;
///
/// struct Two;
///
/// impl Folder for Two {
///     fn names(&self) -> Vec<String> {
///         vec!["a.txt".into(), "b.txt".into()]
///     }
///
///     fn read(&self, name: &str) -> Result<String, String> {
///         Ok(format!("This is {name}."))
///     }
/// }
///
/// assert_eq!(Two.read("a.txt").unwrap(), "This is a.txt.");
/// ```
pub trait Folder: Sync {
    /// Returns the names of all files, each once, in any order.
    fn names(&self) -> Vec<String>;

    /// Reads the file `name`, which may take a while; called by several threads at a time.
    ///
    /// # Errors
    ///
    /// If the file cannot be read: the reason.
    fn read(&self, name: &str) -> Result<String, String>;

    /// Is told that the words of the file `name` are about to be counted; for whoever watches.
    fn cleaned(&self, name: &str) {
        let _ = name;
    }
}

/// A file that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The name of the file.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// The words of a file, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The name of the file.
    pub name: String,
    /// Its words: in lower case, without punctuation.
    pub words: Vec<String>,
}

/// For each word the files in which it occurs, sorted by name, and how often.
pub type Files = BTreeMap<String, Vec<(String, usize)>>;

/// What is known about the folder in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Each word's files.
    pub files: Files,
    /// The files that could not be read, sorted by name.
    pub skipped: Vec<Unreadable>,
}

/// A file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// The name of the file.
    pub name: String,
    /// Why.
    pub reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.name, self.reason)
    }
}

impl Error for Unreadable {}

/// Why there is no index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexError {
    /// A file cannot be read, and [`OnUnreadable::Fail`] was asked for.
    Unreadable(Unreadable),
    /// Something panicked: what, and with which message.
    Panicked(String),
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(file) => file.fmt(f),
            Self::Panicked(message) => f.write_str(message),
        }
    }
}

impl Error for IndexError {}

/// What to do about a file that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnUnreadable {
    /// Go on without it, and say so in [`Index::skipped`].
    Skip,
    /// Stop everything.
    Fail,
}

/// How many threads and how much room each part gets. All numbers are at least 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Threads that read.
    pub readers: usize,
    /// Threads that normalise texts.
    pub cleaners: usize,
    /// Threads that count.
    pub counters: usize,
    /// Partitions of the words: tasks of the reduce phase.
    pub partitions: usize,
    /// The capacity of each queue, in names, documents or tasks.
    pub capacity: usize,
    /// What to do about a file that cannot be read.
    pub on_unreadable: OnUnreadable,
}

/// Returns the partition of `word`, from 0 to `partitions` - 1: always the same for the same word.
///
/// # Examples
///
/// ```
/// use capstone::partition_of;
///
/// assert!(partition_of("fiddle", 3) < 3);
/// assert_eq!(partition_of("fiddle", 3), partition_of("fiddle", 3));
/// ```
pub fn partition_of(word: &str, partitions: usize) -> usize {
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(word);
    usize::try_from(hash % partitions as u64).expect("smaller than a usize")
}
