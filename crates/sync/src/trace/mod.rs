//! Records what the threads of a real run did: who worked, who waited, and for what.
//!
//! A recording is made with feature `trace` alone; without it everything here is empty and inlined
//! away. The facade itself tells of threads and of each wait for a lock, a condition variable, a
//! channel, a barrier, another thread or the clock. Code that knows better what it waits for says so
//! around it, with [`wait`], and what it works on with [`work`].
//!
//! The file is in the [trace event format][format]: Perfetto and `chrome://tracing` show it, and so
//! does `cargo xtask timeline`.
//!
//! ```
//! use pattern_sync::{thread, trace};
//!
//! let recording = trace::Recording::start();
//! thread::spawn(|| trace::work("sums", || (1..=4).sum::<u32>())).join().unwrap();
//! let file = recording.finish();
//! assert_eq!(file.contains("sums"), cfg!(feature = "trace"));
//! ```
//!
//! # Cost
//!
//! While nothing is recorded: one relaxed load where a thread is about to wait, starts, notifies, or begins
//! a piece of work. While something is: a lock that all threads share, at each of these. A recording holds at most
//! a million spans, and says how many it left out.
//!
//! Explorations are never recorded: they have timelines of their own.
//!
//! [format]: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU

#[cfg(feature = "trace")]
mod events;
pub(crate) mod labels;
#[cfg(feature = "trace")]
mod recorder;

use std::ffi::OsString;
use std::fmt::Display;
use std::path::PathBuf;

/// Calls `wait`, which may block, and records for how long, and that it was for `what`: a noun, as
/// `"room in the queue"`.
///
/// Waits inside it are part of it; a [`work`] inside it is work.
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::Barrier;
/// use pattern_sync::trace;
///
/// let barrier = Barrier::new(1);
/// assert!(trace::wait("the others", || barrier.wait()).is_leader());
/// ```
#[inline]
pub fn wait<R>(what: impl Display, wait: impl FnOnce() -> R) -> R {
    span(Kind::Wait, what, wait)
}

/// Calls `work`, and records for how long, and that it was `what`: a verb or a name, as `"parse"`.
///
/// # Examples
///
/// ```
/// assert_eq!(pattern_sync::trace::work("adds", || 1 + 1), 2);
/// ```
#[inline]
pub fn work<R>(what: impl Display, work: impl FnOnce() -> R) -> R {
    span(Kind::Work, what, work)
}

/// Whether this build can record.
pub(crate) const RECORDS: bool = cfg!(feature = "trace");

/// What a thread does for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It works on something that has a name.
    Work,
    /// It waits for others.
    Wait,
    /// It lets time go by.
    Sleep,
}

/// A span under way: it ends when this is dropped.
#[must_use = "the span ends when this is dropped"]
pub(crate) struct Open {
    #[cfg(feature = "trace")]
    _recorded: recorder::Open,
}

/// Begins a span of this thread.
#[cfg_attr(
    not(feature = "trace"),
    allow(unused_variables, reason = "nothing is recorded")
)]
#[inline]
pub(crate) fn begin(kind: Kind, what: impl Display) -> Open {
    Open {
        #[cfg(feature = "trace")]
        _recorded: recorder::open(kind, what),
    }
}

/// Calls `body` as a span of this thread.
#[inline]
pub(crate) fn span<R>(kind: Kind, what: impl Display, body: impl FnOnce() -> R) -> R {
    let _open = begin(kind, what);
    body()
}

/// Calls `join`, which waits for the end of `thread`.
#[inline]
pub(crate) fn wait_for_end<R>(thread: &std::thread::Thread, join: impl FnOnce() -> R) -> R {
    let id = RECORDS.then(|| thread.id());
    wait(
        format_args!("the end of {}", thread.name().unwrap_or("a thread")),
        || {
            let result = join();
            if let Some(id) = id {
                woken(|| Place::End(id));
            }
            result
        },
    )
}

/// Calls `wait` if `attempt`, which does not block, comes to nothing; without feature `trace`, at once.
#[inline]
pub(crate) fn wait_unless<R>(
    attempt: impl FnOnce() -> Option<R>,
    what: &str,
    wait: impl FnOnce() -> R,
) -> R {
    if RECORDS && let Some(result) = attempt() {
        return result;
    }
    self::wait(what, wait)
}

/// Where threads wait for one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// At an object, which has an address.
    At(usize),
    /// In a park, which is one thread's own.
    Parked(std::thread::ThreadId),
    /// At the end of a thread.
    End(std::thread::ThreadId),
}

impl Place {
    #[inline]
    pub(crate) fn of<T>(object: &T) -> Self {
        Self::At(std::ptr::from_ref(object).addr())
    }
}

/// Notes that whoever waits at `place` may be woken by this thread from now on.
#[cfg_attr(
    not(feature = "trace"),
    allow(unused_variables, reason = "nothing is recorded")
)]
#[inline]
pub(crate) fn wakes(place: impl FnOnce() -> Place) {
    #[cfg(feature = "trace")]
    recorder::wakes(place);
}

/// Notes that this thread, which waited at `place`, was woken there.
#[cfg_attr(
    not(feature = "trace"),
    allow(unused_variables, reason = "nothing is recorded")
)]
#[inline]
pub(crate) fn woken(place: impl FnOnce() -> Place) {
    #[cfg(feature = "trace")]
    recorder::woken(place);
}

/// Makes of a thread's body one that is recorded under `name`, as started by this thread.
#[cfg_attr(
    not(feature = "trace"),
    allow(unused_variables, reason = "nothing is recorded")
)]
#[inline]
pub(crate) fn thread<R, F>(name: Option<&str>, body: F) -> impl FnOnce() -> R + use<R, F>
where
    F: FnOnce() -> R,
{
    #[cfg(feature = "trace")]
    let begin = recorder::starting(name);
    move || {
        #[cfg(feature = "trace")]
        let _life = begin.map(recorder::Starting::begin);
        body()
    }
}

/// What asks for a recording on a command line, before the name of the file.
const OPTION: &str = "--trace";

/// Returns the arguments of this program, without those that ask for a recording.
///
/// # Examples
///
/// ```
/// let first = pattern_sync::trace::args().next();
/// # assert_eq!(first, None);
/// ```
pub fn args() -> impl Iterator<Item = OsString> {
    let mut args = std::env::args_os().skip(1);
    std::iter::from_fn(move || {
        let arg = args.next()?;
        if arg != OPTION {
            return Some(arg);
        }
        args.nth(1)
    })
}

/// A recording under way. There is one at a time.
///
/// Dropped, it is written to its file, if it has one; whatever prevents that is said on the standard
/// error stream, since a run is worth more than a record of it.
#[derive(Debug)]
#[must_use = "the recording ends when this is dropped"]
pub struct Recording {
    file: Option<PathBuf>,
    #[cfg(feature = "trace")]
    recorder: recorder::Recorder,
}

impl Recording {
    /// Begins to record; the calling thread is the first of the picture.
    ///
    /// # Panics
    ///
    /// If something is being recorded already.
    pub fn start() -> Self {
        Self {
            file: None,
            #[cfg(feature = "trace")]
            recorder: recorder::Recorder::start(),
        }
    }

    /// Begins to record if the command line of this program says `--trace FILE`; the file is written
    /// when the result is dropped. Meant for examples, as the first line of `main`.
    ///
    /// # Examples
    ///
    /// ```
    /// let _recording = pattern_sync::trace::Recording::of_args();
    /// ```
    #[must_use = "the recording ends when this is dropped"]
    pub fn of_args() -> Option<Self> {
        let mut args = std::env::args_os();
        args.find(|arg| arg == OPTION)?;
        let Some(file) = args.next() else {
            eprintln!("`{OPTION}` wants the name of a file: nothing is recorded");
            return None;
        };
        if !RECORDS {
            eprintln!("built without feature `trace` of pattern-sync: nothing is recorded");
            return None;
        }
        let mut recording = Self::start();
        recording.file = Some(file.into());
        Some(recording)
    }

    /// Ends it, and returns what a file of it would hold; without feature `trace`, nothing.
    #[must_use = "nothing is written"]
    pub fn finish(mut self) -> String {
        self.file = None;
        self.stop()
    }

    fn stop(&mut self) -> String {
        #[cfg(feature = "trace")]
        if let Some(log) = self.recorder.stop() {
            return events::render(&log);
        }
        String::new()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let Some(file) = self.file.take() else {
            return; // `finish` has it, or `Recorder` stops by itself
        };
        match std::fs::write(&file, self.stop()) {
            Ok(()) => eprintln!("recorded in {}", file.display()),
            Err(error) => eprintln!("not recorded: {}: {error}", file.display()),
        }
    }
}
