//! A part of a source in memory, which moves on from record to record.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use super::Format;
use crate::delimiters::Delimiters;

/// A part of the source, in memory.
pub(super) struct Window<S> {
    source: S,
    /// Where in the source the window begins.
    at: u64,
    buffer: Vec<u8>,
    /// What of the buffer is in the window.
    from: usize,
    to: usize,
    /// Where in the buffer records end.
    delimiters: Delimiters,
}

/// What is at the start of the window.
pub(super) enum Next {
    /// The source has ended.
    Nothing,
    /// A record, and how many bytes it takes up with its delimiter.
    Record { length: usize, past: usize },
    /// A record that is longer than allowed.
    TooLong,
}

impl<S: Read + Seek> Window<S> {
    /// Makes an empty window at the start of a source.
    pub(super) fn new(source: S, buffer: usize, delimiter: u8) -> Self {
        Self {
            source,
            at: 0,
            buffer: vec![0; buffer],
            from: 0,
            to: 0,
            delimiters: Delimiters::new(delimiter),
        }
    }

    /// Goes to a place of the source, and from there behind the next delimiter; `false` if there is
    /// none.
    pub(super) fn begin_behind(&mut self, place: u64) -> io::Result<bool> {
        self.source.seek(SeekFrom::Start(place))?;
        self.at = place;
        self.skip_past()
    }
}

impl<S: Read> Window<S> {
    /// Where in the source the window begins.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The first bytes of the window, which must be there.
    pub(super) fn first(&self, length: usize) -> &[u8] {
        &self.buffer[self.from..self.from + length]
    }

    /// Finds as many records as make a block, and gives its length without its last delimiter; `None`
    /// if there is not a whole one, or if blocks are not wanted. All of them begin before `end`.
    pub(super) fn block(&mut self, format: Format, end: u64) -> io::Result<Option<usize>> {
        let wanted = format.block.min(format.max_record);
        if wanted == 0 {
            return Ok(None);
        }
        while self.to - self.from < wanted && self.more()? > 0 {}
        let left = usize::try_from(end - self.at).unwrap_or(usize::MAX);
        let bytes = wanted.min(left).min(self.to - self.from);
        let block = &self.buffer[self.from..self.from + bytes];
        Ok(block.iter().rposition(|&byte| byte == format.delimiter))
    }

    /// Finds the end of the record that begins here, reading on as far as need be.
    pub(super) fn find(&mut self, format: Format) -> io::Result<Next> {
        loop {
            if let Some(at) = self.delimiters.first(&self.buffer[..self.to]) {
                let length = at - self.from;
                if length > format.max_record {
                    return Ok(Next::TooLong);
                }
                return Ok(Next::Record {
                    length,
                    past: length + 1,
                });
            }
            let searched = self.to - self.from;
            if searched > format.max_record {
                return Ok(Next::TooLong);
            }
            if self.more()? == 0 {
                return Ok(match searched {
                    0 => Next::Nothing,
                    // The last one need not have a delimiter.
                    length => Next::Record {
                        length,
                        past: length,
                    },
                });
            }
        }
    }

    /// Moves the window on, behind the next delimiter; `false` if there is none.
    pub(super) fn skip_past(&mut self) -> io::Result<bool> {
        loop {
            if let Some(at) = self.delimiters.first(&self.buffer[..self.to]) {
                self.pass(at + 1 - self.from);
                return Ok(true);
            }
            self.pass(self.to - self.from);
            if self.more()? == 0 {
                return Ok(false);
            }
        }
    }

    pub(super) fn pass(&mut self, bytes: usize) {
        self.from += bytes;
        self.at += bytes as u64;
        self.delimiters.pass(self.from);
    }

    /// Reads more of the source, and says how much; 0 at its end.
    fn more(&mut self) -> io::Result<usize> {
        if self.from > 0 {
            self.buffer.copy_within(self.from..self.to, 0);
            self.delimiters.moved(self.from);
            self.to -= self.from;
            self.from = 0;
        }
        if self.to == self.buffer.len() {
            self.buffer.resize(2 * self.to.max(512), 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.to..]) {
                Ok(count) => {
                    self.to += count;
                    return Ok(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
