//! The map stages: records in, a line per pair out.

use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;

use super::error::StdioError;
use super::lines::{Line, Lines, Place};
use super::record::RecordBytes;
use super::splits::Described;
use super::{BUFFER_BYTES, Streaming};
use crate::buffer::Buffer;
use crate::emitter::Emitter;
use crate::job::Job;
use crate::records::{Found, read_records};
use crate::segments::{Segment, Segments};
use crate::totals::CombinerOf;
use crate::wire::Wire;
use crate::words::TextKey;

/// The variable that says which split the records on the standard input are, if an engine wants the
/// values of a job that does not combine in some order.
const SPLIT_VARIABLE: &str = "MAP_REDUCE_SPLIT";

/// Maps the records of a source.
pub(super) fn map<J>(
    how: &Streaming<'_, J>,
    input: impl Read,
    output: impl Write,
) -> Result<(), StdioError>
where
    J: Job<Record: RecordBytes, Key: Wire, Value: Wire>,
{
    let number = std::env::var(SPLIT_VARIABLE).ok();
    let number = number.and_then(|number| number.parse().ok()).unwrap_or(0);
    mapping(how, output, |mapper| {
        mapper.records(OnlyForward(input), (0, u64::MAX), number, "standard input")
    })
}

/// Maps the records of the splits whose descriptors a source has.
pub(super) fn map_splits<J>(
    how: &Streaming<'_, J>,
    input: impl BufRead,
    output: impl Write,
) -> Result<(), StdioError>
where
    J: Job<Record: RecordBytes, Key: Wire, Value: Wire>,
{
    mapping(how, output, |mapper| {
        let mut lines = Lines::new(input);
        while let Some(line) = lines.next()? {
            let Some(split) = Described::of_line(line) else {
                return Err(lines.malformed("it names no split"));
            };
            let file = split.open().map_err(StdioError::Input)?;
            let stretch = (split.start, split.end);
            let place = split.path.display().to_string();
            mapper.records(file, stretch, split.number, &place)?;
        }
        Ok(())
    })
}

/// Has a mapper do something, and then write what it has kept.
fn mapping<J, W>(
    how: &Streaming<'_, J>,
    output: W,
    work: impl FnOnce(&mut Mapper<'_, '_, J, W>) -> Result<(), StdioError>,
) -> Result<(), StdioError>
where
    J: Job<Record: RecordBytes, Key: Wire, Value: Wire>,
    W: Write,
{
    let combine = |total: &mut J::Value, value| how.job.combine(total, value);
    let combine: &dyn CombinerOf<J::Key, J::Value> = &combine;
    let measure = Some((J::Key::heap_bytes as _, J::Value::heap_bytes as _));
    let buffer = Buffer::new(J::COMBINES.then_some(combine), measure);
    let one_partition = |_key: &J::Key| 0;
    let mut mapper = Mapper {
        how,
        emitter: Emitter::new(buffer, 1, &one_partition, None),
        pairs: Pairs {
            output,
            line: Line::default(),
            place: (0, 0),
        },
    };
    work(&mut mapper)?;
    mapper.finish()
}

/// A map stage at work.
struct Mapper<'run, 'job, J: Job, W> {
    how: &'run Streaming<'job, J>,
    emitter: Emitter<'run, J::Key, J::Value>,
    pairs: Pairs<W>,
}

impl<J, W> Mapper<'_, '_, J, W>
where
    J: Job<Record: RecordBytes, Key: Wire, Value: Wire>,
    W: Write,
{
    /// Maps the records that begin in a stretch of a source.
    fn records<S: Read + Seek>(
        &mut self,
        source: S,
        stretch: (u64, u64),
        number: u64,
        name: &str,
    ) -> Result<(), StdioError> {
        self.emitter.begin_split(number);
        let mut failed = None;
        let format = self.how.format;
        let read = read_records(
            source,
            stretch,
            format,
            BUFFER_BYTES,
            |at, record| match self.record(at, record, name) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            },
        );
        self.emitter.end_split();
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{name}: {error}"));
        match failed {
            Some(error) => Err(error),
            None => read.map_err(|error| StdioError::Input(named(error))),
        }
    }

    fn record(&mut self, at: u64, record: Found<'_>, name: &str) -> Result<(), StdioError> {
        let max = self.how.format.max_record;
        let record = record.ok_or_else(|| format!("a record of more than {max} bytes").into());
        let mapped = record
            .and_then(J::Record::of_bytes)
            .and_then(|record| self.how.job.map(record, &mut self.emitter));
        mapped.map_err(|error| StdioError::BadRecord(format!("{name}, byte {at}"), error))?;
        if self.emitter.bytes() > self.how.table_bytes {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes the pairs that have been kept until now.
    fn flush(&mut self) -> Result<(), StdioError> {
        let segments = self.emitter.take();
        let written = if J::COMBINES {
            self.pairs.write_totals(segments)
        } else {
            self.pairs.write_listed(segments)
        };
        written.map_err(StdioError::Output)
    }

    /// Writes what is left, and what was counted, in the form that Hadoop Streaming reads.
    fn finish(mut self) -> Result<(), StdioError> {
        self.flush()?;
        for (name, count) in &self.emitter.counters {
            eprintln!("reporter:counter:map-reduce,{name},{count}");
        }
        self.pairs.output.flush().map_err(StdioError::Output)
    }
}

/// Where the pairs go.
struct Pairs<W> {
    output: W,
    line: Line,
    /// The place of the next pair, if pairs are not combined.
    place: Place,
}

impl<W: Write> Pairs<W> {
    /// Writes totals: their order says nothing.
    fn write_totals<K: Wire, V: Wire>(&mut self, segments: Segments<K, V>) -> io::Result<()> {
        for segment in segments.into_iter().flatten() {
            match segment {
                Segment::Pairs { pairs, .. } => {
                    for (key, total) in &pairs {
                        self.write(key, None, total)?;
                    }
                }
                Segment::Words(words) => {
                    let make = TextKey::<K>::of_type().expect("words are keys that are texts");
                    let mut bytes = Vec::new();
                    let mut key = (make.make)(&bytes);
                    for (word, total) in &words {
                        word.write_to(&mut bytes);
                        (make.remake)(&mut key, &bytes);
                        self.write(&key, None, total)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes all values, each with its place.
    fn write_listed<K: Wire, V: Wire>(&mut self, segments: Segments<K, V>) -> io::Result<()> {
        for segment in segments.into_iter().flatten() {
            let Segment::Pairs { split, pairs } = segment else {
                unreachable!("words are combined");
            };
            if self.place.0 != split {
                self.place = (split, 0);
            }
            for (key, value) in &pairs {
                self.write(key, Some(self.place), value)?;
                self.place.1 += 1;
            }
        }
        Ok(())
    }

    fn write<K: Wire, V: Wire>(
        &mut self,
        key: &K,
        place: Option<Place>,
        value: &V,
    ) -> io::Result<()> {
        self.line.begin(key);
        if let Some(place) = place {
            self.line.field(&place);
        }
        self.line.field(value);
        self.line.write_to(&mut self.output)
    }
}

/// A source that is read once, from its start to its end.
struct OnlyForward<R>(R);

impl<R: Read> Read for OnlyForward<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R> Seek for OnlyForward<R> {
    fn seek(&mut self, _to: SeekFrom) -> io::Result<u64> {
        Err(io::ErrorKind::NotSeekable.into())
    }
}
