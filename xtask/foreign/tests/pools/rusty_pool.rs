//! The face of `rusty_pool` over a `WorkerPool`, and its tests.
//!
//! Theirs starts some threads at once and more as they are needed, up to a limit. Ours starts as
//! many as the limit.

use pattern_sync::sync::Arc;
use pattern_sync::thread;
use pattern_sync::time::Duration;
use worker_pool::Handle;

use crate::pool::Pool;

#[derive(Clone)]
pub(crate) struct ThreadPool(Pool);

impl ThreadPool {
    pub(crate) fn new(_core: usize, limit: usize, _keep_alive: Duration) -> Self {
        Self(Pool::new(limit))
    }

    pub(crate) fn execute(&self, task: impl FnOnce() + Send + 'static) {
        self.0.get().execute(task);
    }

    pub(crate) fn evaluate<R: Send + 'static>(
        &self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> JoinHandle<R> {
        JoinHandle(self.0.get().submit(task))
    }

    pub(crate) fn join(&self) {
        self.0.get().join();
    }

    pub(crate) fn join_timeout(&self, time: Duration) {
        // Theirs does not say whether it timed out.
        let _ = self.0.get().join_timeout(time);
    }

    /// Drops what has not begun.
    pub(crate) fn shutdown(self) {
        self.0.get().shutdown_now();
    }

    /// Runs what was accepted.
    pub(crate) fn shutdown_join(self) {
        self.0.get().shutdown();
    }

    /// Runs what was accepted, and waits for it no longer than `time`.
    pub(crate) fn shutdown_join_timeout(self, time: Duration) {
        let pool = Arc::clone(self.0.get());
        thread::spawn(move || pool.shutdown());
        self.join_timeout(time);
    }

    pub(crate) fn get_current_worker_count(&self) -> usize {
        self.0.get().workers()
    }

    pub(crate) fn get_idle_worker_count(&self) -> usize {
        self.0.get().workers() - self.0.tally.running()
    }
}

impl Default for ThreadPool {
    fn default() -> Self {
        Builder::new().build()
    }
}

pub(crate) struct JoinHandle<R>(Handle<R>);

impl<R: Send + 'static> JoinHandle<R> {
    pub(crate) fn await_complete(self) -> R {
        self.0.join().expect("a result")
    }
}

pub(crate) struct Builder {
    limit: usize,
}

impl Builder {
    pub(crate) fn new() -> Self {
        let cores = thread::available_parallelism();
        Self {
            limit: 2 * cores.map_or(1, Into::into),
        }
    }

    pub(crate) fn core_size(self, _threads: usize) -> Self {
        self
    }

    pub(crate) fn max_size(self, limit: usize) -> Self {
        Self { limit }
    }

    pub(crate) fn build(self) -> ThreadPool {
        ThreadPool(Pool::new(self.limit))
    }
}

include!(concat!(env!("OUT_DIR"), "/rusty_pool.rs"));
