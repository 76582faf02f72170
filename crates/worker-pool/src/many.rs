//! Submitting many tasks in one go.

use pattern_sync::sync::Arc;

use crate::closure::Closure;
use crate::handle::Handle;
use crate::pool::WorkerPool;
use crate::shared::Shared;
use crate::task::{Offer, Origin};

/// How many tasks are put into the queue at a time. The iterator does not run while its lock is held.
const CHUNK: usize = 64;

impl WorkerPool {
    /// Submits a task for each closure, and returns the ways to their results, in that order; as
    /// [`submit`](Self::submit), but cheaper: the queue's lock is taken once for dozens of tasks.
    ///
    /// The first tasks may have ended before the iterator has. See [`map`](Self::map) for tasks that
    /// borrow, and for their results.
    ///
    /// # Panics
    ///
    /// If the iterator does; of the last dozens of tasks that it gave, some may be dropped then.
    ///
    /// # Blocking
    ///
    /// As [`submit`](Self::submit): while the queue is full.
    ///
    /// # Examples
    ///
    /// ```
    /// let pool = worker_pool::WorkerPool::new(2);
    /// let squares = pool.submit_many((1..=3).map(|n| move || n * n));
    /// let squares: Vec<u32> = squares.into_iter().map(|square| square.join().unwrap()).collect();
    /// assert_eq!(squares, [1, 4, 9]);
    /// ```
    pub fn submit_many<I, F, R>(&self, tasks: I) -> Vec<Handle<R>>
    where
        I: IntoIterator<Item = F>,
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        let origin = self.shared.origin_of_caller();
        let tasks = tasks.into_iter();
        let mut handles = Vec::with_capacity(tasks.size_hint().0);
        let offers = tasks.map(|task| {
            let handle = Handle::waiting(&self.shared, task, origin);
            let offer = Offer::Task(handle.as_job());
            handles.push(handle);
            offer
        });
        // To its end also after a refusal: each task has a handle that says so.
        submit_all(&self.shared, origin, offers, |_accepted| true);
        handles
    }

    /// Submits a task for each closure, whose results nobody wants; as [`execute`](Self::execute),
    /// but cheaper: the queue's lock is taken once for dozens of tasks.
    ///
    /// Once the pool accepts no more, the iterator is dropped where it is.
    ///
    /// # Panics
    ///
    /// If the iterator does; of the last dozens of tasks that it gave, some may be dropped then.
    ///
    /// # Blocking
    ///
    /// As [`submit`](Self::submit): while the queue is full.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::sync::Arc;
    /// use pattern_sync::sync::atomic::{AtomicU64, Ordering};
    ///
    /// let pool = worker_pool::WorkerPool::new(2);
    /// let sum = Arc::new(AtomicU64::new(0));
    /// pool.execute_many((1..=1_000).map(|n| {
    ///     let sum = Arc::clone(&sum);
    ///     move || {
    ///         sum.fetch_add(n, Ordering::SeqCst);
    ///     }
    /// }));
    /// pool.join();
    /// assert_eq!(sum.load(Ordering::SeqCst), 500_500);
    /// ```
    pub fn execute_many<I, F>(&self, tasks: I)
    where
        I: IntoIterator<Item = F>,
        F: FnOnce() + Send + 'static,
    {
        let offers = tasks
            .into_iter()
            .map(|task| Offer::Closure(Closure::new(task)));
        let origin = self.shared.origin_of_caller();
        submit_all(&self.shared, origin, offers, |accepted| accepted);
    }
}

/// Submits what an iterator gives, as long as `go_on` says so when it learns whether the last ones
/// were accepted.
fn submit_all(
    shared: &Arc<Shared>,
    origin: Origin,
    mut offers: impl Iterator<Item = Offer>,
    go_on: impl Fn(bool) -> bool,
) {
    if origin == Origin::Deque {
        for offer in offers {
            let accepted = match shared.submit(offer, true, |offer, _origin| offer) {
                Ok(()) => true,
                Err((_refusal, offer)) => {
                    offer.refuse();
                    false
                }
            };
            if !go_on(accepted) {
                return;
            }
        }
        return;
    }
    let mut chunk = Vec::with_capacity(CHUNK);
    loop {
        chunk.extend(offers.by_ref().take(CHUNK));
        if chunk.is_empty() {
            return;
        }
        let accepted = shared.submit_batch(&mut chunk);
        chunk.drain(..).for_each(Offer::refuse);
        if !go_on(accepted) {
            return;
        }
    }
}
