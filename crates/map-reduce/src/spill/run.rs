//! A run: a file of pairs sorted by partition and key, with the place where each partition begins.
//!
//! A pair is written as a frame: the length of the key, the length of the value (seven bits a byte,
//! the lowest first, the eighth says that more follow), the key, the value.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::ops::Range;

/// A finished run. Any number of threads may read it at the same time, each from where it likes.
pub(crate) struct Run {
    file: File,
    /// Where each partition begins, and where the last one ends, in bytes.
    bounds: Vec<u64>,
}

impl Run {
    /// Counts the bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.bounds.last().copied().unwrap_or(0)
    }

    /// Reads a partition from its start, through a buffer of `buffer` bytes.
    pub(crate) fn read(&self, partition: usize, buffer: usize) -> RunReader<'_> {
        RunReader {
            file: &self.file,
            at: self.bounds[partition],
            end: self.bounds[partition + 1],
            buffer: vec![0; buffer.max(MAX_HEADER)],
            filled: 0..0,
            key: 0..0,
            value: 0..0,
        }
    }
}

/// Two lengths of up to ten bytes each.
const MAX_HEADER: usize = 20;

/// A write to the file is about that large.
const WRITE_BYTES: usize = 64 << 10;

/// Writes a run, partition after partition.
pub(crate) struct RunWriter {
    file: File,
    buffer: Vec<u8>,
    written: u64,
    bounds: Vec<u64>,
}

impl RunWriter {
    pub(crate) fn new(file: File) -> Self {
        Self {
            file,
            buffer: Vec::with_capacity(WRITE_BYTES + (WRITE_BYTES >> 2)),
            written: 0,
            bounds: Vec::new(),
        }
    }

    /// Begins the next partition.
    pub(crate) fn begin_partition(&mut self) {
        self.bounds.push(self.written + self.buffer.len() as u64);
    }

    /// Writes a pair, not less than the one before it in the same partition.
    pub(crate) fn write(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        put_length(&mut self.buffer, key.len());
        put_length(&mut self.buffer, value.len());
        self.buffer.extend_from_slice(key);
        self.buffer.extend_from_slice(value);
        if self.buffer.len() >= WRITE_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Ends the last partition.
    pub(crate) fn finish(mut self) -> io::Result<Run> {
        self.flush()?;
        self.bounds.push(self.written);
        Ok(Run {
            file: self.file,
            bounds: self.bounds,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

/// Reads the pairs of one partition of a run, one after the other.
pub(crate) struct RunReader<'run> {
    file: &'run File,
    /// Where in the file to read on.
    at: u64,
    /// Where in the file the partition ends.
    end: u64,
    buffer: Vec<u8>,
    /// What of the buffer has been read from the file, and not yet been passed.
    filled: Range<usize>,
    /// Where in the buffer the current pair is.
    key: Range<usize>,
    value: Range<usize>,
}

impl RunReader<'_> {
    /// Goes to the next pair; `false` if there is none.
    pub(crate) fn advance(&mut self) -> io::Result<bool> {
        let left = self.filled.len() as u64 + (self.end - self.at);
        if left == 0 {
            return Ok(false);
        }
        self.fill(usize::try_from(left).map_or(MAX_HEADER, |left| left.min(MAX_HEADER)))?;
        let mut header = &self.buffer[self.filled.clone()];
        let before = header.len();
        let (key, value) = (get_length(&mut header)?, get_length(&mut header)?);
        self.filled.start += before - header.len();
        self.fill(key + value)?;
        let start = self.filled.start;
        self.key = start..start + key;
        self.value = self.key.end..self.key.end + value;
        self.filled.start = self.value.end;
        Ok(true)
    }

    /// The key of the current pair.
    #[inline]
    pub(crate) fn key(&self) -> &[u8] {
        &self.buffer[self.key.clone()]
    }

    /// The value of the current pair.
    #[inline]
    pub(crate) fn value(&self) -> &[u8] {
        &self.buffer[self.value.clone()]
    }

    /// Reads until there are at least `wanted` bytes in the buffer. Moves what is there to the
    /// front first: the current pair is lost.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        if self.filled.len() >= wanted {
            return Ok(());
        }
        self.buffer.copy_within(self.filled.clone(), 0);
        self.filled = 0..self.filled.len();
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        while self.filled.end < wanted {
            let room = self.buffer.len() - self.filled.end;
            let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
            let into = self.filled.end..self.filled.end + room.min(left);
            match read_at(self.file, &mut self.buffer[into], self.at) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(count) => {
                    self.filled.end += count;
                    self.at += count as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Reads from a place in the file, whatever other threads read meanwhile.
#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, at)
}

/// Reads from a place in the file, whatever other threads read meanwhile.
#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, at)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seven bits of it are meant"
)]
fn put_length(to: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        to.push(length as u8 | 0x80);
        length >>= 7;
    }
    to.push(length as u8);
}

#[inline]
fn get_length(from: &mut &[u8]) -> io::Result<usize> {
    let mut length = 0;
    for shift in (0..usize::BITS).step_by(7) {
        let Some((&byte, rest)) = from.split_first() else {
            return Err(ErrorKind::UnexpectedEof.into());
        };
        *from = rest;
        length |= usize::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(length);
        }
    }
    Err(io::Error::new(
        ErrorKind::InvalidData,
        "a length of more than a word",
    ))
}

#[cfg(test)]
mod tests {
    use super::RunWriter;
    use crate::spill::Scratch;

    #[test]
    fn pairs_larger_than_the_buffer_come_back_as_they_were() {
        let scratch = Scratch::new(&std::env::temp_dir()).unwrap();
        let mut writer = RunWriter::new(scratch.file("run").unwrap());
        let pairs: Vec<(Vec<u8>, Vec<u8>)> = [0, 1, 19, 127, 128, 300, 20_000, 70_000]
            .map(|length| (vec![b'k'; length], vec![b'v'; 70_001 - length]))
            .into();
        for partition in 0..3 {
            writer.begin_partition();
            for (key, value) in &pairs[partition..] {
                writer.write(key, value).unwrap();
            }
        }
        let run = writer.finish().unwrap();
        for partition in 0..3 {
            let mut reader = run.read(partition, 64);
            for (key, value) in &pairs[partition..] {
                assert!(reader.advance().unwrap());
                assert!(reader.key() == key && reader.value() == value);
            }
            assert!(!reader.advance().unwrap());
            assert!(!reader.advance().unwrap());
        }
    }
}
