//! How the panics of worker threads are reported: who, and with what message.

use std::any::Any;
use std::error::Error;
use std::fmt;

use pattern_sync::sync::Mutex;

/// One worker's panic: the name of its thread, the message, and what it panicked with.
///
/// # Examples
///
/// ```
/// use pattern_core::WorkerGroup;
///
/// let mut group = WorkerGroup::new();
/// group.spawn("counter", || panic!("lost count"));
/// let panics = group.join().unwrap_err();
/// let [panic] = panics.panics() else { unreachable!("there is one worker") };
/// assert_eq!(panic.worker(), "counter");
/// assert_eq!(panic.message(), "lost count");
/// assert_eq!(panic.to_string(), "worker 'counter' panicked: lost count");
/// ```
pub struct WorkerPanic {
    worker: String,
    message: String,
    /// In a mutex that nobody locks: a payload may not be shared between threads, an error must.
    payload: Mutex<Box<dyn Any + Send>>,
}

/// The panics of a group's workers, at least one, in the order in which they were spawned.
///
/// Returned by [`WorkerGroup::join`](crate::WorkerGroup::join).
///
/// # Examples
///
/// ```
/// use pattern_core::WorkerGroup;
///
/// let mut group = WorkerGroup::new();
/// group.spawn("a", || panic!("no paper"));
/// group.spawn("b", || ());
/// group.spawn("c", || panic!("no ink"));
/// assert_eq!(
///     group.join().unwrap_err().to_string(),
///     "worker 'a' panicked: no paper; worker 'c' panicked: no ink"
/// );
/// ```
#[derive(Debug)]
pub struct WorkerPanics {
    panics: Vec<WorkerPanic>,
}

impl WorkerPanic {
    pub(crate) fn new(worker: String, payload: Box<dyn Any + Send>) -> Self {
        Self {
            worker,
            message: panic_message(&*payload),
            payload: Mutex::new(payload),
        }
    }

    /// Returns the name that the worker was spawned with.
    pub fn worker(&self) -> &str {
        &self.worker
    }

    /// Returns the panic's message; see [`panic_message`].
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns what the worker panicked with, for [`std::panic::resume_unwind`].
    pub fn into_payload(self) -> Box<dyn Any + Send> {
        self.payload.into_inner()
    }
}

impl WorkerPanics {
    /// Makes an error of the panics, if there are any.
    pub(crate) fn new(panics: Vec<WorkerPanic>) -> Result<(), Self> {
        if panics.is_empty() {
            Ok(())
        } else {
            Err(Self { panics })
        }
    }

    /// Returns the panics, in the order in which the workers were spawned.
    pub fn panics(&self) -> &[WorkerPanic] {
        &self.panics
    }

    /// Returns the panics by value, likewise.
    pub fn into_panics(self) -> Vec<WorkerPanic> {
        self.panics
    }
}

/// Returns the message of a panic from what it was caught with.
///
/// # Examples
///
/// ```
/// use pattern_core::panic_message;
/// use pattern_sync::thread;
///
/// let payload = thread::spawn(|| panic!("{} of 3", 2)).join().unwrap_err();
/// assert_eq!(panic_message(&*payload), "2 of 3");
///
/// let payload = thread::spawn(|| std::panic::panic_any(7)).join().unwrap_err();
/// assert_eq!(panic_message(&*payload), "a panic without a message");
/// ```
pub fn panic_message(payload: &(dyn Any + Send)) -> String {
    let literal = payload.downcast_ref::<&'static str>().copied();
    let formatted = || payload.downcast_ref::<String>().map(String::as_str);
    literal
        .or_else(formatted)
        .unwrap_or("a panic without a message")
        .to_owned()
}

impl fmt::Debug for WorkerPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerPanic")
            .field("worker", &self.worker)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for WorkerPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "worker '{}' panicked: {}", self.worker, self.message)
    }
}

impl fmt::Display for WorkerPanics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, panic) in self.panics.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{panic}")?;
        }
        Ok(())
    }
}

impl Error for WorkerPanic {}
impl Error for WorkerPanics {}
