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
    todo!("step 1: names into a queue, several readers, documents out; close them in any case")
}

/// Closes a queue when it goes out of scope, also when that happens because of a panic.
struct CloseOnDrop<'a, T>(&'a BoundedQueue<T>);

impl<T> Drop for CloseOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.close();
    }
}
