//! What a run says when it did not go well: which stage failed, at which item, and of what.

use pattern_core::BoxError;
use std::error::Error;
use std::fmt;
use std::io;

use crate::report::Report;

/// Says why a run did not end well. By the time it is returned every thread has ended.
///
/// # Examples
///
/// ```
/// use pipeline::{Cause, Pipeline};
///
/// let error = Pipeline::source(["12", "7", "douze", "3"])
///     .try_stage("parse", |text| text.parse::<u32>())
///     .collect()
///     .unwrap_err();
/// assert_eq!(error.stage(), "parse");
/// assert_eq!(error.item(), Some(2)); // counted from 0, as the source gave them
/// assert_eq!(error.to_string(), "stage `parse` failed at item 2: invalid digit found in string");
/// assert!(matches!(error.cause(), Cause::Error(error) if error.is::<std::num::ParseIntError>()));
/// // The counts are there all the same.
/// assert_eq!(error.report().stage("parse").unwrap().items_in(), 3);
/// ```
#[derive(Debug)]
pub struct PipelineError {
    /// At least one.
    failures: Vec<Failure>,
    report: Box<Report>,
}

impl PipelineError {
    pub(crate) fn new(failures: Vec<Failure>, report: Report) -> Self {
        debug_assert!(!failures.is_empty());
        Self {
            failures,
            report: Box::new(report),
        }
    }

    /// Gives the name of the stage that failed first.
    #[must_use]
    pub fn stage(&self) -> &str {
        &self.failures[0].stage
    }

    /// Gives the number of the item at which it failed: see [`Failure::item`].
    #[must_use]
    pub fn item(&self) -> Option<usize> {
        self.failures[0].item
    }

    /// Gives what happened to it.
    #[must_use]
    pub fn cause(&self) -> &Cause {
        &self.failures[0].cause
    }

    /// Gives every failure, in the order in which they happened: the first has stopped the run, the
    /// others happened before everyone had heard of it.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// Gives the failures by value, likewise.
    #[must_use]
    pub fn into_failures(self) -> Vec<Failure> {
        self.failures
    }

    /// Gives the account of the run: what was done all the same.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl fmt::Display for PipelineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.failures[0])?;
        if self.failures.len() > 1 {
            write!(f, " (and {} more)", self.failures.len() - 1)?;
        }
        Ok(())
    }
}

impl Error for PipelineError {
    // Display already says what the failure says, so the chain goes on behind it.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.failures[0].source()
    }
}

/// One worker's failure.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The name of the stage.
    pub stage: String,
    /// The number of the item, counted from 0 as the source gave them: also where stages before
    /// this one have dropped some. For the source, that of the item that it was about to give;
    /// `None` if the stage had not taken any, or could not be started.
    pub item: Option<usize>,
    /// What happened.
    pub cause: Cause,
}

impl Failure {
    /// Gives the error that the stage returned; `None` if it panicked or could not be started.
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
        let Self { stage, item, cause } = self;
        let verb = match cause {
            Cause::Error(_) => "failed",
            Cause::Panic(_) => "panicked",
            Cause::NotStarted(_) => "could not be started",
        };
        write!(f, "stage `{stage}` {verb}")?;
        if let Some(item) = item {
            write!(f, " at item {item}")?;
        }
        match cause {
            Cause::Error(error) => write!(f, ": {error}"),
            Cause::Panic(message) => write!(f, ": {message}"),
            Cause::NotStarted(error) => write!(f, ": {error}"),
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

/// What happened to a stage that failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// It returned this error.
    Error(BoxError),
    /// It panicked with this message.
    Panic(String),
    /// The system could not start a thread for it.
    NotStarted(io::Error),
}
