//! Descriptors of splits: which bytes of which file, in a line that any engine can hand on.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::escape::{escape, unescape};
use crate::files::Files;

/// Writes a line for each split of some files: what [`Stage::MapSplit`](super::Stage::MapSplit) reads.
///
/// ```text
/// path TAB offset TAB length TAB number
/// ```
///
/// The path is escaped, the rest is decimal. A task that is given the line reads the records that begin
/// in those bytes of the file, and the last one to its end; so all lines together are all records, each
/// once. The number is the split's place in the input: jobs that do not combine sort their values by it.
///
/// # Errors
///
/// If a file is a pipe or the like, which has no bytes that one could name; if `to` cannot be written.
///
/// # Examples
///
/// ```
/// use map_reduce::Files;
/// use map_reduce::stdio::write_splits;
///
/// # let path = std::env::temp_dir().join(format!("map-reduce-descriptors-{}", std::process::id()));
/// std::fs::write(&path, "one\ntwo\nthree\n")?;
/// let mut lines = Vec::new();
/// write_splits(&Files::open([&path])?.split_bytes(10), &mut lines)?;
/// let lines = String::from_utf8(lines)?;
/// let numbers: Vec<&str> = lines.lines().map(|line| line.split_once('\t').unwrap().1).collect();
/// assert_eq!(numbers, ["0\t10\t0", "10\t4\t1"]);
/// # std::fs::remove_file(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_splits(files: &Files, mut to: impl Write) -> io::Result<()> {
    if let Some(pipe) = files.files.iter().find(|file| file.bytes.is_none()) {
        let what = format!("{}: no regular file", pipe.path.display());
        return Err(io::Error::new(ErrorKind::InvalidInput, what));
    }
    let mut line = Vec::new();
    for (number, split) in files.splits().into_iter().enumerate() {
        line.clear();
        let path = &files.files[split.file].path;
        escape(path.as_os_str().as_encoded_bytes(), &mut line);
        let length = split.end - split.start;
        writeln!(line, "\t{}\t{length}\t{number}", split.start)?;
        to.write_all(&line)?;
    }
    to.flush()
}

/// A split that a line has named.
#[derive(Debug, PartialEq)]
pub(super) struct Described {
    pub(super) path: PathBuf,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) number: u64,
}

impl Described {
    pub(super) fn of_line(line: &[u8]) -> Option<Self> {
        let mut fields = line.split(|&byte| byte == b'\t');
        let path = path_of(fields.next()?)?;
        let mut number = || str::from_utf8(fields.next()?).ok()?.parse::<u64>().ok();
        let (start, length, number) = (number()?, number()?, number()?);
        fields.next().is_none().then_some(Self {
            path,
            start,
            end: start.checked_add(length)?,
            number,
        })
    }

    /// Opens the file, which must have all the bytes: a file that is shorter here than where the line was
    /// made is another file, and what it lacks would be lacking in the result.
    pub(super) fn open(&self) -> io::Result<File> {
        let named = |error: io::Error| {
            io::Error::new(error.kind(), format!("{}: {error}", self.path.display()))
        };
        let file = File::open(&self.path).map_err(named)?;
        let length = file.metadata().map_err(named)?.len();
        if length < self.end {
            let what = format!("{length} bytes long, and {} are asked for", self.end);
            return Err(named(io::Error::new(ErrorKind::UnexpectedEof, what)));
        }
        Ok(file)
    }
}

fn path_of(field: &[u8]) -> Option<PathBuf> {
    let mut bytes = Vec::new();
    unescape(field, &mut bytes)?;
    #[cfg(unix)]
    let path = <OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes);
    #[cfg(not(unix))]
    let path = OsString::from(String::from_utf8(bytes).ok()?);
    Some(Path::new(&path).to_owned()).filter(|path| !path.as_os_str().is_empty())
}

#[cfg(test)]
mod tests {
    use super::Described;

    #[test]
    fn a_path_of_any_characters_comes_back() {
        let line = b"/tmp/a!Pb!9~ff\t5\t10\t3";
        let described = Described::of_line(line).unwrap();
        assert_eq!(
            (described.start, described.end, described.number),
            (5, 15, 3)
        );
        #[cfg(unix)]
        assert_eq!(
            described.path.as_os_str().as_encoded_bytes(),
            b"/tmp/a b\t\xFF"
        );
    }

    #[test]
    fn what_names_no_split_is_refused() {
        for line in [
            "",
            "/tmp/a",
            "/tmp/a\t0\t1",
            "/tmp/a\t0\t1\t2\t3",
            "\t0\t1\t0",
            "/tmp/a b\t0\t1\t0",
            "/tmp/a\t-1\t1\t0",
            "/tmp/a\t0\tx\t0",
            "/tmp/a\t18446744073709551615\t1\t0",
        ] {
            assert_eq!(Described::of_line(line.as_bytes()), None, "{line:?}");
        }
    }
}
