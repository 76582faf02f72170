//! Unusual: no `ProducerConsumer`. A queue of names, and scoped threads at both of its ends.

use pattern_sync::sync::Mutex;
use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::thread;
use producer_consumer::BoundedQueue;

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
    let names = &BoundedQueue::<String>::new(settings.capacity);
    let _close = CloseOnDrop(documents);
    let over = &AtomicBool::new(false);
    let (skipped, failed) = (&Mutex::new(Vec::new()), &Mutex::new(None));
    let read_all = move || {
        // A reader that ends early, by return or panic, stops the others.
        let stop = Stop(over, names);
        while let Some(name) = names.pop() {
            if over.load(Ordering::SeqCst) {
                return;
            }
            match folder.read(&name) {
                Ok(text) => {
                    if documents.push(Document { name, text }).is_err() {
                        return;
                    }
                }
                Err(reason) => {
                    let file = Unreadable { name, reason };
                    if settings.on_unreadable == OnUnreadable::Fail {
                        failed.lock().get_or_insert(IndexError::Unreadable(file));
                        return;
                    }
                    skipped.lock().push(file);
                }
            }
        }
        // There are no more names, and the others may still be reading.
        std::mem::forget(stop);
    };
    thread::scope(|s| {
        let mut threads = vec![s.spawn(move || {
            let _close = CloseOnDrop(names);
            let _ = names.push_many(folder.names());
        })];
        threads.extend((0..settings.readers).map(|_| s.spawn(read_all)));
        for thread in threads {
            if let Err(panic) = thread.join() {
                let message = panic.downcast_ref::<String>().cloned();
                let message =
                    message.or_else(|| panic.downcast_ref().map(|&text: &&str| text.into()));
                let message = message.unwrap_or_else(|| "a reader panicked".to_owned());
                failed.lock().get_or_insert(IndexError::Panicked(message));
            }
        }
    });
    let failed = failed.lock().take();
    match failed {
        Some(error) => Err(error),
        None => {
            let mut skipped = std::mem::take(&mut *skipped.lock());
            skipped.sort();
            Ok(skipped)
        }
    }
}

/// Tells the other readers, and whoever pushes names, that all is over.
struct Stop<'a>(&'a AtomicBool, &'a BoundedQueue<String>);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
        self.1.close();
    }
}

/// Closes a queue when it goes out of scope, also when that happens because of a panic.
struct CloseOnDrop<'a, T>(&'a BoundedQueue<T>);

impl<T> Drop for CloseOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.close();
    }
}
