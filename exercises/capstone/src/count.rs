//! Step 3: map-reduce. The tasks of both phases run on a worker pool.

use pattern_sync::collections::HashMap;
use worker_pool::{Handle, WorkerPool};

use crate::{Files, IndexError, Words, partition_of};

/// Counts how often each word occurs in each document.
///
/// *Map*: a task per document, submitted as soon as the document is there, counts its words into a
/// table of its own, and divides that by [`partition_of`] each word. *Reduce*, when the last map task
/// has ended: a task per partition brings together what the documents have for it, each word's
/// files sorted by name. The result is the same whichever worker does what, and when.
///
/// The pool is the caller's, who may use it for something else, and again: it is not shut down here.
/// While its queue is full no document is taken.
///
/// # Errors
///
/// [`IndexError::Panicked`] if a task panics, or is refused because the pool is shut down.
///
/// # Blocking
///
/// Until all tasks have ended.
///
/// # Examples
///
/// ```
/// use capstone::{Words, count};
/// use worker_pool::WorkerPool;
///
/// let words = |name: &str, text: &str| Words {
///     name: name.to_owned(),
///     words: text.split(' ').map(str::to_owned).collect(),
/// };
/// let pool = WorkerPool::new(2);
/// let mut documents = [words("b", "to be"), words("a", "to and to")].into_iter();
/// let files = count(&pool, &mut documents, 3)?;
/// assert_eq!(files["to"], [("a".to_owned(), 2), ("b".to_owned(), 1)]);
/// # Ok::<(), capstone::IndexError>(())
/// ```
pub fn count(
    pool: &WorkerPool,
    documents: &mut dyn Iterator<Item = Words>,
    partitions: usize,
) -> Result<Files, IndexError> {
    todo!("step 3: a map task per document; then, and not before, a reduce task per partition")
}
