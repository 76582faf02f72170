//! Step 4: all of it at the same time.

use pattern_sync::thread;
use producer_consumer::BoundedQueue;
use worker_pool::WorkerPool;

use crate::{Folder, Index, IndexError, Settings, clean, count, read};

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
    // <solution>
    let documents = &BoundedQueue::new(settings.capacity);
    let pool = WorkerPool::builder()
        .workers(settings.counters)
        .queue_capacity(settings.capacity)
        .build()
        .map_err(|error| IndexError::Panicked(error.to_string()))?;
    let (read, counted) = thread::scope(|s| {
        let reading = s.spawn(move || read(folder, settings, documents));
        let counted = clean(documents.iter(), settings, |words| {
            let mut words = words.inspect(|words| folder.cleaned(&words.name));
            count(&pool, &mut words, settings.partitions)
        });
        // Changes nothing after the last document. If cleaning or counting failed, it stops the
        // readers, which would wait for room for ever.
        documents.close();
        let read = reading.join().expect("`read` reports panics as errors");
        (read, counted)
    });
    // What `read` says comes first: to the others its failure looks like the end.
    let skipped = read?;
    let files = counted??;
    Ok(Index { files, skipped })
    // <stub>
    // todo!("step 4: read on a thread, clean and count meanwhile, and stop all if one fails")
    // </stub>
}
