//! The hook through which a pool tells what goes on in it, and [`Stats`], which keeps count.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::sync::Arc;
use pattern_sync::time::{Duration, Instant};

/// Is told what goes on in a pool: for metrics, logs and tests. See [`Stats`](crate::Stats) for a
/// ready-made one.
///
/// Every method has an empty body to begin with. They are called on the thread that does what they
/// tell of, while it holds no lock of the pool; a slow observer slows the pool. Workers are numbered
/// from 0. A panic of an observer is reported as any panic is, on the standard error, and otherwise
/// ignored.
///
/// A pool without an observer pays one look at an `Option` in each of these places, and measures no
/// time.
///
/// # Examples
///
/// ```
/// use pattern_sync::sync::Arc;
/// use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
/// use pattern_sync::time::Duration;
/// use worker_pool::{Observer, WorkerPool};
///
/// #[derive(Default)]
/// struct Alarm(AtomicUsize);
///
/// impl Observer for Alarm {
///     fn finished(&self, _worker: usize, _busy: Duration, panicked: bool) {
///         self.0.fetch_add(usize::from(panicked), Ordering::SeqCst);
///     }
/// }
///
/// let alarm = Arc::new(Alarm::default());
/// let pool = WorkerPool::builder().workers(2).observer(Arc::clone(&alarm)).build().unwrap();
/// pool.execute(|| ());
/// pool.execute(|| panic!("a panic that nobody joins"));
/// pool.shutdown();
/// assert_eq!(alarm.0.load(Ordering::SeqCst), 1);
/// ```
pub trait Observer: Send + Sync + 'static {
    /// A task was accepted into a queue, in which `depth` tasks wait now. (In a worker's own deque,
    /// tasks that were begun elsewhere or cancelled may be among them.)
    fn submitted(&self, depth: usize) {
        let _ = depth;
    }

    /// A worker begins a task.
    fn started(&self, worker: usize) {
        let _ = worker;
    }

    /// A worker has finished a task, which took `busy` of its time: without what it waited for other
    /// tasks, and without the tasks that it ran meanwhile.
    fn finished(&self, worker: usize, busy: Duration, panicked: bool) {
        let _ = (worker, busy, panicked);
    }

    /// A task was dropped before it began: cancelled, or left over when the pool was shut down.
    fn cancelled(&self) {}

    /// A worker has had nothing to do for a while: no task to begin, or, in the midst of a task,
    /// nothing to do but wait for another.
    fn idle(&self, worker: usize, idle: Duration) {
        let _ = (worker, idle);
    }

    /// A worker has taken a task out of the deque of another.
    fn stole(&self, thief: usize, victim: usize) {
        let _ = (thief, victim);
    }
}

/// The observer of a pool, if it has one.
pub(crate) struct Watcher {
    observer: Option<Arc<dyn Observer>>,
}

impl Watcher {
    pub(crate) fn new(observer: Option<Arc<dyn Observer>>) -> Self {
        Self { observer }
    }

    /// Calls the observer, if there is one.
    pub(crate) fn tell(&self, what: impl FnOnce(&dyn Observer)) {
        if let Some(observer) = &self.observer {
            // An observer that panics must not end a worker, nor leave a task uncounted.
            let told = catch_unwind(AssertUnwindSafe(|| what(&**observer)));
            if let Err(payload) = told {
                std::mem::forget(payload); // its destructor might panic once more
            }
        }
    }

    /// Returns whether there is an observer.
    pub(crate) fn is_somebody(&self) -> bool {
        self.observer.is_some()
    }

    /// Reads the clock, if there is anybody who wants to know.
    pub(crate) fn clock(&self) -> Option<Instant> {
        self.observer.as_ref().map(|_| Instant::now())
    }
}
