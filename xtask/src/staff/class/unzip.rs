//! Unzip: takes the Rust sources out of a submitted archive, and nothing else.
//!
//! Archives are written by whoever likes to: no path leaves the folder, no link is made, and no more
//! is unpacked than a submission may hold, whatever the archive says about its sizes.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek, Write as _};
use std::path::{Component, Path, PathBuf};

use zip::ZipArchive;

use crate::messages::staff::StaffMessage;

/// The largest archive that is opened, in bytes.
const MAX_ARCHIVE: u64 = 100 * 1024 * 1024;
/// The most entries that are looked at; a `target` folder that came along has thousands.
const MAX_ENTRIES: usize = 100_000;
/// The most files that are unpacked.
const MAX_FILES: usize = 2_000;
/// The most bytes that are unpacked of one file: one more than the intake takes.
const MAX_FILE: u64 = 256 * 1024 + 1;
/// The most bytes that are unpacked in all.
const MAX_TOTAL: u64 = 16 * 1024 * 1024;
/// The deepest path that is unpacked.
const MAX_DEPTH: usize = 16;

/// Folders that are often zipped along and hold no work of the student.
const LEFT_OUT: [&str; 4] = ["target", ".git", "__MACOSX", "node_modules"];

/// Unpacks the Rust files of the archive at `path` into the new folder `into`.
///
/// # Errors
///
/// In one line, when it is no archive, is encrypted, names a file twice, or exceeds a limit.
pub(crate) fn unzip(path: &Path, into: &Path) -> Result<(), StaffMessage> {
    let file = File::open(path).map_err(|error| StaffMessage::CannotBeRead {
        why: error.to_string(),
    })?;
    let size = file.metadata().map_or(0, |data| data.len());
    if size > MAX_ARCHIVE {
        return Err(StaffMessage::ArchiveTooLarge { limit: MAX_ARCHIVE });
    }
    unpack(file, into)
}

fn unpack(file: impl std::io::Read + Seek, into: &Path) -> Result<(), StaffMessage> {
    let unreadable = |error: &dyn std::fmt::Display| StaffMessage::IsBrokenZip {
        why: error.to_string(),
    };
    let mut file = file;
    let mut start = Vec::new();
    let _ = file.by_ref().take(8).read_to_end(&mut start);
    let _ = file.rewind();
    let mut archive = ZipArchive::new(file).map_err(|_| StaffMessage::IsNoZip {
        begins: Begins::like(&start),
    })?;
    if archive.len() > MAX_ENTRIES {
        return Err(StaffMessage::HoldsTooManyFiles { limit: MAX_ENTRIES });
    }
    let (mut files, mut total) = (0, 0);
    for at in 0..archive.len() {
        // The raw entry says its name and kind without asking for a password.
        let entry = archive
            .by_index_raw(at)
            .map_err(|error| unreadable(&error))?;
        let name = entry.name().map_err(|error| unreadable(&error))?;
        let Some(target) = wanted(&name, entry.is_file(), entry.is_symlink()) else {
            continue;
        };
        if entry.encrypted() {
            return Err(StaffMessage::IsEncrypted);
        }
        drop(entry);
        files += 1;
        if files > MAX_FILES {
            return Err(StaffMessage::HoldsTooManyRustFiles { limit: MAX_FILES });
        }
        let entry = archive.by_index(at).map_err(|error| unreadable(&error))?;
        let mut bytes = Vec::new();
        entry
            .take(MAX_FILE)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&error))?;
        total += bytes.len() as u64;
        if total > MAX_TOTAL {
            return Err(StaffMessage::UnpacksToTooMuch { limit: MAX_TOTAL });
        }
        write(&into.join(target), &bytes)?;
    }
    Ok(())
}

/// Says what a file is that cannot be read as a zip file, by how it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// It has nothing in it.
    Empty,
    /// As a zip file does: the rest is damaged or missing.
    Zip,
    Rar,
    SevenZip,
    Gzip,
    Other,
}

impl Begins {
    fn like(start: &[u8]) -> Self {
        match start {
            [] => Self::Empty,
            [b'P', b'K', ..] => Self::Zip,
            [b'R', b'a', b'r', b'!', ..] => Self::Rar,
            [b'7', b'z', 0xbc, 0xaf, ..] => Self::SevenZip,
            [0x1f, 0x8b, ..] => Self::Gzip,
            _ => Self::Other,
        }
    }
}

/// Returns where an entry is unpacked to, if it is a Rust file with a path that stays inside.
fn wanted(name: &str, is_file: bool, is_link: bool) -> Option<PathBuf> {
    if !is_file || is_link || name.contains([':', '\0']) {
        return None;
    }
    // Some programs on Windows write `src\lib.rs`, against the form's own rules.
    let name = name.replace('\\', "/");
    let path = Path::new(&name);
    let rust = path.extension().is_some_and(|extension| extension == "rs");
    let plain = path.components().all(|component| match component {
        Component::Normal(name) => !LEFT_OUT.iter().any(|left_out| *left_out == name),
        _ => false,
    });
    (rust && plain && path.components().count() <= MAX_DEPTH).then(|| path.to_path_buf())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), StaffMessage> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| cannot_be_unpacked(&error))?;
    }
    // Nothing is there yet unless the archive names it twice: which of the two would count?
    let mut file = File::create_new(path).map_err(|error| cannot_be_unpacked(&error))?;
    file.write_all(bytes)
        .map_err(|error| cannot_be_unpacked(&error))
}

pub(super) fn cannot_be_unpacked(error: &io::Error) -> StaffMessage {
    StaffMessage::CannotBeUnpacked {
        why: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::testing::Folder;

    fn archive(fill: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Cursor<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        fill(&mut writer);
        writer.finish().unwrap()
    }

    fn add(writer: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, bytes: &[u8]) {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }

    fn tree(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                tree(&entry.path(), &format!("{name}/"), found);
            } else {
                found.push(name);
            }
        }
        found.sort();
    }

    fn unpacked(archive: Cursor<Vec<u8>>) -> (Result<(), StaffMessage>, Vec<String>) {
        let folder = Folder::new();
        let outcome = unpack(archive, &folder.path().join("inside"));
        let mut found = Vec::new();
        tree(folder.path(), "", &mut found);
        (outcome, found)
    }

    #[test]
    fn sources_are_taken_and_nothing_leaves_the_folder() {
        let (outcome, found) = unpacked(archive(|zip| {
            add(zip, "work/src/lib.rs", b"mod queue;");
            add(zip, "work/src/queue.rs", b"");
            add(zip, "work/Cargo.toml", b"");
            add(zip, "work/target/debug/build/x.rs", b"");
            add(zip, "../out.rs", b"");
            add(zip, "/abs.rs", b"");
            add(zip, "a/../../up.rs", b"");
            add(zip, "..\\win.rs", b"");
            add(zip, "work\\..\\..\\win.rs", b"");
            add(zip, "\\\\host\\share\\win.rs", b"");
            add(zip, "C:\\win.rs", b"");
            add(zip, "work\\src\\of_windows.rs", b"");
            let options = SimpleFileOptions::default();
            zip.add_symlink("work/src/link.rs", "/etc/passwd", options)
                .unwrap();
        }));
        assert_eq!(outcome, Ok(()));
        assert_eq!(
            found,
            [
                "inside/work/src/lib.rs",
                "inside/work/src/of_windows.rs",
                "inside/work/src/queue.rs"
            ]
        );
    }

    #[test]
    fn a_bomb_goes_off_within_the_limits() {
        let zeros = vec![0; 300 * 1024];
        let (outcome, found) = unpacked(archive(|zip| {
            for number in 0..80 {
                add(zip, &format!("src/f{number}.rs"), &zeros);
            }
        }));
        assert_eq!(
            outcome,
            Err(StaffMessage::UnpacksToTooMuch { limit: MAX_TOTAL })
        );
        assert!(found.len() < 80);
        let (outcome, _) = unpacked(archive(|zip| {
            for number in 0..=MAX_FILES {
                add(zip, &format!("src/f{number}.rs"), b"");
            }
        }));
        assert_eq!(
            outcome,
            Err(StaffMessage::HoldsTooManyRustFiles { limit: MAX_FILES })
        );
    }

    #[test]
    fn of_a_giant_file_no_more_is_unpacked_than_shows_that_it_is_one() {
        let folder = Folder::new();
        let giant = archive(|zip| add(zip, "src/lib.rs", &vec![0; 8 * 1024 * 1024]));
        assert!(giant.get_ref().len() < 16 * 1024, "it is a bomb");
        unpack(giant, folder.path()).unwrap();
        let unpacked = fs::metadata(folder.path().join("src/lib.rs")).unwrap();
        assert_eq!(unpacked.len(), MAX_FILE);
    }

    #[test]
    fn a_password_is_said_to_be_in_the_way() {
        let mut bytes = archive(|zip| add(zip, "src/lib.rs", b"secret")).into_inner();
        // The first flag of an entry, in its own header and in the directory, says that it is encrypted.
        for (header, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
            let at = bytes.windows(4).position(|four| four == header).unwrap();
            bytes[at + flags] |= 1;
        }
        let (outcome, found) = unpacked(Cursor::new(bytes));
        assert_eq!(outcome, Err(StaffMessage::IsEncrypted));
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn what_is_no_archive_is_said_to_be_none() {
        let said = |bytes: &[u8]| unpacked(Cursor::new(bytes.to_vec())).0.unwrap_err();
        for (bytes, wanted) in [
            (&b""[..], Begins::Empty),
            (b"PK\x03\x04", Begins::Zip),
            (b"Rar!\x1a\x07", Begins::Rar),
            (b"7z\xbc\xaf\x27\x1c", Begins::SevenZip),
            (b"\x1f\x8b\x08", Begins::Gzip),
            (b"%PDF", Begins::Other),
        ] {
            assert_eq!(said(bytes), StaffMessage::IsNoZip { begins: wanted });
        }
        let whole = archive(|zip| add(zip, "src/lib.rs", &[b'x'; 5000])).into_inner();
        let half = said(&whole[..whole.len() / 2]);
        assert_eq!(
            half,
            StaffMessage::IsNoZip {
                begins: Begins::Zip
            }
        );
        let path = Folder::new();
        path.write("secret.zip", &whole);
        assert_eq!(
            unzip(&path.path().join("secret.zip"), &path.path().join("out")),
            Ok(())
        );
        assert!(unzip(&path.path().join("none.zip"), path.path()).is_err());
    }
}
