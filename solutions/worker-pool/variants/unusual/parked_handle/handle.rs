//! Unusual: the owner of a handle parks, and the promise unparks it; no condition variable.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread::{self, Thread};

/// Says why a task has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskError {
    /// It panicked, with this message.
    Panicked(String),
    /// It was dropped without having run.
    Cancelled,
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(message) => write!(f, "the task panicked: {message}"),
            Self::Cancelled => f.write_str("the task was cancelled before it ran"),
        }
    }
}

impl Error for TaskError {}

/// The right to wait for one task, and to take its result.
pub struct Handle<R>(Arc<Mutex<Slot<R>>>);

/// The other end, which travels with the task. Empty once it is kept.
pub(crate) struct Promise<R>(Option<Arc<Mutex<Slot<R>>>>);

/// How far the two ends have come.
enum Slot<R> {
    /// Nobody was here yet.
    Empty,
    /// The owner of the handle came first, and is parked.
    Awaited(Thread),
    /// The outcome is here.
    Finished(Result<R, TaskError>),
    /// It was taken.
    Taken,
}

/// Makes the two ends.
pub(crate) fn pair<R>() -> (Handle<R>, Promise<R>) {
    let slot = Arc::new(Mutex::new(Slot::Empty));
    (Handle(Arc::clone(&slot)), Promise(Some(slot)))
}

impl<R> Handle<R> {
    /// Waits for the task, and returns its result.
    pub fn join(self) -> Result<R, TaskError> {
        loop {
            let mut slot = self.0.lock();
            match mem::replace(&mut *slot, Slot::Taken) {
                Slot::Finished(outcome) => return outcome,
                _ => *slot = Slot::Awaited(thread::current()),
            }
            drop(slot);
            // An unpark that comes before the park is remembered.
            thread::park();
        }
    }

    /// Says whether `join` would return at once.
    pub fn is_finished(&self) -> bool {
        matches!(*self.0.lock(), Slot::Finished(_))
    }
}

impl<R> Promise<R> {
    /// Runs `task`, and keeps the promise.
    pub(crate) fn run(mut self, task: impl FnOnce() -> R) {
        let outcome = match catch_unwind(AssertUnwindSafe(task)) {
            Ok(result) => Ok(result),
            Err(panic) => Err(TaskError::Panicked(message(&*panic))),
        };
        self.keep(outcome);
    }

    fn keep(&mut self, outcome: Result<R, TaskError>) {
        let Some(slot) = self.0.take() else { return };
        let before = mem::replace(&mut *slot.lock(), Slot::Finished(outcome));
        if let Slot::Awaited(owner) = before {
            owner.unpark();
        }
    }
}

impl<R> Drop for Promise<R> {
    fn drop(&mut self) {
        self.keep(Err(TaskError::Cancelled));
    }
}

/// Returns what a panic said.
fn message(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "a panic without a text".to_owned(),
    }
}
