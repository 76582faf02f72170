//! Step 1: producer-consumer. One thread names the files, several read them.

use pattern_sync::sync::Mutex;
use producer_consumer::{BoundedQueue, ProducerConsumer};

use crate::{Document, Folder, IndexError, OnUnreadable, Settings, Unreadable};

/// Reads every file of `folder` on `settings.readers` threads, and pushes the documents into
/// `documents`; returns the files that were skipped, sorted by name.
///
/// The names go to the readers through a queue of `settings.capacity`. Each file is read once.
/// Whatever happens, `documents` is closed before this returns: whoever pops would wait for ever.
/// If `documents` is closed by somebody else, nobody wants more: the rest is not read, and that is no
/// error.
///
/// # Errors
///
/// * [`IndexError::Unreadable`] for the first file that cannot be read, if `settings.on_unreadable`
///   says so. The other readers finish the file in their hands and begin no other.
/// * [`IndexError::Panicked`] if `folder` panics, likewise.
///
/// # Blocking
///
/// Until every file has been read and pushed: readers wait while `documents` is full.
pub fn read<F: Folder>(
    folder: &F,
    settings: &Settings,
    documents: &BoundedQueue<Document>,
) -> Result<Vec<Unreadable>, IndexError> {
    // <solution>
    // At the end, at an error, and at a panic of this very function.
    let _close = CloseOnDrop(documents);
    let skipped = Mutex::new(Vec::new());
    let read_one = |name: String| match folder.read(&name) {
        // A closed queue stops the readers, as an error would; it is told apart below.
        Ok(text) => documents
            .push(Document { name, text })
            .map_err(|_| Stop::Unwanted),
        Err(reason) if settings.on_unreadable == OnUnreadable::Skip => {
            skipped.lock().push(Unreadable { name, reason });
            Ok(())
        }
        Err(reason) => Err(Stop::Unreadable(Unreadable { name, reason })),
    };
    let outcome = ProducerConsumer::new(settings.capacity)
        .producer("names", |out| {
            // Refused only when all is over, and then nobody wants the rest.
            let _ = out.push_all(folder.names());
        })
        .consumers(settings.readers, "reader", read_one)
        .run();
    if let Err(error) = outcome {
        let first = error.failures().first();
        match first.and_then(|first| first.error()?.downcast_ref()) {
            Some(Stop::Unreadable(file)) => return Err(IndexError::Unreadable(file.clone())),
            Some(Stop::Unwanted) => {}
            None => return Err(IndexError::Panicked(error.to_string())),
        }
    }
    let mut skipped = skipped.into_inner();
    skipped.sort();
    Ok(skipped)
    // <stub>
    // todo!("step 1: names into a queue, several readers, documents out; close them in any case")
    // </stub>
}
// <solution>

/// Why a reader stops before the last name.
#[derive(Debug)]
enum Stop {
    /// Nobody takes documents any more.
    Unwanted,
    /// A file cannot be read.
    Unreadable(Unreadable),
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unwanted => f.write_str("nobody wants more documents"),
            Self::Unreadable(file) => file.fmt(f),
        }
    }
}

impl std::error::Error for Stop {}
// <stub>
// </stub>

/// Closes a queue when it goes out of scope, also when that happens because of a panic.
struct CloseOnDrop<'a, T>(&'a BoundedQueue<T>);

impl<T> Drop for CloseOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.close();
    }
}
