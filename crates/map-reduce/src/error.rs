//! What a run says when it did not go well: where, and of what it failed.

use std::error::Error;
use std::fmt;
use std::io;

use crate::report::{Phase, Report};
use pattern_core::BoxError;

/// Says why a run did not end well. By the time it is returned every thread has ended, and every
/// file that it had made is gone.
///
/// # Examples
///
/// ```
/// use map_reduce::{Cause, MapReduce, Phase};
///
/// let error = MapReduce::map(|n: &u32, out| out.emit((), 100 / *n))
///     .reduce(|_, parts| parts.sum::<u32>())
///     .workers(1)
///     .run([5, 0])
///     .unwrap_err();
/// let failure = &error.failures()[0];
/// assert_eq!(failure.phase, Phase::Map);
/// assert!(matches!(&failure.cause, Cause::Panic(message) if message.contains("divide by zero")));
/// assert_eq!(failure.place.as_deref(), Some("item 2"));
/// ```
#[derive(Debug)]
pub struct RunError {
    failures: Vec<Failure>,
    report: Box<Report>,
}

impl RunError {
    pub(crate) fn new(failures: Vec<Failure>, report: Report) -> Self {
        debug_assert!(!failures.is_empty());
        let report = Box::new(report);
        Self { failures, report }
    }

    /// Gives the failures in the order in which they happened: at least one, and at most one per
    /// worker, since the first makes the others stop.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// Gives the account of the run as far as it went.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.failures[0])?;
        match self.failures.len() {
            1 => Ok(()),
            more => write!(f, " (and {} more)", more - 1),
        }
    }
}

impl Error for RunError {
    // Display already says what the failure says, so the chain goes on behind it.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.failures[0].source()
    }
}

/// One worker's failure.
///
/// # Examples
///
/// ```
/// use map_reduce::MapReduce;
///
/// let error = MapReduce::map(|n: &u32, out| {
///         out.emit((), n.checked_sub(1).ok_or("nothing to take away")?);
///         Ok::<(), &str>(())
///     })
///     .reduce(|_, numbers| numbers.sum::<u32>())
///     .run([3, 0])
///     .unwrap_err();
/// let failure = &error.failures()[0];
/// assert_eq!(failure.to_string(), "bad record at item 2: nothing to take away");
/// assert!(failure.worker.starts_with("map-reduce-"));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The name of the worker's thread; of the calling thread, `caller`.
    pub worker: String,
    /// What it was doing.
    pub phase: Phase,
    /// The record that it was at, if it was at one: `poem.txt, byte 120`.
    pub place: Option<String>,
    /// What happened.
    pub cause: Cause,
}

/// What happened to a worker that failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// A record is bad, and bad records are fatal.
    BadRecord(BoxError),
    /// More records are bad than [`BadRecords::SkipUpTo`](crate::BadRecords::SkipUpTo) allows: the
    /// limit, and why the last one is bad.
    TooManyBadRecords(u64, BoxError),
    /// The input cannot be read.
    Input(BoxError),
    /// `reduce` returned an error.
    Reduce(BoxError),
    /// The function that takes the output returned an error.
    Output(BoxError),
    /// What did not fit into the memory budget could not be written to disk, or read again.
    Spill(io::Error),
    /// One of the job's functions panicked with this message.
    Panic(String),
    /// The system could not start the worker's thread.
    NotStarted(io::Error),
    /// The job was cancelled.
    Cancelled,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            worker,
            phase,
            place,
            cause,
        } = self;
        let at = place
            .as_ref()
            .map(|place| format!(" at {place}"))
            .unwrap_or_default();
        match cause {
            Cause::BadRecord(error) => write!(f, "bad record{at}: {error}"),
            Cause::TooManyBadRecords(limit, error) => {
                let records = if *limit == 1 { "record" } else { "records" };
                write!(
                    f,
                    "more than {limit} bad {records}, the last one{at}: {error}"
                )
            }
            Cause::Input(error) => write!(f, "cannot read the input: {error}"),
            Cause::Reduce(error) => write!(f, "reduce failed: {error}"),
            Cause::Output(error) => write!(f, "cannot put out the result: {error}"),
            Cause::Spill(error) => write!(f, "cannot spill to disk: {error}"),
            Cause::Panic(message) => {
                write!(f, "worker `{worker}` panicked in {phase}{at}: {message}")
            }
            Cause::NotStarted(error) => {
                write!(f, "worker `{worker}` could not be started: {error}")
            }
            Cause::Cancelled => write!(f, "the job was cancelled in {phase}"),
        }
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.cause {
            Cause::BadRecord(error)
            | Cause::TooManyBadRecords(_, error)
            | Cause::Input(error)
            | Cause::Reduce(error)
            | Cause::Output(error) => error.source(),
            Cause::Spill(error) | Cause::NotStarted(error) => error.source(),
            Cause::Panic(_) | Cause::Cancelled => None,
        }
    }
}
