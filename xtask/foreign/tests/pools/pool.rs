//! What both shims are made of: a pool whose clones share it, and which counts as the peers do.

use pattern_sync::sync::Arc;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread;
use pattern_sync::time::Duration;
use worker_pool::{Observer, WorkerPool};

/// A pool that does not wait for its tasks when it is dropped.
pub(crate) struct Pool {
    /// `None` once it was dropped.
    pool: Option<Arc<WorkerPool>>,
    pub(crate) tally: Arc<Tally>,
}

/// Counts tasks.
#[derive(Default)]
pub(crate) struct Tally {
    running: AtomicUsize,
    panicked: AtomicUsize,
}

impl Tally {
    /// Returns how many tasks run.
    pub(crate) fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }

    /// Returns how many tasks have panicked.
    pub(crate) fn panicked(&self) -> usize {
        self.panicked.load(Ordering::SeqCst)
    }
}

impl Observer for Tally {
    fn started(&self, _worker: usize) {
        self.running.fetch_add(1, Ordering::SeqCst);
    }

    fn finished(&self, _worker: usize, _busy: Duration, panicked: bool) {
        self.running.fetch_sub(1, Ordering::SeqCst);
        self.panicked
            .fetch_add(usize::from(panicked), Ordering::SeqCst);
    }
}

impl Pool {
    pub(crate) fn new(workers: usize) -> Self {
        let tally = Arc::new(Tally::default());
        let builder = WorkerPool::builder().workers(workers);
        let pool = builder.observer(Arc::clone(&tally)).build();
        Self {
            pool: Some(Arc::new(pool.expect("as many threads as a test wants"))),
            tally,
        }
    }

    /// Gives the pool itself.
    pub(crate) fn get(&self) -> &Arc<WorkerPool> {
        self.pool.as_ref().expect("it is not being dropped")
    }
}

impl Clone for Pool {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            tally: Arc::clone(&self.tally),
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // Dropping the last one waits for the tasks, which the peers do not: so another thread does it.
        // (Some of their tasks never end.)
        let pool = self.pool.take();
        thread::spawn(move || drop(pool));
    }
}
