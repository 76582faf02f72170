//! The names of tasks and workers, and what can go wrong. There is nothing to do in this file.

use std::error::Error;
use std::fmt;

/// Names a task. Tasks are numbered from 0, in the order in which they are submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub usize);

/// Names a worker. Workers are numbered from 0, in the order in which they register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId(pub usize);

/// Says that a task was given up: it was handed out so often, and no worker brought a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskFailed {
    /// How many times the task was handed out.
    pub attempts: usize,
}

impl fmt::Display for TaskFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "given up after {} attempts", self.attempts)
    }
}

impl Error for TaskFailed {}

/// Says that a task was refused because the master is shut down, and hands the task back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubmitError<T>(pub T);

impl<T> fmt::Display for SubmitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the master is shut down")
    }
}

impl<T: fmt::Debug> Error for SubmitError<T> {}
