//! The face of `threadpool` over a `WorkerPool`, and its tests.

use pattern_sync::sync::Arc;

use crate::pool::Pool;

#[derive(Clone)]
pub(crate) struct ThreadPool(Pool);

/// What the clones of a pool share.
pub(crate) type ThreadPoolSharedData = worker_pool::WorkerPool;

impl ThreadPool {
    pub(crate) fn new(threads: usize) -> Self {
        Self(Pool::new(threads))
    }

    pub(crate) fn with_name(_name: String, threads: usize) -> Self {
        Self::new(threads)
    }

    pub(crate) fn execute(&self, task: impl FnOnce() + Send + 'static) {
        self.0.get().execute(task);
    }

    pub(crate) fn join(&self) {
        self.0.get().join();
    }

    pub(crate) fn max_count(&self) -> usize {
        self.0.get().workers()
    }

    pub(crate) fn active_count(&self) -> usize {
        self.0.tally.running()
    }

    pub(crate) fn panic_count(&self) -> usize {
        self.0.tally.panicked()
    }
}

impl PartialEq for ThreadPool {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(self.0.get(), other.0.get())
    }
}

impl std::fmt::Debug for ThreadPool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.get().fmt(f)
    }
}

#[derive(Clone, Default)]
pub(crate) struct Builder {
    threads: usize,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn num_threads(self, threads: usize) -> Self {
        Self { threads }
    }

    pub(crate) fn thread_name(self, _name: String) -> Self {
        self
    }

    pub(crate) fn build(self) -> ThreadPool {
        ThreadPool::new(self.threads)
    }
}

include!(concat!(env!("OUT_DIR"), "/threadpool.rs"));
