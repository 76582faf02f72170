//! A job as an executable: stages that read lines and write lines, for engines that run programs.
//!
//! Whoever outgrows one machine keeps the job and changes the engine. Spark, Hadoop Streaming and a
//! shell know nothing of Rust; what they all can do is pipe lines through a program, and sort them in
//! between. That is the whole contract:
//!
//! ```text
//! records ──► map ──► key TAB value ──► the engine sorts ──► reduce ──► key TAB output
//! ```
//!
//! Keys, values and outputs are their [`Wire`] bytes, escaped (`escape.rs`) such that a line is printable
//! ASCII and sorts as its key does. [`Streaming`] says how a job is run so, [`run_stdio`] runs one stage.
//!
//! Available with the feature `stdio`.

mod command;
mod error;
mod escape;
mod lines;
mod mapper;
mod record;
mod reducer;
mod splits;

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::str::FromStr;

use crate::job::Job;
use crate::records::Format;
use crate::wire::Wire;

pub use self::error::StdioError;
pub use self::lines::{from_line, to_line};
pub use self::record::RecordBytes;
pub use self::splits::write_splits;

/// How much of the standard input and output is buffered, in bytes.
const BUFFER_BYTES: usize = 128 << 10;

/// What a process does of a job.
///
/// # Examples
///
/// ```
/// use map_reduce::stdio::Stage;
///
/// assert_eq!("map-split".parse(), Ok(Stage::MapSplit));
/// assert!("shuffle".parse::<Stage>().is_err()); // that is the engine's
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reads records from the standard input, maps and combines them, and writes a line per pair.
    Map,
    /// The same with records of files: the standard input says which bytes of which, in the lines of
    /// [`write_splits`].
    MapSplit,
    /// Reads the lines of all mappers, sorted, and writes a line per key.
    Reduce,
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "map" => Ok(Self::Map),
            "map-split" => Ok(Self::MapSplit),
            "reduce" => Ok(Self::Reduce),
            _ => Err(format!("there is no stage `{name}`")),
        }
    }
}

/// A job, and how its stages read and write.
///
/// # Examples
///
/// What an engine does, in one process: map, sort the lines by their bytes, reduce.
///
/// ```
/// use map_reduce::MapReduce;
/// use map_reduce::stdio::{Stage, Streaming, from_line};
///
/// let count = MapReduce::map(|line: &str, out| out.emit_words(line, 1))
///     .combine(|total, more| *total += more)
///     .reduce(|_word, totals| totals.sum::<u64>());
/// let streaming = Streaming::new(count.job());
///
/// let mut pairs = Vec::new();
/// streaming.run(Stage::Map, &b"to be\nor not to be\n"[..], &mut pairs)?;
/// let mut lines: Vec<&[u8]> = pairs.split_inclusive(|&byte| byte == b'\n').collect();
/// lines.sort();
///
/// let mut counted = Vec::new();
/// streaming.run(Stage::Reduce, &lines.concat()[..], &mut counted)?;
/// let first = counted.split(|&byte| byte == b'\n').next().unwrap();
/// assert_eq!(from_line::<String, u64>(first)?, ("be".to_owned(), 2));
/// # Ok::<(), map_reduce::stdio::StdioError>(())
/// ```
#[derive(Debug)]
pub struct Streaming<'job, J> {
    job: &'job J,
    format: Format,
    table_bytes: usize,
}

impl<'job, J> Streaming<'job, J>
where
    J: Job<Record: RecordBytes, Key: Wire, Value: Wire, Output: Wire>,
{
    /// Takes a job whose records are lines.
    pub fn new(job: &'job J) -> Self {
        Self {
            job,
            format: Format::default(),
            table_bytes: 64 << 20,
        }
    }

    /// Sets the byte that ends a record, as [`Files::delimiter`](crate::Files::delimiter) does.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::MapReduce;
    /// use map_reduce::stdio::{Stage, Streaming, from_line};
    ///
    /// let lengths = MapReduce::map(|name: &str, out| out.emit_ref(name, name.len()))
    ///     .reduce(|_name, lengths| lengths.sum::<usize>());
    /// let mut pairs = Vec::new();
    /// let streaming = Streaming::new(lengths.job()).delimiter(0);
    /// streaming.run(Stage::Map, &b"another\nfile\0"[..], &mut pairs)?; // as `find -print0` says it
    /// let mut reduced = Vec::new();
    /// streaming.run(Stage::Reduce, &pairs[..], &mut reduced)?;
    /// let name = "another\nfile".to_owned();
    /// assert_eq!(from_line::<String, usize>(reduced.trim_ascii_end())?, (name, 12));
    /// # Ok::<(), map_reduce::stdio::StdioError>(())
    /// ```
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.format.delimiter = delimiter;
        self
    }

    /// Sets how long a record may be, as [`Files::max_record`](crate::Files::max_record) does. A longer
    /// one ends the stage: engines have no place for bad records.
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
    ///     .max_record(8)
    ///     .run(Stage::Map, &b"short\nmuch too long\n"[..], &mut Vec::new())
    ///     .unwrap_err();
    /// let expected = "bad record at standard input, byte 6: a record of more than 8 bytes";
    /// assert_eq!(error.to_string(), expected);
    /// ```
    #[must_use]
    pub fn max_record(mut self, bytes: usize) -> Self {
        self.format.max_record = bytes;
        self
    }

    /// Makes records of many lines, as [`Files::blocks`](crate::Files::blocks) does.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::MapReduce;
    /// use map_reduce::stdio::{Stage, Streaming, from_line};
    ///
    /// let records = MapReduce::map(|_lines: &[u8], out| out.emit((), 1))
    ///     .combine(|total, more| *total += more)
    ///     .reduce(|_, ones| ones.sum::<u64>());
    /// let mut pairs = Vec::new();
    /// let streaming = Streaming::new(records.job()).blocks(16);
    /// streaming.run(Stage::Map, &b"to be\nor not\nto be\n"[..], &mut pairs)?;
    /// assert_eq!(from_line::<(), u64>(pairs.trim_ascii_end())?, ((), 2)); // two lines, and one
    /// # Ok::<(), map_reduce::stdio::StdioError>(())
    /// ```
    #[must_use]
    pub fn blocks(mut self, bytes: usize) -> Self {
        self.format.block = bytes;
        self
    }

    /// Sets how many bytes of pairs a mapper keeps, to combine more with them; 64 MiB unless set. When
    /// they take up more after a record, all of them are written, and the table begins anew: so a mapper
    /// needs that much memory and what one record emits, however long its input is.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::MapReduce;
    /// use map_reduce::stdio::{Stage, Streaming};
    ///
    /// let count = MapReduce::map(|line: &str, out| out.emit_ref(line, 1))
    ///     .combine(|total, more| *total += more)
    ///     .reduce(|_line, totals| totals.sum::<u64>());
    /// let lines_with = |bytes| {
    ///     let mut pairs = Vec::new();
    ///     let streaming = Streaming::new(count.job()).table_bytes(bytes);
    ///     streaming.run(Stage::Map, "again\n".repeat(1_000).as_bytes(), &mut pairs).unwrap();
    ///     pairs.iter().filter(|&&byte| byte == b'\n').count()
    /// };
    /// assert_eq!(lines_with(1 << 20), 1);
    /// assert!(lines_with(1) > 1); // though a few pairs wait to be combined at the same time
    /// ```
    #[must_use]
    pub fn table_bytes(mut self, bytes: usize) -> Self {
        self.table_bytes = bytes;
        self
    }

    /// Runs a stage from any source to any sink.
    ///
    /// # Errors
    ///
    /// [`StdioError`] if a record is bad, if the input of [`Stage::Reduce`] is malformed or not sorted,
    /// if `reduce` fails, or if something cannot be read or written. What has been written until then is
    /// worthless: an engine throws it away when it sees that the process failed.
    ///
    /// # Panics
    ///
    /// Panics of the job's functions come through: they end the process, which tells the engine.
    pub fn run(
        &self,
        stage: Stage,
        input: impl Read,
        output: impl Write,
    ) -> Result<(), StdioError> {
        let output = BufWriter::with_capacity(BUFFER_BYTES, output);
        match stage {
            Stage::Map => mapper::map(self, input, output),
            Stage::MapSplit => mapper::map_splits(self, reading(input), output),
            Stage::Reduce => reducer::reduce(self.job, reading(input), output),
        }
    }
}

/// Buffers what is read line by line.
fn reading<R: Read>(input: R) -> BufReader<R> {
    BufReader::with_capacity(BUFFER_BYTES, input)
}

/// Runs a stage of a job from the standard input to the standard output of the process, with the
/// settings that [`Streaming::new`] begins with. [`Streaming::main`] also reads the command line.
///
/// # Errors
///
/// As [`Streaming::run`].
///
/// # Examples
///
/// An executable that counts lines, `count map`, `count map-split` and `count reduce`:
///
/// ```no_run
/// use map_reduce::MapReduce;
/// use map_reduce::stdio::run_stdio;
///
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let count = MapReduce::map(|line: &str, out| out.emit_ref(line, 1))
///         .combine(|total, more| *total += more)
///         .reduce(|_line, totals| totals.sum::<u64>());
///     let stage = std::env::args().nth(1).ok_or("which stage?")?;
///     run_stdio(count.job(), stage.parse()?)?;
///     Ok(())
/// }
/// ```
pub fn run_stdio<J>(job: &J, stage: Stage) -> Result<(), StdioError>
where
    J: Job<Record: RecordBytes, Key: Wire, Value: Wire, Output: Wire>,
{
    Streaming::new(job).run(stage, io::stdin().lock(), io::stdout().lock())
}
