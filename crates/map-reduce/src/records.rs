//! Cuts a stretch of a file into records: whose first byte is in it, theirs is the record.

mod window;

use std::io::{self, Read, Seek};
use std::ops::ControlFlow;

use self::window::{Next, Window};

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

/// Lines, of up to 64 MiB, one by one.
impl Default for Format {
    fn default() -> Self {
        Self {
            delimiter: b'\n',
            max_record: 64 << 20,
            block: 0,
        }
    }
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
    let mut window = Window::new(source, buffer, format.delimiter);
    // From one byte before: if that is a delimiter, a record begins at `start`.
    if start > 0 && !window.begin_behind(start - 1)? {
        return Ok(());
    }
    while window.at() < end {
        let begin = window.at();
        if let Some(length) = window.block(format, end)? {
            if visit(begin, Some(window.first(length))).is_break() {
                return Ok(());
            }
            window.pass(length + 1);
            continue;
        }
        match window.find(format)? {
            Next::Nothing => return Ok(()),
            Next::Record { length, past } => {
                if visit(begin, Some(window.first(length))).is_break() {
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
