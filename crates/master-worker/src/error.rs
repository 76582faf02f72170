//! What can go wrong: with an attempt, with a task, with a submission.

use std::error::Error;
use std::fmt;

use pattern_sync::time::Duration;

use crate::scheduler::WorkerId;

/// Says that a task was given up: nobody brought its result, and nobody will.
///
/// # Examples
///
/// ```
/// use master_worker::{GivenUp, run};
///
/// let halves = run(2, 3, [4, 5], |n| if n % 2 == 0 { n / 2 } else { panic!("{n} is odd") });
/// assert_eq!(halves[0], Ok(2));
/// let failed = halves[1].as_ref().unwrap_err();
/// assert_eq!((failed.attempts, failed.why), (3, GivenUp::AttemptsSpent));
/// assert!(failed.to_string().starts_with("given up after 3 attempts; the last one, by worker "));
/// assert!(failed.to_string().ends_with(" panicked: 5 is odd"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaskFailed {
    /// How many times the task was handed out.
    pub attempts: usize,
    /// Why there are no more attempts.
    pub why: GivenUp,
    /// What is known of those attempts that failed, in the order in which they did.
    pub failures: Vec<AttemptFailed>,
    /// How the last worker was lost, if that is why.
    pub last_worker: Option<String>,
}

/// Why a task was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GivenUp {
    /// It was handed out as often as is allowed.
    AttemptsSpent,
    /// The last worker was lost: it died, and could not be started again.
    NoWorkerLeft,
    /// The master was shut down before the task was done.
    ShutDown,
}

/// One attempt at a task that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptFailed {
    /// The how-manieth attempt at the task it was, from 1.
    pub attempt: usize,
    /// The worker that had the task in its hands.
    pub worker: WorkerId,
    /// What went wrong.
    pub failure: Failure,
}

/// What went wrong with an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The worker returned this error, and went on.
    Error(String),
    /// The worker panicked with this message, which ended the attempt and not the worker.
    Panic(String),
    /// The worker died, and this is known about it.
    WorkerDied(String),
    /// Whoever was given the task has died of it, so it is not handed out again, whatever the number
    /// of attempts. This is known about it.
    Poison(String),
    /// There was no result after so long.
    Overdue(Duration),
}

/// Says that a task was refused because the master is shut down, and hands the task back.
///
/// # Examples
///
/// ```
/// use master_worker::{Master, SubmitError};
///
/// let master = Master::new(1, |n: &u32| n + 1);
/// master.shutdown();
/// assert_eq!(master.submit(7), Err(SubmitError(7)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SubmitError<T>(pub T);

/// Says that the time was up before a task had its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut;

impl fmt::Display for TaskFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            attempts,
            why,
            failures,
            last_worker,
        } = self;
        let times = if *attempts == 1 {
            "attempt"
        } else {
            "attempts"
        };
        match why {
            GivenUp::AttemptsSpent => write!(f, "given up after {attempts} {times}")?,
            GivenUp::NoWorkerLeft => write!(f, "no worker left, after {attempts} {times}")?,
            GivenUp::ShutDown => write!(f, "shut down, after {attempts} {times}")?,
        }
        match failures.last() {
            Some(last) if failures.len() > 1 => write!(f, "; the last one, by {last}"),
            Some(last) => write!(f, ", by {last}"),
            None => Ok(()),
        }?;
        match last_worker {
            Some(why) => write!(f, "; the last worker was lost: {why}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for AttemptFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.worker, self.failure)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(message) => write!(f, "failed: {message}"),
            Self::Panic(message) => write!(f, "panicked: {message}"),
            Self::WorkerDied(why) => write!(f, "died: {why}"),
            Self::Poison(why) => write!(f, "gave it up: {why}"),
            Self::Overdue(limit) => write!(f, "had no result after {limit:?}"),
        }
    }
}

impl<T> fmt::Display for SubmitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the master is shut down")
    }
}

// By hand, so that a task need not have a text for its refusal to have one.
impl<T> fmt::Debug for SubmitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SubmitError").finish_non_exhaustive()
    }
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time was up before a task had its outcome")
    }
}

impl Error for TaskFailed {}
impl<T> Error for SubmitError<T> {}
impl Error for TimedOut {}
