//! What a run says when it did not go well: which thread failed, and of what.

use std::error::Error;
use std::fmt;
use std::io;

use crate::report::Report;
use pattern_core::BoxError;

/// Says why a run did not end well. By the time it is returned every thread has ended.
///
/// # Examples
///
/// ```
/// use producer_consumer::{ProducerConsumer, Role};
///
/// let error = ProducerConsumer::new(5)
///     .producer_from("p1", 1..=10)
///     .consumer("c1", |item| if item < 3 { Ok(()) } else { Err("out of paper") })
///     .run()
///     .unwrap_err();
/// assert_eq!(error.failures()[0].thread, "c1");
/// assert_eq!(error.failures()[0].role, Role::Consumer);
/// assert!(error.to_string().starts_with("consumer `c1` failed: out of paper"));
/// // The counts are there all the same.
/// assert_eq!(error.report().unwrap().consumed(), 3);
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// There is no consumer: nobody would take an item. Nothing was started.
    NoConsumers,
    /// At least one thread failed.
    #[non_exhaustive]
    Failed {
        /// Every failure, in the order in which they happened: the first is the cause, the others
        /// may be its consequences.
        failures: Vec<Failure>,
        /// What was produced and consumed all the same.
        report: Box<Report>,
    },
}

impl RunError {
    /// Gives the failures of threads, first to last; empty if nothing was started.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        match self {
            Self::NoConsumers => &[],
            Self::Failed { failures, .. } => failures,
        }
    }

    /// Gives the account of the run; `None` if nothing was started.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::NoConsumers => None,
            Self::Failed { report, .. } => Some(report),
        }
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoConsumers => f.write_str("there is no consumer: nobody would take an item"),
            Self::Failed { failures, report } => {
                // There is at least one: `Failed` is made of nothing else.
                write!(f, "{}", failures[0])?;
                if failures.len() > 1 {
                    write!(f, " (and {} more)", failures.len() - 1)?;
                }
                let (consumed, produced) = (report.consumed(), report.produced());
                write!(f, "; {consumed} of {produced} items were taken")
            }
        }
    }
}

impl Error for RunError {
    // Display already says what the failure says, so the chain goes on behind it.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.failures().first()?.source()
    }
}

/// One thread's failure.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The name of the thread.
    pub thread: String,
    /// Which side it was on.
    pub role: Role,
    /// What happened to it.
    pub cause: Cause,
}

impl Failure {
    /// Gives the error that the thread returned; `None` if it panicked or could not be started.
    ///
    /// # Examples
    ///
    /// ```
    /// use producer_consumer::ProducerConsumer;
    ///
    /// let error = ProducerConsumer::new(1)
    ///     .producer("p1", |out| -> Result<(), std::num::ParseIntError> {
    ///         let _ = out.push("12".parse::<u32>()?);
    ///         let _ = out.push("douze".parse::<u32>()?);
    ///         Ok(())
    ///     })
    ///     .consumer("c1", |_item| {})
    ///     .run()
    ///     .unwrap_err();
    /// let cause = error.failures()[0].error().unwrap();
    /// assert!(cause.is::<std::num::ParseIntError>());
    /// ```
    #[must_use]
    pub fn error(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        match &self.cause {
            Cause::Error(error) => Some(&**error),
            Cause::Panic(_) | Cause::NotStarted(_) => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            thread,
            role,
            cause,
        } = self;
        match cause {
            Cause::Error(error) => write!(f, "{role} `{thread}` failed: {error}"),
            Cause::Panic(message) => write!(f, "{role} `{thread}` panicked: {message}"),
            Cause::NotStarted(error) => {
                write!(f, "{role} `{thread}` could not be started: {error}")
            }
        }
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.cause {
            Cause::Error(error) => error.source(),
            Cause::NotStarted(error) => error.source(),
            Cause::Panic(_) => None,
        }
    }
}

/// The two sides of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Puts items into the queue.
    Producer,
    /// Takes items out of the queue.
    Consumer,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Producer => "producer",
            Self::Consumer => "consumer",
        })
    }
}

/// What happened to a thread that failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// It returned this error.
    Error(BoxError),
    /// It panicked with this message.
    Panic(String),
    /// The system could not start it.
    NotStarted(io::Error),
}
