//! Files and directories as input: lines, in splits of a few megabytes.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use pattern_sync::sync::atomic::{AtomicUsize, Ordering};

use crate::input::{Input, IntoInput, Split};
use crate::outcome::BoxError;
use crate::records::{Format, read_records};

/// How much of a file a worker reads at a time, in bytes.
const READ_BYTES: usize = 128 << 10;

/// The lines of files, as `str` or as `[u8]`: whichever the job's map function takes.
///
/// A file is cut into splits, so that all workers can read one huge file at the same time. A split
/// ends where a line ends: the line that lies across a boundary belongs to the split in which it
/// begins. Lines come without their end; a last line needs none. (A carriage return before it is
/// part of the line: `trim_end` it if you expect some.)
///
/// A line that is not UTF-8 is a bad record for a job that takes `str`.
///
/// # Examples
///
/// ```
/// use map_reduce::{Files, MapReduce};
///
/// # let folder = std::env::temp_dir().join(format!("map-reduce-files-{}", std::process::id()));
/// # std::fs::create_dir_all(folder.join("more"))?;
/// std::fs::write(folder.join("one.txt"), "to be\nor not")?;
/// std::fs::write(folder.join("more/two.txt"), "to be\n")?;
///
/// let lines = MapReduce::map(|line: &str, out| out.emit_ref(line, 1))
///     .combine(|total, more| *total += more)
///     .reduce(|_line, totals| totals.sum::<u32>())
///     .run(Files::open([&folder])?)?; // with all directories inside
/// assert_eq!(lines.output, [("or not".to_owned(), 1), ("to be".to_owned(), 2)]);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Files {
    files: Vec<Found>,
    format: Format,
    split_bytes: u64,
}

#[derive(Clone, Debug)]
struct Found {
    path: PathBuf,
    /// `None` for what is no regular file, such as a pipe: it is read from its start to its end by
    /// one worker.
    bytes: Option<u64>,
}

impl Files {
    /// Finds files. A path to a directory stands for all files in it and in the directories inside
    /// it, sorted by name; links to directories inside are not followed.
    ///
    /// # Errors
    ///
    /// If a path does not exist or a directory cannot be read; the message names it.
    pub fn open<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> io::Result<Self> {
        let mut files = Vec::new();
        for path in paths {
            find(path.as_ref(), &mut files)?;
        }
        Ok(Self {
            files,
            format: Format {
                delimiter: b'\n',
                max_record: 64 << 20,
            },
            split_bytes: 4 << 20,
        })
    }

    /// Sets the byte that ends a record; a line feed unless set.
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.format.delimiter = delimiter;
        self
    }

    /// Sets how long a record may be, in bytes; 64 MiB unless set. A longer one is a bad record. It
    /// limits the memory that a worker needs for reading.
    #[must_use]
    pub fn max_record(mut self, bytes: usize) -> Self {
        self.format.max_record = bytes;
        self
    }

    /// Sets how large a split is, in bytes; 4 MiB unless set. Smaller ones spread the work more
    /// evenly, larger ones begin less often.
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is 0.
    #[must_use]
    pub fn split_bytes(mut self, bytes: u64) -> Self {
        assert!(bytes > 0, "a split of no bytes would never end");
        self.split_bytes = bytes;
        self
    }

    /// Counts the files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Tells whether there are no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Adds up the sizes of the files, in bytes; pipes and the like count nothing.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().filter_map(|file| file.bytes).sum()
    }

    fn splits(&self) -> Vec<Stretch> {
        let mut splits = Vec::new();
        for (file, found) in self.files.iter().enumerate() {
            let end = found.bytes.unwrap_or(u64::MAX);
            let step = if found.bytes.is_some() {
                self.split_bytes
            } else {
                u64::MAX
            };
            let mut start = 0;
            while start < end {
                let next = start.saturating_add(step).min(end);
                splits.push(Stretch {
                    file,
                    start,
                    end: next,
                });
                start = next;
            }
        }
        splits
    }
}

/// Adds the files that a path given by the user stands for.
fn find(path: &Path, files: &mut Vec<Found>) -> io::Result<()> {
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let metadata = fs::metadata(path).map_err(named)?;
    if !metadata.is_dir() {
        files.push(Found {
            path: path.to_owned(),
            bytes: metadata.is_file().then_some(metadata.len()),
        });
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(named)?;
    let mut inside = Vec::<(OsString, bool)>::new();
    for entry in entries {
        let entry = entry.map_err(named)?;
        let kind = entry.file_type().map_err(named)?;
        // A link to a directory might lead back to where we come from. Pipes and sockets that
        // happen to lie in a directory are not what was meant by it.
        let target = if kind.is_symlink() {
            fs::metadata(entry.path()).ok()
        } else {
            None
        };
        if kind.is_dir() || kind.is_file() || target.is_some_and(|target| target.is_file()) {
            inside.push((entry.file_name(), kind.is_dir()));
        }
    }
    inside.sort();
    inside
        .iter()
        .try_for_each(|(name, _)| find(&path.join(name), files))
}

/// A part of a file.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Its index in the list of files.
    file: usize,
    start: u64,
    end: u64,
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
