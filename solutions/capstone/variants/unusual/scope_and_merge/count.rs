//! Unusual: scopes instead of handles, sorted runs instead of tables, and a merge of two at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::sync::Mutex;
use worker_pool::WorkerPool;

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
    let runs: &Vec<Mutex<Vec<Files>>> = &(0..partitions).map(|_| Mutex::new(Vec::new())).collect();
    let failed = || IndexError::Panicked("a task did not come to its end".to_owned());
    let mapped = pool.scope(|s| {
        let tasks: Vec<_> = documents
            .map(|document| s.submit(move || lay_out(document, runs)))
            .collect();
        let ends = tasks.into_iter().map(|task| task.join());
        // All are joined, also behind one that failed.
        ends.filter(Result::is_err).count() == 0
    });
    if !mapped {
        return Err(failed());
    }
    let reduce = |runs: &Mutex<Vec<Files>>| {
        let mut runs = std::mem::take(&mut *runs.lock());
        while runs.len() > 1 {
            let right = runs.pop().unwrap_or_default();
            let left = runs.pop().unwrap_or_default();
            runs.insert(0, merge(left, right));
        }
        runs.pop().unwrap_or_default()
    };
    let reduced = catch_unwind(AssertUnwindSafe(|| pool.map(runs, reduce)));
    match reduced {
        Ok(Ok(files)) => Ok(files.into_iter().flatten().collect()),
        _ => Err(failed()),
    }
}

/// Counts the words of one document by sorting them, and puts a run into each partition.
fn lay_out(mut document: Words, partitions: &[Mutex<Vec<Files>>]) {
    document.words.sort_unstable();
    let mut runs: Vec<Files> = partitions.iter().map(|_| Files::new()).collect();
    for same in document.words.chunk_by(|one, other| one == other) {
        let found = vec![(document.name.clone(), same.len())];
        runs[partition_of(&same[0], partitions.len())].insert(same[0].clone(), found);
    }
    for (partition, run) in partitions.iter().zip(runs) {
        partition.lock().push(run);
    }
}

/// Merges two runs into one; each word's files stay sorted.
fn merge(mut left: Files, right: Files) -> Files {
    for (word, files) in right {
        let found = left.entry(word).or_default();
        found.extend(files);
        found.sort_unstable();
    }
    left
}
