//! Unusual: the other way round. The caller's thread reads, another cleans and counts; it takes from
//! the queue by hand, and closes it whatever becomes of it.

use std::iter;

use pattern_sync::thread;
use producer_consumer::BoundedQueue;
use worker_pool::WorkerPool;

use crate::{Document, Files, Folder, Index, IndexError, Settings, clean, count, read};

/// Makes an index of all files of `folder`.
///
/// Reading, cleaning and counting go on at the same time, with bounded queues in between: at no time
/// are more than a few documents on their way, however many files there are. When the words of a
/// file go to the counters, [`Folder::cleaned`] is told.
///
/// # Errors
///
/// As [`read`] and [`clean`] and [`count`]; if several fail, what `read` says. By the time it
/// returns, every thread has ended.
///
/// # Blocking
///
/// Until the index is complete, or everybody has stopped.
///
/// # Examples
///
/// ```
/// use capstone::{Folder, OnUnreadable, Settings, index};
///
/// struct Rhyme;
///
/// impl Folder for Rhyme {
///     fn names(&self) -> Vec<String> {
///         vec!["second".into(), "first".into()]
///     }
///
///     fn read(&self, name: &str) -> Result<String, String> {
///         match name {
///             "first" => Ok("Hey diddle diddle,".into()),
///             _ => Ok("The cat and the fiddle.".into()),
///         }
///     }
/// }
///
/// let settings = Settings {
///     readers: 2,
///     cleaners: 2,
///     counters: 2,
///     partitions: 2,
///     capacity: 4,
///     on_unreadable: OnUnreadable::Skip,
/// };
/// let index = index(&Rhyme, &settings)?;
/// assert_eq!(index.files["the"], [("second".to_owned(), 2)]);
/// assert!(index.skipped.is_empty());
/// # Ok::<(), capstone::IndexError>(())
/// ```
pub fn index<F: Folder>(folder: &F, settings: &Settings) -> Result<Index, IndexError> {
    let documents = BoundedQueue::new(settings.capacity);
    let (skipped, files) = thread::scope(|s| {
        let counting = s.spawn(|| clean_and_count(folder, settings, &documents));
        let skipped = read(folder, settings, &documents);
        let files = counting
            .join()
            .unwrap_or_else(|_| Err(IndexError::Panicked("counting panicked".to_owned())));
        (skipped, files)
    });
    skipped.and_then(|skipped| files.map(|files| Index { files, skipped }))
}

/// Takes the documents out of the queue, cleans them, and counts their words on a pool.
fn clean_and_count<F: Folder>(
    folder: &F,
    settings: &Settings,
    documents: &BoundedQueue<Document>,
) -> Result<Files, IndexError> {
    let pool = WorkerPool::builder()
        .workers(settings.counters)
        .queue_capacity(settings.capacity)
        .build();
    let counted = pool
        .map_err(|error| IndexError::Panicked(error.to_string()))
        .and_then(|pool| {
            clean(iter::from_fn(|| documents.pop()), settings, |words| {
                let mut told = iter::from_fn(|| {
                    let words = words.next()?;
                    folder.cleaned(&words.name);
                    Some(words)
                });
                count(&pool, &mut told, settings.partitions)
            })
        });
    // Nobody takes any more: readers that wait for room have to go.
    documents.close();
    counted?
}
