//! Locate: finds the sources of each exercise in whatever shape a submission has.

use std::fs;
use std::path::{Path, PathBuf};

use crate::escape;
use crate::messages::staff::StaffMessage;

/// How many folders that hold nothing but one folder are entered: archives are often wrapped.
const MAX_WRAPPERS: usize = 4;

/// Returns the folder that holds the `src` of exercise `name`.
///
/// In this order: `exercises/<name>` (a whole repository), `<name>`, and, if there is `only` this
/// exercise, the submission itself. A folder that holds but one folder is entered.
pub(crate) fn sources(submission: &Path, name: &str, only: bool) -> Option<PathBuf> {
    let mut folder = submission.to_path_buf();
    for _ in 0..=MAX_WRAPPERS {
        let candidates: [&[&str]; 3] = [&["exercises", name], &[name], &[]];
        let usable = if only { 3 } else { 2 };
        let found = candidates[..usable]
            .iter()
            .find_map(|way| enter(&folder, way));
        if found.is_some() {
            return found;
        }
        folder = only_folder(&folder)?;
    }
    None
}

/// Goes `way` from `folder`, to a folder that holds a `src`. No step is a link: it might lead to
/// somebody else's work, or to the solutions.
fn enter(folder: &Path, way: &[&str]) -> Option<PathBuf> {
    let mut path = folder.to_path_buf();
    for step in way {
        path.push(step);
        if !is_folder(&path) {
            return None;
        }
    }
    is_folder(&path.join("src")).then_some(path)
}

/// Returns the zip file that a folder holds instead of sources, as those that Moodle makes do.
pub(crate) fn zip_inside(folder: &Path) -> Option<PathBuf> {
    let mut entries = visible(folder);
    let zip = entries.pop()?;
    let is_zip = zip
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
    let is_file = fs::symlink_metadata(&zip).is_ok_and(|data| data.is_file());
    (entries.is_empty() && is_zip && is_file).then_some(zip)
}

/// Says what lies in a folder in which no sources were found, as far as that helps.
pub(crate) fn in_brief(folder: &Path) -> StaffMessage {
    const MOST: usize = 3;
    let name = |path: &PathBuf| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let mut names: Vec<String> = visible(folder).iter().filter_map(name).collect();
    names.sort();
    let more = if names.len() > MOST { ", …" } else { "" };
    names.truncate(MOST);
    match names.as_slice() {
        // Of an archive, only Rust files are unpacked.
        [] => StaffMessage::ThereIsNoRust,
        names => StaffMessage::ThereIs {
            names: escape::one_line(&names.join(", ")) + more,
        },
    }
}

fn only_folder(folder: &Path) -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = visible(folder)
        .into_iter()
        .filter(|path| is_folder(path))
        .collect();
    let first = folders.pop()?;
    folders.is_empty().then_some(first)
}

fn visible(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name();
            !name.to_string_lossy().starts_with('.') && name != "__MACOSX"
        })
        .map(|entry| entry.path())
        .collect()
}

/// Tells whether there is a folder at `path`, and no link to one.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;

    #[test]
    fn sources_are_found_in_every_usual_shape() {
        for (path, only) in [
            ("exercises/queue/src/lib.rs", false),
            ("queue/src/lib.rs", false),
            ("src/lib.rs", true),
            ("repo-main/exercises/queue/src/lib.rs", false),
            ("a/b/src/lib.rs", true),
        ] {
            let folder = Folder::new();
            folder.write(path, "");
            folder.write(".git/config", "");
            folder.write("__MACOSX/x/src/lib.rs", "");
            folder.write("README.md", "");
            let found = sources(folder.path(), "queue", only).unwrap();
            assert!(found.join("src/lib.rs").is_file(), "{path}");
        }
    }

    #[test]
    fn nothing_is_found_where_nobody_could_tell() {
        let folder = Folder::new();
        folder.write("src/lib.rs", "");
        assert_eq!(sources(folder.path(), "queue", false), None);
        folder.write("one/other/x.rs", "");
        assert_eq!(sources(&folder.path().join("one"), "queue", true), None);
    }

    #[test]
    #[cfg(unix)]
    fn no_link_is_followed() {
        let folder = Folder::new();
        folder.write("solutions/queue/src/lib.rs", "");
        folder.write("thief/README.md", "");
        let thief = folder.path().join("thief");
        std::os::unix::fs::symlink("../solutions", thief.join("exercises")).unwrap();
        std::os::unix::fs::symlink("../solutions/queue", thief.join("queue")).unwrap();
        std::os::unix::fs::symlink("../solutions/queue/src", thief.join("src")).unwrap();
        assert_eq!(sources(&thief, "queue", true), None);
    }

    #[test]
    fn what_lies_there_instead_is_said() {
        let folder = Folder::new();
        let there_is = |names: &str| StaffMessage::ThereIs {
            names: names.to_string(),
        };
        assert_eq!(in_brief(folder.path()), StaffMessage::ThereIsNoRust);
        folder.write("work.tar.gz", "");
        folder.write(".git/config", "");
        assert_eq!(in_brief(folder.path()), there_is("work.tar.gz"));
        for name in ["a\u{1b}[2J", "b", "c"] {
            folder.write(name, "");
        }
        assert_eq!(in_brief(folder.path()), there_is("a\\u{1b}[2J, b, c, …"));
    }

    #[test]
    fn a_lonely_zip_is_found_inside_a_folder() {
        let folder = Folder::new();
        folder.write("work.zip", "");
        assert_eq!(
            zip_inside(folder.path()),
            Some(folder.path().join("work.zip"))
        );
        folder.write("notes.txt", "");
        assert_eq!(zip_inside(folder.path()), None);
    }
}
