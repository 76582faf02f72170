//! One task and its result: who may begin it, what came of it, and who is told.

use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::sync::{Arc, Condvar, Mutex, MutexGuard};
use pattern_sync::time::Instant;
use pattern_sync::trace;

use crate::closure::Closure;
use crate::error::{TaskError, TaskPanic};
use crate::labels::RESULT;

/// What the queues hold.
///
/// A task with a handle may be begun by whoever takes it out of its queue, by a worker that waits for
/// it, or not at all if it is cancelled. So it is only *offered*, and an offer may come too late.
#[derive(Debug)]
pub(crate) enum Offer {
    /// A task without a handle: whoever has it, runs it.
    Closure(Closure),
    /// A task with a handle.
    Task(Arc<dyn Job>),
}

/// A task with a handle as the queues see it, whatever its result is.
pub(crate) trait Job: Send + Sync {
    /// Claims the task: exactly one caller gets `true`, and must [`execute`](Self::execute) or
    /// [`discard`](Self::discard) it.
    fn begin(&self) -> bool;

    /// Returns whether nobody has begun the task.
    fn is_waiting(&self) -> bool;

    /// Returns which queue the task was put into.
    fn origin(&self) -> Origin;

    /// Runs the task and publishes its result; returns how it ended. Never panics.
    ///
    /// If somebody may wait for the result, `awaited` is called just before that can be had; after
    /// it comes no code but this crate's.
    fn execute(&self, awaited: &dyn Fn()) -> Ending;

    /// Drops the task, which then counts as cancelled. Never panics.
    fn discard(&self);
}

impl Offer {
    /// Claims what is offered, as [`Job::begin`].
    #[inline]
    pub(crate) fn begin(&self) -> bool {
        match self {
            Self::Closure(_) => true,
            Self::Task(job) => job.begin(),
        }
    }

    /// Returns whether nobody has begun it.
    pub(crate) fn is_waiting(&self) -> bool {
        match self {
            Self::Closure(_) => true,
            Self::Task(job) => job.is_waiting(),
        }
    }

    /// Drops it, since no pool has accepted it: a handle, if there is one, says that it was cancelled.
    pub(crate) fn refuse(self) {
        if self.begin() {
            self.discard();
        }
    }

    /// Drops it, as [`Job::discard`].
    pub(crate) fn discard(self) {
        match self {
            Self::Closure(closure) => drop_quietly(closure),
            Self::Task(job) => job.discard(),
        }
    }
}

/// Runs a task without a handle; returns how it ended. Never panics.
#[inline]
pub(crate) fn call(closure: Closure) -> Ending {
    // Unwind safe: no lock is held, and what the task leaves half-done is its own.
    match catch_unwind(AssertUnwindSafe(|| closure.call())) {
        Ok(()) => Ending::Returned,
        Err(payload) => {
            drop_quietly(payload);
            Ending::Panicked
        }
    }
}

impl fmt::Debug for dyn Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Job(..)")
    }
}

/// Where a task waits to be begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// In the queue that all threads submit to.
    Injector,
    /// In the deque of the worker that submitted it.
    Deque,
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Returned,
    Panicked,
}

/// A task as its handle sees it, whatever it does for its result.
pub(crate) trait Promise<R>: Job {
    /// Returns whether the task has ended, or will never be run.
    fn is_finished(&self) -> bool;

    /// Waits for the end of the task, until `deadline` if there is one; returns whether it has
    /// come.
    fn wait(&self, deadline: Option<Instant>) -> bool;

    /// Takes the result; the caller has seen that there is one.
    fn take(&self) -> Result<R, TaskError>;

    /// Says that nobody will ask for the result, and gives it back if it is there already.
    fn detach(&self) -> Option<Result<R, TaskError>>;
}

/// A task, shared by a queue, the worker that runs it, and its handle.
pub(crate) struct Task<F, R> {
    state: Mutex<State<F, R>>,
    /// The holder of the handle waits here; there is at most one.
    finished: Condvar,
    /// Set when the task has ended, after the result was stored: for those who only look.
    over: AtomicBool,
    origin: Origin,
}

/// What the mutex guards.
struct State<F, R> {
    stage: Stage<F, R>,
    /// Whether the handle was dropped: nobody will ask for the result.
    detached: bool,
}

/// The life of a task, in this order. From `Waiting` it may go to `Finished` by way of `Begun` only.
enum Stage<F, R> {
    /// Nobody has begun it.
    Waiting(F),
    /// Somebody has claimed it, and is about to run it or to drop it.
    Begun(F),
    /// It runs, or what it owned is being dropped.
    Running,
    /// It has ended, and the result has not been fetched.
    Finished(Result<R, TaskError>),
    /// The result has been fetched, or nobody wanted it.
    Taken,
}

impl<F: FnOnce() -> R, R> Task<F, R> {
    /// Makes a task that waits to be begun.
    pub(crate) fn new(work: F, origin: Origin) -> Self {
        let stage = Stage::Waiting(work);
        let detached = false;
        Self {
            state: Mutex::new(State { stage, detached }),
            finished: Condvar::new(),
            over: AtomicBool::new(false),
            origin,
        }
    }

    /// Takes out what is to be done by whoever has begun the task.
    fn take_work(&self) -> F {
        let stage = mem::replace(&mut self.state.lock().stage, Stage::Running);
        match stage {
            Stage::Begun(work) => work,
            _ => unreachable!("only whoever has begun a task runs it or drops it, once"),
        }
    }

    /// Stores the result, and then wakes whoever waits for it. If somebody may, `awaited` is called
    /// before, and none of the user's code afterwards.
    fn finish(&self, result: Result<R, TaskError>, awaited: impl FnOnce()) {
        let unwanted = {
            let mut state = self.state.lock();
            if state.detached {
                state.stage = Stage::Taken;
                Some(result)
            } else {
                awaited();
                state.stage = Stage::Finished(result);
                None
            }
        };
        // Release: whoever sees it finds the result.
        self.over.store(true, Ordering::Release);
        self.finished.notify_one(); // one, since only the holder of the handle waits
        if let Some(unwanted) = unwanted {
            drop_quietly(unwanted);
        }
    }
}

impl<F, R> State<F, R> {
    fn is_finished(&self) -> bool {
        matches!(self.stage, Stage::Finished(_) | Stage::Taken)
    }
}

impl<F: FnOnce() -> R + Send, R: Send> Promise<R> for Task<F, R> {
    fn is_finished(&self) -> bool {
        // Acquire: partner of the release in `finish`.
        self.over.load(Ordering::Acquire)
    }

    fn wait(&self, deadline: Option<Instant>) -> bool {
        let mut state = self.state.lock();
        let mut passed = false;
        // Awaited: the result.
        while !state.is_finished() {
            if passed {
                return false;
            }
            passed = wait_until(RESULT, &self.finished, &mut state, deadline);
        }
        true
    }

    fn take(&self) -> Result<R, TaskError> {
        let stage = mem::replace(&mut self.state.lock().stage, Stage::Taken);
        match stage {
            Stage::Finished(result) => result,
            _ => unreachable!("a result is taken once, by the handle, when the task has ended"),
        }
    }

    fn detach(&self) -> Option<Result<R, TaskError>> {
        let mut state = self.state.lock();
        state.detached = true;
        if !matches!(state.stage, Stage::Finished(_)) {
            return None;
        }
        match mem::replace(&mut state.stage, Stage::Taken) {
            Stage::Finished(result) => Some(result),
            _ => unreachable!("just looked, under the same lock"),
        }
    }
}

impl<F: FnOnce() -> R + Send, R: Send> Job for Task<F, R> {
    fn begin(&self) -> bool {
        let mut state = self.state.lock();
        match mem::replace(&mut state.stage, Stage::Running) {
            Stage::Waiting(work) => {
                state.stage = Stage::Begun(work);
                true
            }
            other => {
                state.stage = other;
                false
            }
        }
    }

    fn is_waiting(&self) -> bool {
        matches!(self.state.lock().stage, Stage::Waiting(_))
    }

    fn origin(&self) -> Origin {
        self.origin
    }

    fn execute(&self, awaited: &dyn Fn()) -> Ending {
        // Unwind safe: no lock is held, and what the task leaves half-done is its own.
        let outcome = catch_unwind(AssertUnwindSafe(self.take_work()));
        let ending = match outcome {
            Ok(_) => Ending::Returned,
            Err(_) => Ending::Panicked,
        };
        let result = outcome.map_err(|payload| TaskError::Panicked(TaskPanic::caught(payload)));
        self.finish(result, awaited);
        ending
    }

    fn discard(&self) {
        drop_quietly(self.take_work());
        self.finish(Err(TaskError::Cancelled), || ());
    }
}

/// Drops a value of the user's, whose destructor may panic: that must not end a worker.
fn drop_quietly<T>(value: T) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        // The panic hook has told of it. The payload's own destructor might panic once more.
        mem::forget(payload);
    }
}

/// Waits on `condvar`, until `deadline` if there is one; returns whether it has passed. A recording
/// says that it was for `what`.
pub(crate) fn wait_until<T>(
    what: &str,
    condvar: &Condvar,
    guard: &mut MutexGuard<'_, T>,
    deadline: Option<Instant>,
) -> bool {
    trace::wait(what, || match deadline {
        Some(instant) => condvar.wait_until(guard, instant).timed_out(),
        None => {
            condvar.wait(guard);
            false
        }
    })
}
