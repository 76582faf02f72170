//! What the scheduler is told, and what it answers.

use std::fmt;

use pattern_sync::time::Duration;

use crate::error::{Failure, TaskFailed};

/// Names a task. Tasks are numbered from 0, in the order in which they are submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub usize);

/// Names a worker. Workers are numbered from 0, in the order in which they join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId(pub usize);

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task {}", self.0)
    }
}

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "worker {}", self.0)
    }
}

/// Something that has happened.
///
/// Events about a worker that is unknown, or that has nothing to do with what is said of it, are
/// ignored: a report may come twice, or after its worker was believed dead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A task has come in. Its id is new, and larger than those before.
    Submitted {
        /// The task.
        task: TaskId,
        /// How long an attempt at it may take.
        deadline: Option<Duration>,
    },
    /// A worker has joined; it is told to start.
    Joined {
        /// The worker. Its id is new.
        worker: WorkerId,
        /// Whether it can be stopped in the middle of a task, as a process can and a thread cannot.
        stoppable: bool,
    },
    /// A worker that was told to start is ready for a task.
    Ready {
        /// The worker.
        worker: WorkerId,
    },
    /// A worker has brought the result of the task in its hands.
    Succeeded {
        /// The worker.
        worker: WorkerId,
    },
    /// A worker has failed at the task in its hands, and is well.
    Failed {
        /// The worker.
        worker: WorkerId,
        /// What went wrong.
        failure: Failure,
    },
    /// A worker has died: while it started, or with a task in its hands.
    Died {
        /// The worker.
        worker: WorkerId,
        /// Whether it may have begun with the task. If not, this was no attempt at it.
        begun: bool,
        /// What is known about its death.
        why: String,
    },
    /// A worker has gone, and will not come back.
    Left {
        /// The worker.
        worker: WorkerId,
        /// What is known about it.
        why: String,
    },
    /// A worker shall go when it has done what is in its hands.
    Retired {
        /// The worker.
        worker: WorkerId,
    },
    /// No more tasks will come: the workers go when all are done.
    ShutDown,
    /// Likewise, and the tasks that are waiting are not to be done.
    ShutDownNow,
    /// Time has passed: the moment that [`next_timer`](super::Scheduler::next_timer) gave is here.
    Tick,
}

/// Something that is to be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Start the worker, for the first time or again, then say [`Event::Ready`] or
    /// [`Event::Died`].
    Start {
        /// The worker.
        worker: WorkerId,
    },
    /// Give the task to the worker.
    Dispatch {
        /// The worker, which has nothing else to do.
        worker: WorkerId,
        /// The task.
        task: TaskId,
        /// How many times the task has been handed out, this time included.
        attempt: usize,
        /// Whether another worker has the task in its hands as well.
        copy: bool,
    },
    /// Kill the worker: nobody waits any more for what it does. It is told to start again when it
    /// has been reported dead. Comes only for a worker that can be stopped.
    Stop {
        /// The worker.
        worker: WorkerId,
    },
    /// Send the worker home. It has nothing in its hands, and nothing that it says counts any more.
    Release {
        /// The worker.
        worker: WorkerId,
    },
    /// Hand on the result that the worker has just brought: it is the task's.
    Deliver {
        /// The worker.
        worker: WorkerId,
        /// The task, which is done.
        task: TaskId,
    },
    /// Drop the result that the worker has just brought: the task has an outcome already.
    Discard {
        /// The worker.
        worker: WorkerId,
        /// The task.
        task: TaskId,
    },
    /// Report that the task will not be done.
    GiveUp {
        /// The task, which is over.
        task: TaskId,
        /// Why.
        failed: TaskFailed,
    },
}
