//! Unusual: the partitions are tables behind locks, into which a map task merges what it has counted;
//! the reduce tasks only sort what has come together in them.

use pattern_sync::sync::{Arc, Mutex};
use worker_pool::{TaskError, WorkerPool};

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
    let tables: Arc<Vec<Mutex<Files>>> =
        Arc::new((0..partitions).map(|_| Mutex::default()).collect());
    let mut mapping = Vec::new();
    for document in documents {
        let tables = Arc::clone(&tables);
        mapping.push(pool.submit(move || map(document, &tables)));
    }
    let mut first_error = None;
    for task in mapping {
        first_error = first_error.or(task.join().err());
    }
    if let Some(error) = first_error {
        return Err(lost(&error));
    }
    let sorting: Vec<_> = (0..partitions)
        .map(|partition| {
            let tables = Arc::clone(&tables);
            pool.submit(move || {
                let mut files = std::mem::take(&mut *tables[partition].lock());
                files.values_mut().for_each(|found| found.sort_unstable());
                files
            })
        })
        .collect();
    let mut files = Files::new();
    for task in sorting {
        files.append(&mut task.join().map_err(|error| lost(&error))?);
    }
    Ok(files)
}

/// Counts the words of one document, then brings the counts to their partitions.
fn map(document: Words, tables: &[Mutex<Files>]) {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for word in document.words {
        *counts.entry(word).or_default() += 1;
    }
    for (word, count) in counts {
        let mut table = tables[partition_of(&word, tables.len())].lock();
        let found = table.entry(word).or_default();
        found.push((document.name.clone(), count));
    }
}

fn lost(error: &TaskError) -> IndexError {
    IndexError::Panicked(error.to_string())
}
