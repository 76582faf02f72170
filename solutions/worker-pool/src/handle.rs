//! Step 3: the way back. What a task returns, or how it fails, comes out of its handle.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::sync::{Arc, Condvar, Mutex};

/// Says why a task has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskError {
    /// It panicked, with this message.
    Panicked(String),
    /// It was dropped without having run, since the pool was shut down.
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
///
/// Dropping it changes nothing: the task runs all the same.
///
/// # Examples
///
/// ```
/// use worker_pool::WorkerPool;
///
/// let pool = WorkerPool::new(1);
/// let answer = pool.submit(|| 6 * 7);
/// assert_eq!(answer.join(), Ok(42));
/// ```
#[must_use = "without its handle, a task's result is lost: see `execute`"]
pub struct Handle<R> {
    /// Where the outcome will lie.
    slot: Arc<Slot<R>>,
}

/// The other end of a [`Handle`], which travels with the task: the promise of an outcome.
pub(crate) struct Promise<R> {
    /// Where the outcome is to be laid.
    slot: Arc<Slot<R>>,
    // <solution>
    /// What to say when the promise goes away; a task that never runs leaves it as it was at first.
    outcome: Result<R, TaskError>,
    // <stub>
    // </stub>
}

/// What the two ends share.
struct Slot<R> {
    /// How the task ended, from then on until the handle takes it.
    outcome: Mutex<Option<Result<R, TaskError>>>,
    // <solution>
    /// Where the owner of the handle sleeps until there is an outcome.
    finished: Condvar,
    // <stub>
    // // Step 3: where does the owner of the handle sleep until there is an outcome? Add it here.
    // </stub>
}

/// Makes the two ends.
pub(crate) fn pair<R>() -> (Handle<R>, Promise<R>) {
    // <solution>
    let slot = Arc::new(Slot {
        outcome: Mutex::new(None),
        finished: Condvar::new(),
    });
    let promise = Promise {
        slot: Arc::clone(&slot),
        outcome: Err(TaskError::Cancelled),
    };
    (Handle { slot }, promise)
    // <stub>
    // todo!("step 3: build a slot without an outcome, and its two ends")
    // </stub>
}

impl<R> Handle<R> {
    /// Waits for the task, and returns its result.
    ///
    /// # Errors
    ///
    /// If the task panicked, or if it was dropped without having run.
    ///
    /// # Blocking
    ///
    /// Waits until the task is done, has panicked or was dropped. Called from another task it keeps
    /// that task's worker waiting, and if all the workers wait like this, for ever.
    pub fn join(self) -> Result<R, TaskError> {
        // <solution>
        let mut outcome = self.slot.outcome.lock();
        // Until it is there; a condvar may wake without any notify.
        while outcome.is_none() {
            self.slot.finished.wait(&mut outcome);
        }
        outcome.take().expect("the loop ends when it is there")
        // <stub>
        // todo!("step 3: wait for the outcome and take it")
        // </stub>
    }

    /// Says whether [`join`](Self::join) would return at once.
    pub fn is_finished(&self) -> bool {
        // <solution>
        self.slot.outcome.lock().is_some()
        // <stub>
        // todo!("step 3: say whether the outcome is there")
        // </stub>
    }
}

impl<R> Promise<R> {
    /// Runs `task`, and lays its result, or the message of its panic, into the slot.
    pub(crate) fn run(self, task: impl FnOnce() -> R) {
        // <solution>
        let mut promise = self;
        let outcome = catch_unwind(AssertUnwindSafe(task));
        promise.outcome = outcome.map_err(|panic| TaskError::Panicked(message(&*panic)));
        // Here the promise goes out of scope, and lays its outcome into the slot.
        // <stub>
        // todo!("step 3: run the task, lay its outcome into the slot, wake whoever waits for it")
        // </stub>
    }
}
// <solution>

/// Lays the outcome into the slot, also when the task was dropped without having run: a handle
/// never waits for a promise that is gone.
impl<R> Drop for Promise<R> {
    fn drop(&mut self) {
        let outcome = mem::replace(&mut self.outcome, Err(TaskError::Cancelled));
        *self.slot.outcome.lock() = Some(outcome);
        // One is enough: a task has one handle, and its owner alone waits here.
        self.slot.finished.notify_one();
    }
}
// <stub>
//
// // Step 4: what if a promise is dropped without `run` having been called?
// </stub>

/// Returns what a panic said.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a text")
        .to_owned()
}
