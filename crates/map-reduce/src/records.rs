//! Cuts a stretch of a file into records: whose first byte is in it, theirs is the record.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use crate::delimiters::Delimiters;

/// How the records of a file are told apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format {
    /// The byte that ends a record, and is no part of it.
    pub(crate) delimiter: u8,
    /// The longest record that is accepted, in bytes.
    pub(crate) max_record: usize,
    /// Up to how many bytes of records are passed in one piece, with the delimiters between them; 0
    /// if each is passed by itself.
    pub(crate) block: usize,
}

/// A record, or the news that there is one of more than the longest accepted.
pub(crate) type Found<'a> = Option<&'a [u8]>;

/// Reads the records that begin in the bytes from `start` to `end` of a file, and passes each with
/// the place where it begins. The last one is read to its end, wherever that is: whoever reads the
/// stretch behind will leave out what is before the first delimiter.
///
/// A source that cannot seek can be read from 0 only.
pub(crate) fn read_records<S: Read + Seek>(
    source: S,
    (start, end): (u64, u64),
    format: Format,
    buffer: usize,
    mut visit: impl FnMut(u64, Found<'_>) -> ControlFlow<()>,
) -> io::Result<()> {
    let mut window = Window {
        source,
        at: start,
        buffer: vec![0; buffer],
        from: 0,
        to: 0,
        delimiters: Delimiters::new(format.delimiter),
    };
    if start > 0 {
        // From one byte before: if that is a delimiter, a record begins at `start`.
        window.source.seek(SeekFrom::Start(start - 1))?;
        window.at = start - 1;
        if !window.skip_past()? {
            return Ok(());
        }
    }
    while window.at < end {
        let begin = window.at;
        if let Some(length) = window.block(format, end)? {
            let block = &window.buffer[window.from..window.from + length];
            if visit(begin, Some(block)).is_break() {
                return Ok(());
            }
            window.pass(length + 1);
            continue;
        }
        match window.find(format)? {
            Next::Nothing => return Ok(()),
            Next::Record { length, past } => {
                let record = &window.buffer[window.from..window.from + length];
                if visit(begin, Some(record)).is_break() {
                    return Ok(());
                }
                window.pass(past);
            }
            Next::TooLong => {
                if visit(begin, None).is_break() || !window.skip_past()? {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// A part of the source, in memory.
struct Window<S> {
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
enum Next {
    /// The source has ended.
    Nothing,
    /// A record, and how many bytes it takes up with its delimiter.
    Record { length: usize, past: usize },
    /// A record that is longer than allowed.
    TooLong,
}

impl<S: Read> Window<S> {
    /// Finds as many records as make a block, and gives its length without its last delimiter; `None`
    /// if there is not a whole one, or if blocks are not wanted. All of them begin before `end`.
    fn block(&mut self, format: Format, end: u64) -> io::Result<Option<usize>> {
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
    fn find(&mut self, format: Format) -> io::Result<Next> {
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
    fn skip_past(&mut self) -> io::Result<bool> {
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

    fn pass(&mut self, bytes: usize) {
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

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::ops::ControlFlow;

    use proptest::prelude::*;

    use super::{Format, read_records};

    fn format(max_record: usize) -> Format {
        Format {
            delimiter: b'\n',
            max_record,
            block: 0,
        }
    }

    /// The records of each stretch of `split` bytes, all together.
    fn records(
        text: &[u8],
        split: usize,
        buffer: usize,
        max: usize,
    ) -> Vec<(u64, Option<Vec<u8>>)> {
        records_by(text, split, buffer, format(max))
    }

    fn records_by(
        text: &[u8],
        split: usize,
        buffer: usize,
        format: Format,
    ) -> Vec<(u64, Option<Vec<u8>>)> {
        let mut found = Vec::new();
        for start in (0..text.len()).step_by(split) {
            let stretch = (start as u64, (start + split).min(text.len()) as u64);
            read_records(Cursor::new(text), stretch, format, buffer, |at, record| {
                found.push((at, record.map(<[u8]>::to_vec)));
                ControlFlow::Continue(())
            })
            .unwrap();
        }
        found
    }

    #[test]
    fn a_delimiter_on_the_boundary_begins_a_record_of_the_next_split() {
        let found = records(b"ab\ncd\n", 3, 8, 8);
        assert_eq!(
            found,
            [(0, Some(b"ab".to_vec())), (3, Some(b"cd".to_vec()))]
        );
    }

    #[test]
    fn empty_records_are_records_and_the_end_of_the_text_is_none() {
        let lengths = |text: &[u8]| records(text, 100, 8, 8).len();
        assert_eq!(
            [
                lengths(b""),
                lengths(b"\n"),
                lengths(b"a"),
                lengths(b"\n\na")
            ],
            [0, 1, 1, 3]
        );
    }

    #[test]
    fn a_record_that_is_too_long_is_told_once_and_the_next_one_is_found() {
        let found = records(b"aaaaaaaaaaaaaaaaaaaaaaaa\nbb\n", 5, 2, 4);
        assert_eq!(found, [(0, None), (25, Some(b"bb".to_vec()))]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_splits_give_the_records_of_the_whole(
            text in prop::collection::vec(prop::sample::select(b"ab\n".as_slice()), 0..80),
            split in 1..40_usize,
            buffer in 1..20_usize,
            max in 1..30_usize,
        ) {
            let mut expected = Vec::new();
            let mut at = 0;
            for record in text.split_inclusive(|&byte| byte == b'\n') {
                let content = record.strip_suffix(b"\n").unwrap_or(record);
                expected.push((at, (content.len() <= max).then(|| content.to_vec())));
                at += record.len() as u64;
            }
            prop_assert_eq!(records(&text, split, buffer, max), expected);
        }

        #[test]
        fn blocks_are_whole_records_and_together_all_of_them(
            text in prop::collection::vec(prop::sample::select(b"ab\n".as_slice()), 0..80),
            split in 1..40_usize,
            buffer in 1..20_usize,
            max in 1..30_usize,
            block in 1..40_usize,
        ) {
            let alone = records(&text, split, buffer, max);
            let blocks = records_by(&text, split, buffer, Format { block, ..format(max) });
            // Cut at their delimiters, they are the records.
            let cut = blocks.iter().flat_map(|(at, block)| match block {
                None => vec![(*at, None)],
                Some(block) => {
                    let mut at = *at;
                    let pieces = block.split(|&byte| byte == b'\n');
                    pieces.map(|piece| {
                        let here = at;
                        at += piece.len() as u64 + 1;
                        (here, Some(piece.to_vec()))
                    }).collect()
                }
            });
            prop_assert_eq!(cut.collect::<Vec<_>>(), alone);
            let longest = blocks.iter().filter_map(|(_, found)| found.as_ref()).filter(|found| found.contains(&b'\n'));
            prop_assert!(longest.map(Vec::len).max() < Some(block.min(max).max(1)));
        }
    }
}
