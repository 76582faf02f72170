//! Intake: takes the sources of a submission, and nothing else.
//!
//! Only regular files `src/**/*.rs` with plain names are read, within limits. Whatever else lies
//! there is left out and noted. What cannot be taken safely as a whole is refused.

use std::collections::BTreeMap;
use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::escape::one_line;
use crate::messages::{Message, SystemError};

/// The deepest folder below `src`.
const MAX_DEPTH: usize = 6;
/// The most files that are taken.
const MAX_FILES: usize = 200;
/// The most folder entries that are looked at.
const MAX_ENTRIES: usize = 5_000;
/// The largest file, in bytes.
const MAX_FILE: u64 = 256 * 1024;
/// The largest sum of files, in bytes.
const MAX_TOTAL: u64 = 2 * 1024 * 1024;

/// Holds the sources that were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Text by path; paths begin with `src/` and use `/`.
    pub files: BTreeMap<String, String>,
    /// What lay in `src` and was not taken.
    pub ignored: Vec<Ignored>,
}

/// Names something that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The path, made safe to print.
    pub path: String,
    /// Why.
    pub why: Why,
}

/// Says why something was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is no `.rs` file.
    NotRust,
    /// It is a symbolic link.
    Link,
    /// It is neither a file nor a folder.
    Special,
    /// Its name is not letters, digits and `_`.
    OddName,
    /// It lies beside `src`, where only our own files count.
    Outside,
}

/// Takes the sources below `folder/src`.
///
/// # Errors
///
/// When there is no readable `src/lib.rs`, or a limit is exceeded.
pub fn collect(folder: &Path) -> Result<Sources, Message> {
    collect_below(folder, "src", "lib.rs")
}

/// Takes the sources below `folder/name`, of which `root` must be one.
///
/// # Errors
///
/// As [`collect`].
pub fn collect_below(folder: &Path, name: &str, root: &str) -> Result<Sources, Message> {
    let missing = || Message::NoSources {
        folder: one_line(&folder.display().to_string()),
        file: format!("{name}/{root}"),
    };
    let top = folder.join(name);
    let kind = fs::symlink_metadata(&top).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => missing(),
        _ => unreadable(&top, &error),
    })?;
    if !kind.is_dir() {
        return Err(missing());
    }
    let mut walk = Walk {
        sources: Sources::default(),
        entries: 0,
        total: 0,
    };
    walk.folder(&top, name, 0)?;
    if !walk.sources.files.contains_key(&format!("{name}/{root}")) {
        return Err(missing());
    }
    Ok(walk.sources)
}

/// Lists what lies beside `src` in a submission, which is never used.
pub fn beside(folder: &Path) -> Vec<Ignored> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|entry| one_line(&entry.file_name().to_string_lossy()))
        .filter(|name| name != "src" && name != "target" && name != ".git")
        .take(MAX_FILES)
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|path| Ignored {
            path,
            why: Why::Outside,
        })
        .collect()
}

struct Walk {
    sources: Sources,
    entries: usize,
    total: u64,
}

impl Walk {
    fn folder(&mut self, folder: &Path, shown: &str, depth: usize) -> Result<(), Message> {
        if depth > MAX_DEPTH {
            return Err(Message::TooDeep {
                folder: one_line(shown),
                limit: MAX_DEPTH,
            });
        }
        let listed = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
        let mut entries = Vec::new();
        for entry in listed {
            let entry = entry.map_err(|error| unreadable(folder, &error))?;
            self.entries += 1;
            if self.entries > MAX_ENTRIES {
                return Err(Message::TooManyFiles { limit: MAX_ENTRIES });
            }
            entries.push(entry);
        }
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let kind = entry
                .file_type()
                .map_err(|error| unreadable(&path, &error))?;
            let name = entry.file_name();
            let shown = format!("{shown}/{}", name.to_string_lossy());
            if let Some(why) = why_not(kind, name.to_str()) {
                self.sources.ignored.push(Ignored {
                    path: one_line(&shown),
                    why,
                });
            } else if kind.is_dir() {
                self.folder(&path, &shown, depth + 1)?;
            } else {
                self.file(&path, shown)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, shown: String) -> Result<(), Message> {
        if self.sources.files.len() == MAX_FILES {
            return Err(Message::TooManyFiles { limit: MAX_FILES });
        }
        let text = read(path, &shown)?;
        self.total += text.len() as u64;
        if self.total > MAX_TOTAL {
            return Err(Message::TooLarge {
                what: "src".to_string(),
                limit: MAX_TOTAL,
            });
        }
        self.sources.files.insert(shown, text);
        Ok(())
    }
}

/// Returns why an entry is left out, if it is.
fn why_not(kind: FileType, name: Option<&str>) -> Option<Why> {
    if kind.is_symlink() {
        return Some(Why::Link);
    }
    if !kind.is_dir() && !kind.is_file() {
        return Some(Why::Special);
    }
    let Some(name) = name else {
        return Some(Why::OddName);
    };
    let stem = if kind.is_dir() {
        name
    } else {
        let Some(stem) = name.strip_suffix(".rs") else {
            return Some(Why::NotRust);
        };
        stem
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (stem.is_empty() || stem.len() > 100 || !stem.chars().all(plain)).then_some(Why::OddName)
}

/// Reads a file that was seen to be a regular one, and makes sure that it still is.
fn read(path: &Path, shown: &str) -> Result<String, Message> {
    let file = open(path).map_err(|error| unreadable(path, &error))?;
    let regular = file.metadata().is_ok_and(|data| data.is_file());
    if !regular {
        return Err(unreadable(path, &io::Error::other("not a regular file")));
    }
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Message::TooLarge {
            what: shown.to_string(),
            limit: MAX_FILE,
        });
    }
    String::from_utf8(bytes).map_err(|_| Message::NotUtf8 {
        path: shown.to_string(),
    })
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;

    // Neither follows a link nor waits for the other end of a FIFO put there in the meantime.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

fn unreadable(path: &Path, error: &io::Error) -> Message {
    Message::Unreadable {
        path: one_line(&path.display().to_string()),
        error: SystemError::from(error),
    }
}

#[cfg(test)]
mod tests;
