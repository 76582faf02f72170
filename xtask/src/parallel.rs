//! Runs the same work on many things, several at a time, with the results in order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Applies `work` to each of `items` on up to `jobs` threads.
///
/// # Panics
///
/// When `work` does.
///
/// # Examples
///
/// ```
/// assert_eq!(xtask::parallel::map(3, &[1, 2, 3, 4], |n| n * n), [1, 4, 9, 16]);
/// ```
pub fn map<T: Sync, R: Send>(jobs: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_workers(jobs, items, |_, item| work(item))
}

/// Does as [`map`], and tells the work which of the threads does it, counted from 0.
///
/// # Panics
///
/// When `work` does.
pub fn map_workers<T: Sync, R: Send>(
    jobs: usize,
    items: &[T],
    work: impl Fn(usize, &T) -> R + Sync,
) -> Vec<R> {
    let (next, work) = (AtomicUsize::new(0), &work);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        for worker in 0..jobs.clamp(1, items.len().max(1)) {
            let (next, results) = (&next, &results);
            scope.spawn(move || {
                loop {
                    // Each worker takes the next item that nobody has taken.
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(at) else { break };
                    let result = work(worker, item);
                    results
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((at, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
