//! Lines between the stages: values separated by TABs, each of them escaped.

use std::io::{self, BufRead, Read, Write};

use super::error::StdioError;
use super::escape::{escape, unescape};
use crate::wire::Wire;

/// The longest line that is accepted, in bytes: a limit to what a damaged input makes a reducer keep.
const MAX_LINE: u64 = 1 << 30;

/// Where the values of a key come from, for jobs that do not combine: the number of the split, and the
/// how manieth pair of it. Sorted by it, the values are in the order of the input.
pub(super) type Place = (u64, u64);

/// Gives the line, without its line feed, that the stages make of a key and of its value or output.
///
/// # Examples
///
/// ```
/// use map_reduce::stdio::to_line;
///
/// assert_eq!(to_line(&'a', &true), b"!0!0!0a\t!1");
/// // Lines sort as keys do.
/// assert!(to_line(&-1, &()) < to_line(&1, &()));
/// ```
#[must_use]
pub fn to_line<K: Wire, V: Wire>(key: &K, value: &V) -> Vec<u8> {
    let mut line = Line::default();
    line.begin(key);
    line.field(value);
    line.text
}

/// Reads a key and its value or output from a line that a stage has written, its line feed left out.
///
/// # Errors
///
/// [`StdioError::Malformed`] if no key and value of these types are written so.
///
/// # Examples
///
/// ```
/// use map_reduce::stdio::{from_line, to_line};
///
/// let line = to_line(&"tab\tand all".to_owned(), &7_u64);
/// assert_eq!(from_line::<String, u64>(&line)?, ("tab\tand all".to_owned(), 7));
/// assert!(from_line::<String, u64>(b"no tab at all").is_err());
/// # Ok::<(), map_reduce::stdio::StdioError>(())
/// ```
pub fn from_line<K: Wire, V: Wire>(line: &[u8]) -> Result<(K, V), StdioError> {
    let malformed = |what| StdioError::Malformed(0, what);
    let (key, value) = first_field(line).map_err(malformed)?;
    let mut wire = Vec::new();
    let key = decode(key, &mut wire).map_err(malformed)?;
    Ok((key, decode(value, &mut wire).map_err(malformed)?))
}

/// A line that is being written.
#[derive(Default)]
pub(super) struct Line {
    text: Vec<u8>,
    /// The bytes of the last value, kept for their memory.
    wire: Vec<u8>,
}

impl Line {
    /// Begins a line with a key.
    pub(super) fn begin<K: Wire>(&mut self, key: &K) {
        self.text.clear();
        self.append(key);
    }

    pub(super) fn field<T: Wire>(&mut self, value: &T) {
        self.text.push(b'\t');
        self.append(value);
    }

    pub(super) fn write_to(&mut self, to: &mut impl Write) -> io::Result<()> {
        self.text.push(b'\n');
        to.write_all(&self.text)
    }

    fn append<T: Wire>(&mut self, value: &T) {
        self.wire.clear();
        value.encode(&mut self.wire);
        escape(&self.wire, &mut self.text);
    }
}

/// Splits a line behind its first field.
pub(super) fn first_field(line: &[u8]) -> Result<(&[u8], &[u8]), &'static str> {
    let tab = line.iter().position(|&byte| byte == b'\t');
    let tab = tab.ok_or("a TAB is missing")?;
    Ok((&line[..tab], &line[tab + 1..]))
}

/// Reads the value that a whole field stands for. `wire` is there for its memory.
pub(super) fn decode<T: Wire>(field: &[u8], wire: &mut Vec<u8>) -> Result<T, &'static str> {
    wire.clear();
    unescape(field, wire).ok_or("a byte is not escaped as it should be")?;
    let mut rest = &wire[..];
    let value = T::decode(&mut rest).map_err(|_| "a value is not of the job's type")?;
    if rest.is_empty() {
        Ok(value)
    } else {
        Err("a value is not of the job's type")
    }
}

/// The lines of a source, one at a time.
pub(super) struct Lines<R> {
    source: R,
    line: Vec<u8>,
    /// The number of the line, counted from 1.
    pub(super) number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            line: Vec::new(),
            number: 0,
        }
    }

    /// Reads the next line, and gives it without its line feed.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, StdioError> {
        self.line.clear();
        self.number += 1;
        let mut limited = self.source.by_ref().take(MAX_LINE);
        let read = limited.read_until(b'\n', &mut self.line);
        if read.map_err(StdioError::Input)? == 0 {
            return Ok(None);
        }
        match self.line.strip_suffix(b"\n") {
            Some(line) => Ok(Some(line)),
            // Whoever wrote it did not come to its end.
            None => Err(self.malformed("it is cut off, or longer than a gibibyte")),
        }
    }

    pub(super) fn malformed(&self, what: &'static str) -> StdioError {
        StdioError::Malformed(self.number, what)
    }
}
