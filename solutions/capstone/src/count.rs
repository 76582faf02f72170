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
    // <solution>
    let mapping: Vec<_> = documents
        .map(|document| pool.submit(move || map(document, partitions)))
        .collect();
    let mut shuffled: Vec<Vec<Counts>> = (0..partitions).map(|_| Vec::new()).collect();
    for counts in join_all(mapping)? {
        for (partition, counts) in shuffled.iter_mut().zip(counts) {
            partition.push(counts);
        }
    }
    // Every map task has ended: from here on no partition grows.
    let reducing: Vec<_> = shuffled
        .into_iter()
        .map(|counts| pool.submit(move || reduce(counts)))
        .collect();
    Ok(join_all(reducing)?.into_iter().flatten().collect())
    // <stub>
    // todo!("step 3: a map task per document; then, and not before, a reduce task per partition")
    // </stub>
}
// <solution>

/// What one document has for one partition.
struct Counts {
    name: String,
    table: HashMap<String, usize>,
}

/// Counts the words of one document, by partition.
fn map(document: Words, partitions: usize) -> Vec<Counts> {
    let empty = || Counts {
        name: document.name.clone(),
        table: HashMap::default(),
    };
    let mut counts: Vec<Counts> = (0..partitions).map(|_| empty()).collect();
    for word in document.words {
        let partition = &mut counts[partition_of(&word, partitions)];
        *partition.table.entry(word).or_default() += 1;
    }
    counts
}

/// Brings together what all documents have for one partition.
fn reduce(counts: Vec<Counts>) -> Files {
    let mut files = Files::new();
    for Counts { name, table } in counts {
        for (word, count) in table {
            files.entry(word).or_default().push((name.clone(), count));
        }
    }
    for found in files.values_mut() {
        found.sort();
    }
    files
}

/// Waits for all tasks, also after one has failed; returns their results in order.
fn join_all<R: Send + 'static>(tasks: Vec<Handle<R>>) -> Result<Vec<R>, IndexError> {
    let ended: Vec<_> = tasks.into_iter().map(Handle::join).collect();
    let results: Result<_, _> = ended.into_iter().collect();
    results.map_err(|error| IndexError::Panicked(error.to_string()))
}
// <stub>
// </stub>
