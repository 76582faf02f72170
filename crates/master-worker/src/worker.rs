//! What a worker is to the master: something that takes a task and brings a result, or does not.

use pattern_sync::sync::Arc;

/// Carries out tasks, one after the other: a closure, a process, a machine behind a network.
///
/// The master gives each worker a thread of its own, which calls [`start`](Self::start) once, and
/// then [`perform`](Self::perform) with one task after the other. A worker that has died is
/// started again. One method is all that most workers have:
///
/// ```
/// use master_worker::{MasterBuilder, Worker, WorkerError};
///
/// struct Doubler;
///
/// impl Worker<u32, u32> for Doubler {
///     fn perform(&mut self, task: &u32) -> Result<u32, WorkerError> {
///         task.checked_mul(2).ok_or_else(|| WorkerError::Failed("too large".to_owned()))
///     }
/// }
///
/// let master = MasterBuilder::new().worker(Doubler).build();
/// master.submit(21)?;
/// assert_eq!(master.collect(), [Ok(42)]);
/// # Ok::<(), master_worker::SubmitError<u32>>(())
/// ```
///
/// # What an engine behind it must do
///
/// Whoever carries tasks elsewhere implements `perform` as "send the task, wait for the reply", and
/// says [`WorkerError::Died`] when it has reason to believe that no reply will come: a closed
/// connection, a heartbeat that has failed. It may be wrong about that. Then the task is done
/// twice, and one of its results is dropped; what must not happen is that `perform` waits for ever
/// for a dead worker, unless tasks have a deadline and there is a [`stopper`](Self::stopper).
pub trait Worker<T, R>: Send {
    /// Brings the worker up, before its first task and again after each death.
    ///
    /// # Errors
    ///
    /// If it cannot be brought up; the master tries again a few times
    /// ([`max_false_starts`](crate::scheduler::Policy::max_false_starts)), then does without it.
    fn start(&mut self) -> Result<(), String> {
        Ok(())
    }

    /// Carries out one task.
    ///
    /// # Errors
    ///
    /// Says whether it was the task that failed or the worker that died. A panic is the task's
    /// failure.
    fn perform(&mut self, task: &T) -> Result<R, WorkerError>;

    /// Returns what kills the worker from outside; `None` if it cannot be killed, as a thread.
    ///
    /// Asked for once, before the first start.
    fn stopper(&self) -> Option<Arc<dyn Stopper>> {
        None
    }
}

/// Kills a worker while another thread is in one of its methods.
pub trait Stopper: Send + Sync {
    /// Kills what was started last, so that the [`start`](Worker::start) or
    /// [`perform`](Worker::perform) under way soon returns. Called with the master's lock held: it
    /// must not wait, nor call the master.
    fn stop(&self);

    /// Likewise, and for good: what is started later must not outlive its start.
    fn stop_for_good(&self);
}

/// Why [`Worker::perform`] brings no result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WorkerError {
    /// The task failed, and the worker is well. Counts as an attempt.
    Failed(String),
    /// Likewise, by a panic with this message, which the worker has survived.
    Panicked(String),
    /// The task failed so often, elsewhere, that it is not to be handed out again.
    Poison(String),
    /// The worker died, perhaps with the task half done. Counts as an attempt: a task that kills
    /// its workers must end some time.
    Died(String),
    /// The worker was dead before it could begin with the task, which costs the task no attempt.
    NotBegun(String),
}

/// A worker that calls a closure, on its thread.
pub(crate) struct Calling<F>(pub(crate) F);

impl<T, R, F: Fn(&T) -> R + Send> Worker<T, R> for Calling<F> {
    fn perform(&mut self, task: &T) -> Result<R, WorkerError> {
        Ok((self.0)(task))
    }
}

/// A worker that calls a closure that may fail.
pub(crate) struct Trying<F>(pub(crate) F);

impl<T, R, E, F> Worker<T, R> for Trying<F>
where
    E: std::fmt::Display,
    F: Fn(&T) -> Result<R, E> + Send,
{
    fn perform(&mut self, task: &T) -> Result<R, WorkerError> {
        (self.0)(task).map_err(|error| WorkerError::Failed(error.to_string()))
    }
}

impl<T, R> Worker<T, R> for Box<dyn Worker<T, R>> {
    fn start(&mut self) -> Result<(), String> {
        (**self).start()
    }

    fn perform(&mut self, task: &T) -> Result<R, WorkerError> {
        (**self).perform(task)
    }

    fn stopper(&self) -> Option<Arc<dyn Stopper>> {
        (**self).stopper()
    }
}
