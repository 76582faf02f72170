//! Audit: looks at what a submission was compiled to, before anything of it runs.
//!
//! The source check reads what was written; the audit reads what became of it. The compiler says
//! which files and variables it read (dep-info): the submission's own files and no variable. And
//! the object code must have no code that runs before `main`, no symbol that takes the place of
//! another one, and no way out but through what the source check allows, too. What is found here
//! got past the source check, so that one finding is enough: the submission is refused.

mod dep_info;
#[cfg(all(target_os = "linux", feature = "isolation"))]
mod object_code;
#[cfg(all(target_os = "linux", feature = "isolation"))]
mod symbols;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::build::Built;

/// Says what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anomaly {
    /// The compiler read a file that was not submitted.
    ForeignFile(String),
    /// The compiler read a variable of the environment.
    Variable(String),
    /// A section with code that runs before or after the program, or that is linked specially.
    Section(String),
    /// A symbol that other crates could take for theirs.
    Exported(String),
    /// A symbol of another crate or library that nothing allowed leads to.
    External(String),
    /// What was compiled cannot be read.
    Unreadable(String),
}

impl fmt::Display for Anomaly {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ForeignFile(path) => write!(formatter, "the compiler read {path}"),
            Self::Variable(name) => write!(formatter, "the compiler read the variable {name}"),
            Self::Section(name) => write!(formatter, "the object code has a section {name}"),
            Self::Exported(name) => write!(formatter, "the object code exports {name}"),
            Self::External(name) => write!(formatter, "the object code uses {name}"),
            Self::Unreadable(what) => write!(formatter, "{what} cannot be audited"),
        }
    }
}

/// Audits the library that `built` holds; `package` is the folder that it was compiled from.
///
/// Object code is looked at where there is isolation; elsewhere its place is known to be readable.
pub fn audit(built: &Built, package: &Path) -> Vec<Anomaly> {
    let Some(library) = &built.library else {
        return vec![Anomaly::Unreadable("the library".to_string())];
    };
    let mut found = match read_dep_info(library) {
        Some(text) => dep_info::check(&text, &package.join("src")),
        None => vec![Anomaly::Unreadable("what the compiler read".to_string())],
    };
    #[cfg(all(target_os = "linux", feature = "isolation"))]
    match fs::read(library) {
        Ok(archive) => found.extend(object_code::check(&archive)),
        Err(_) => found.push(Anomaly::Unreadable("the library".to_string())),
    }
    found.truncate(20);
    found
}

/// Reads what the compiler wrote beside `lib<name>-<hash>.rlib`: `<name>-<hash>.d`.
fn read_dep_info(library: &Path) -> Option<String> {
    let name = library.file_stem()?.to_str()?.strip_prefix("lib")?;
    let path: PathBuf = library.with_file_name(format!("{name}.d"));
    fs::read_to_string(path).ok()
}
