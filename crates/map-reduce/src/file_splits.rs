//! Files while they are read: each worker takes splits, and opens the files that they lie in.

use std::fs::File;
use std::ops::ControlFlow;

use pattern_sync::sync::atomic::{AtomicUsize, Ordering};

use crate::files::Files;
use crate::input::{Input, IntoInput, Split};
use crate::records::read_records;
use pattern_core::BoxError;

/// How much of a file a worker reads at a time, in bytes.
const READ_BYTES: usize = 128 << 10;

/// A part of a file.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Its index in the list of files.
    pub(crate) file: usize,
    pub(crate) start: u64,
    pub(crate) end: u64,
}

/// [`Files`], being read.
#[derive(Debug)]
pub struct FileSplits {
    files: Files,
    splits: Vec<Stretch>,
    next: AtomicUsize,
}

impl FileSplits {
    fn new(files: Files) -> Self {
        Self {
            splits: files.splits(),
            files,
            next: AtomicUsize::new(0),
        }
    }

    fn take(&self) -> Option<Split<Stretch>> {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        self.splits.get(number).map(|stretch| Split {
            number: number as u64,
            // What has no size counts nothing.
            size: if stretch.end == u64::MAX {
                0
            } else {
                stretch.end - stretch.start
            },
            content: stretch.clone(),
        })
    }

    /// Passes each record of a split, or that it is too long.
    fn lines(
        &self,
        split: &Split<Stretch>,
        mut visit: impl FnMut(u64, Result<&[u8], BoxError>) -> ControlFlow<()>,
    ) -> Result<(), BoxError> {
        let Stretch { file, start, end } = split.content;
        let (path, format) = (&self.files.files[file].path, self.files.format);
        let read = File::open(path).and_then(|source| {
            read_records(source, (start, end), format, READ_BYTES, |at, record| {
                let too_long = || format!("a record of more than {} bytes", format.max_record);
                visit(at, record.ok_or_else(|| too_long().into()))
            })
        });
        read.map_err(|error| format!("{}: {error}", path.display()).into())
    }

    fn place_of(&self, split: &Split<Stretch>, position: u64) -> String {
        let path = self.files.files[split.content.file].path.display();
        format!("{path}, byte {position}")
    }

    fn size(&self) -> Option<u64> {
        let known = self.files.files.iter().all(|file| file.bytes.is_some());
        known.then(|| self.files.bytes())
    }
}

impl IntoInput<[u8]> for Files {
    type Input = FileSplits;

    fn into_input(self) -> FileSplits {
        FileSplits::new(self)
    }
}

impl IntoInput<str> for Files {
    type Input = FileSplits;

    fn into_input(self) -> FileSplits {
        FileSplits::new(self)
    }
}

impl Input<[u8]> for FileSplits {
    type Content = Stretch;

    fn next_split(&self) -> Result<Option<Split<Stretch>>, BoxError> {
        Ok(self.take())
    }

    fn read<F>(&self, split: &Split<Stretch>, visit: F) -> Result<(), BoxError>
    where
        F: FnMut(u64, Result<&[u8], BoxError>) -> ControlFlow<()>,
    {
        self.lines(split, visit)
    }

    fn place(&self, split: &Split<Stretch>, position: u64) -> String {
        self.place_of(split, position)
    }

    fn total_size(&self) -> Option<u64> {
        self.size()
    }
}

impl Input<str> for FileSplits {
    type Content = Stretch;

    fn next_split(&self) -> Result<Option<Split<Stretch>>, BoxError> {
        Ok(self.take())
    }

    fn read<F>(&self, split: &Split<Stretch>, mut visit: F) -> Result<(), BoxError>
    where
        F: FnMut(u64, Result<&str, BoxError>) -> ControlFlow<()>,
    {
        self.lines(split, |at, record| {
            visit(
                at,
                record.and_then(|bytes| str::from_utf8(bytes).map_err(Into::into)),
            )
        })
    }

    fn place(&self, split: &Split<Stretch>, position: u64) -> String {
        self.place_of(split, position)
    }

    fn total_size(&self) -> Option<u64> {
        self.size()
    }
}
