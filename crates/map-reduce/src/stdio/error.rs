//! What a stage says when it cannot go on: one line.

use std::error::Error;
use std::fmt;
use std::io;

use pattern_core::BoxError;

/// Says why a stage ended before its input did.
///
/// # Examples
///
/// ```
/// use map_reduce::MapReduce;
/// use map_reduce::stdio::{Stage, Streaming};
///
/// let lines = MapReduce::map(|line: &str, out| out.emit_ref(line, ()))
///     .reduce(|_line, times| times.count());
/// let error = Streaming::new(lines.job())
///     .run(Stage::Map, &b"good\n\xFF\n"[..], &mut Vec::new())
///     .unwrap_err();
/// assert!(error.to_string().starts_with("bad record at standard input, byte 5: "));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum StdioError {
    /// `map` refused a record, or it is too long, or not of the type that the job maps: where, and why.
    BadRecord(String, BoxError),
    /// A line is none that a stage writes: its number in the input, counted from 1 (0 if it was given
    /// alone, to [`from_line`](super::from_line)), and what is wrong with it.
    Malformed(u64, &'static str),
    /// A line of the reducer's input sorts before the one in front of it: its number.
    Unsorted(u64),
    /// `reduce` returned an error.
    Reduce(BoxError),
    /// The input, or a file that it names, cannot be read.
    Input(io::Error),
    /// The output cannot be written.
    Output(io::Error),
}

impl fmt::Display for StdioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = match self {
            Self::BadRecord(place, error) => format!("bad record at {place}: {error}"),
            Self::Malformed(0, what) => format!("malformed line: {what}"),
            Self::Malformed(line, what) => format!("line {line} is malformed: {what}"),
            Self::Unsorted(line) => format!(
                "line {line} sorts before the line in front of it: \
                 sort whole lines by their bytes, as `LC_ALL=C sort` does"
            ),
            Self::Reduce(error) => format!("reduce failed: {error}"),
            Self::Input(error) => format!("cannot read the input: {error}"),
            Self::Output(error) => format!("cannot write the output: {error}"),
        };
        // An error of the job's may have several lines; engines show the last one, or the first.
        f.write_str(&message.replace('\n', " "))
    }
}

impl Error for StdioError {
    // Display already says what the cause says, so the chain goes on behind it.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::BadRecord(_, error) | Self::Reduce(error) => error.source(),
            Self::Input(error) | Self::Output(error) => error.source(),
            Self::Malformed(..) | Self::Unsorted(_) => None,
        }
    }
}
