//! What can go wrong: with a task, with submitting one, with waiting for one, with building a pool.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::io;

use pattern_core::panic_message;
use pattern_sync::sync::Mutex;
use pattern_sync::thread;

use crate::handle::Handle;

/// Why a task has no result: returned by [`Handle::join`].
///
/// # Examples
///
/// ```
/// use worker_pool::{TaskError, WorkerPool};
///
/// let pool = WorkerPool::new(1);
/// let handle = pool.submit(|| -> u32 { "twelve".parse().unwrap() });
/// match handle.join() {
///     Err(TaskError::Panicked(panic)) => assert!(panic.message().contains("InvalidDigit")),
///     other => unreachable!("{other:?}"),
/// }
/// ```
#[derive(Debug)]
pub enum TaskError {
    /// It panicked.
    Panicked(TaskPanic),
    /// It was never begun: cancelled, or refused or dropped by a pool that shuts down.
    Cancelled,
}

impl TaskError {
    /// Returns whether the task was cancelled.
    #[must_use]
    pub const fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled)
    }

    /// Returns the panic, if it was one.
    ///
    /// # Examples
    ///
    /// ```
    /// use worker_pool::{TaskError, WorkerPool};
    ///
    /// assert!(TaskError::Cancelled.panic().is_none());
    /// let error = WorkerPool::new(1).submit(|| panic!("no ink")).join().unwrap_err();
    /// assert_eq!(error.panic().unwrap().message(), "no ink");
    /// ```
    #[must_use]
    pub const fn panic(&self) -> Option<&TaskPanic> {
        match self {
            Self::Panicked(panic) => Some(panic),
            Self::Cancelled => None,
        }
    }
}

/// The panic of a task: its message, where it ran, and what it panicked with.
///
/// # Examples
///
/// ```
/// use worker_pool::WorkerPool;
///
/// let pool = WorkerPool::builder().workers(1).thread_name("printer").build().unwrap();
/// let error = pool.submit(|| panic!("no ink")).join().unwrap_err();
/// assert_eq!(error.to_string(), "task panicked on worker 'printer-0': no ink");
/// ```
pub struct TaskPanic {
    worker: String,
    message: String,
    /// In a mutex that nobody locks: a payload may not be shared between threads, an error must.
    payload: Mutex<Box<dyn Any + Send>>,
}

impl TaskPanic {
    /// Takes down a panic that the calling thread has just caught.
    pub(crate) fn caught(payload: Box<dyn Any + Send>) -> Self {
        Self {
            worker: thread::current().name().unwrap_or_default().to_owned(),
            message: panic_message(&*payload),
            payload: Mutex::new(payload),
        }
    }

    /// Returns the name of the worker that ran the task.
    #[must_use]
    pub fn worker(&self) -> &str {
        &self.worker
    }

    /// Returns the panic's message; see [`pattern_core::panic_message`].
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns what the task panicked with, for [`std::panic::resume_unwind`].
    #[must_use]
    pub fn into_payload(self) -> Box<dyn Any + Send> {
        self.payload.into_inner()
    }
}

/// Why [`WorkerPool::try_submit`](crate::WorkerPool::try_submit) did not accept a task, with the
/// task.
///
/// # Examples
///
/// ```
/// use worker_pool::{TrySubmitError, WorkerPool};
///
/// let pool = WorkerPool::new(1);
/// pool.shutdown();
/// let error = pool.try_submit(|| "still here").unwrap_err();
/// assert!(matches!(error, TrySubmitError::ShutDown(_)));
/// assert_eq!(error.into_task()(), "still here");
/// ```
pub enum TrySubmitError<F> {
    /// As many tasks as the queue may hold are waiting for a worker.
    Full(F),
    /// The pool accepts no more tasks.
    ShutDown(F),
}

impl<F> TrySubmitError<F> {
    /// Returns the task.
    pub fn into_task(self) -> F {
        match self {
            Self::Full(task) | Self::ShutDown(task) => task,
        }
    }

    /// Returns whether the queue was full.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }
}

/// Why [`Handle::join_timeout`] has no result.
///
/// # Examples
///
/// ```
/// use pattern_core::Latch;
/// use pattern_sync::sync::Arc;
/// use pattern_sync::time::Duration;
/// use worker_pool::{JoinTimeoutError, WorkerPool};
///
/// let pool = WorkerPool::new(1);
/// let gate = Arc::new(Latch::new(1));
/// let handle = pool.submit({
///     let gate = Arc::clone(&gate);
///     move || gate.wait()
/// });
/// let Err(JoinTimeoutError::Timeout(handle)) = handle.join_timeout(Duration::from_millis(1)) else {
///     unreachable!("the gate is closed");
/// };
/// gate.count_down();
/// handle.join().unwrap();
/// ```
pub enum JoinTimeoutError<R> {
    /// The task has not ended yet; here is its handle.
    Timeout(Handle<R>),
    /// The task has ended without a result.
    Failed(TaskError),
}

/// The operating system refused to start a worker: returned by [`Builder::build`].
///
/// The workers that had been started have ended when this is returned.
///
/// [`Builder::build`]: crate::Builder::build
#[derive(Debug)]
pub struct BuildError {
    pub(crate) worker: String,
    pub(crate) source: io::Error,
}

impl BuildError {
    /// Returns the name of the worker that could not be started.
    #[must_use]
    pub fn worker(&self) -> &str {
        &self.worker
    }
}

impl fmt::Debug for TaskPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskPanic")
            .field("worker", &self.worker)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

// Tasks and results are left out of `Debug`, so that every error is an `Error` and can be unwrapped.

impl<F> fmt::Debug for TrySubmitError<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "Full(..)",
            Self::ShutDown(_) => "ShutDown(..)",
        })
    }
}

impl<R> fmt::Debug for JoinTimeoutError<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout(_) => f.write_str("Timeout(..)"),
            Self::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
        }
    }
}

impl fmt::Display for TaskPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            worker, message, ..
        } = self;
        write!(f, "task panicked on worker '{worker}': {message}")
    }
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(panic) => panic.fmt(f),
            Self::Cancelled => f.write_str("task cancelled before it began"),
        }
    }
}

impl<F> fmt::Display for TrySubmitError<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "submitting to a pool whose queue is full",
            Self::ShutDown(_) => "submitting to a pool that was shut down",
        })
    }
}

impl<R> fmt::Display for JoinTimeoutError<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout(_) => f.write_str("timed out waiting for a task"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot start a thread for worker '{}'", self.worker)
    }
}

impl Error for TaskPanic {}
impl Error for TaskError {}
impl<F> Error for TrySubmitError<F> {}
impl<R> Error for JoinTimeoutError<R> {}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}
