//! Files and directories as input: lines, in splits of a few megabytes.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::file_splits::Stretch;
use crate::records::Format;

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
    pub(crate) files: Vec<Found>,
    pub(crate) format: Format,
    split_bytes: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    /// `None` for what is no regular file, such as a pipe: it is read from its start to its end by
    /// one worker.
    pub(crate) bytes: Option<u64>,
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
            format: Format::default(),
            split_bytes: 4 << 20,
        })
    }

    /// Sets the byte that ends a record; a line feed unless set.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::{Files, MapReduce};
    ///
    /// # let path = std::env::temp_dir().join(format!("map-reduce-names-{}", std::process::id()));
    /// std::fs::write(&path, "a file\0another\nfile\0")?; // as `find -print0` does
    /// let names = MapReduce::map(|name: &str, out| out.emit(name.to_owned(), ()))
    ///     .reduce(|_name, _| ())
    ///     .run(Files::open([&path])?.delimiter(0))?;
    /// assert_eq!(names.output, [("a file".to_owned(), ()), ("another\nfile".to_owned(), ())]);
    /// # std::fs::remove_file(&path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.format.delimiter = delimiter;
        self
    }

    /// Sets how long a record may be, in bytes; 64 MiB unless set. A longer one is a bad record. It
    /// limits the memory that a worker needs for reading.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::{BadRecords, Files, MapReduce};
    ///
    /// # let path = std::env::temp_dir().join(format!("map-reduce-long-{}", std::process::id()));
    /// std::fs::write(&path, "short\nmuch too long\n")?;
    /// let lines = MapReduce::map(|_line: &str, out| out.emit((), 1))
    ///     .reduce(|_, ones| ones.sum::<u32>())
    ///     .bad_records(BadRecords::Skip)
    ///     .run(Files::open([&path])?.max_record(8))?;
    /// assert_eq!(lines.output, [((), 1)]);
    /// assert_eq!(lines.report.bad_records, 1);
    /// # std::fs::remove_file(&path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn max_record(mut self, bytes: usize) -> Self {
        self.format.max_record = bytes;
        self
    }

    /// Makes records of many lines: of as many whole ones as `bytes` bytes have room for, with the
    /// line feeds between them. For map functions that do not ask where a line ends, such as one
    /// that calls [`Emitter::emit_words`](crate::Emitter::emit_words): they are called less often.
    ///
    /// A line that is longer is a record by itself. Which lines are together is not defined, other
    /// than that they follow one another. 0 makes each line a record again.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::{Files, MapReduce};
    ///
    /// # let path = std::env::temp_dir().join(format!("map-reduce-blocks-{}", std::process::id()));
    /// std::fs::write(&path, "to be\nor not\nto be\n")?;
    /// let words = MapReduce::map(|lines: &[u8], out| out.emit_words(lines, 1))
    ///     .combine(|total, more| *total += more)
    ///     .reduce(|_word, totals| totals.sum::<u32>())
    ///     .run(Files::open([&path])?.blocks(16))?;
    /// assert_eq!(words.report.records, 2); // two lines, and one
    /// assert_eq!(words.output[0], (b"be".to_vec(), 2));
    /// # std::fs::remove_file(&path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn blocks(mut self, bytes: usize) -> Self {
        self.format.block = bytes;
        self
    }

    /// Sets how large a split is, in bytes; 4 MiB unless set. Smaller ones spread the work more
    /// evenly, larger ones begin less often.
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::{Files, MapReduce};
    ///
    /// # let path = std::env::temp_dir().join(format!("map-reduce-splits-{}", std::process::id()));
    /// std::fs::write(&path, "one\ntwo\nthree\n")?;
    /// let files = Files::open([&path])?.split_bytes(5);
    /// assert_eq!((files.len(), files.bytes()), (1, 14));
    /// let report = MapReduce::map(|line: &str, out| out.emit(line.len(), ()))
    ///     .reduce(|_length, _| ())
    ///     .run(files)?
    ///     .report;
    /// assert_eq!(report.records, 3);
    /// assert_eq!(report.workers.iter().map(|worker| worker.splits).sum::<u64>(), 3);
    /// # std::fs::remove_file(&path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn split_bytes(mut self, bytes: u64) -> Self {
        assert!(bytes > 0, "a split of no bytes would never end");
        self.split_bytes = bytes;
        self
    }

    /// Counts the files.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(map_reduce::Files::open(["src/lib.rs", "src/wire"])?.len(), 4);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Tells whether there are no files.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(!map_reduce::Files::open(["src"])?.is_empty());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Adds up the sizes of the files, in bytes; pipes and the like count nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(map_reduce::Files::open(["src"])?.bytes() > 10_000);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().filter_map(|file| file.bytes).sum()
    }

    pub(crate) fn splits(&self) -> Vec<Stretch> {
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
