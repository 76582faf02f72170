//! The exercise's graded suite against the library, whose API is the same but for what a panic is
//! reported as: the message there, the message and more here.

extern crate worker_pool as library;
// To the suite, this file is the exercise's package.
extern crate self as worker_pool;

#[path = "../../../exercises/worker-pool/tests/graded.rs"]
mod graded_suite;

/// The exercise's pool, made of the library's.
pub struct WorkerPool(library::WorkerPool);

/// The exercise's handle.
pub struct Handle<R>(library::Handle<R>);

/// The exercise's error.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskError {
    /// With the panic's message.
    Panicked(String),
    /// As in the library.
    Cancelled,
}

impl WorkerPool {
    /// Starts a pool.
    pub fn new(workers: usize) -> Self {
        Self(library::WorkerPool::new(workers))
    }

    /// Submits a task whose result nobody wants.
    pub fn execute<F: FnOnce() + Send + 'static>(&self, task: F) {
        self.0.execute(task);
    }

    /// Submits a task.
    pub fn submit<F, R>(&self, task: F) -> Handle<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        Handle(self.0.submit(task))
    }

    /// Waits for all tasks.
    pub fn join(&self) {
        self.0.join();
    }

    /// Ends the pool when all tasks have ended.
    pub fn shutdown(&self) {
        self.0.shutdown();
    }

    /// Ends the pool when the running tasks have ended.
    pub fn shutdown_now(&self) -> usize {
        self.0.shutdown_now()
    }
}

impl<R: Send + 'static> Handle<R> {
    /// Waits for the task.
    pub fn join(self) -> Result<R, TaskError> {
        self.0.join().map_err(|error| match error {
            library::TaskError::Panicked(panic) => TaskError::Panicked(panic.message().to_owned()),
            library::TaskError::Cancelled => TaskError::Cancelled,
        })
    }

    /// Says whether the task has ended.
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}
