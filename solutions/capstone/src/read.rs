//! Step 1: several readers.

use pattern_sync::sync::Mutex;
use producer_consumer::{BoundedQueue, ProducerConsumer, RunError};

use crate::{Document, Folder, IndexError, OnUnreadable, Settings};

pub fn read<F: Folder>(
    folder: &F,
    settings: &Settings,
    documents: &BoundedQueue<Document>,
) -> Result<Vec<(String, String)>, IndexError> {
    let _close = CloseOnDrop(documents);
    let skipped = Mutex::new(Vec::new());
    let outcome = ProducerConsumer::new(settings.capacity)
        .producer("names", |out| {
            for name in folder.names() {
                if out.push(name).is_err() {
                    return;
                }
            }
        })
        .consumers(settings.readers, "reader-", |name: String| {
            match folder.read(&name) {
                Ok(text) => {
                    let _ = documents.push(Document { name, text });
                    Ok(())
                }
                Err(reason) if settings.on_unreadable == OnUnreadable::Skip => {
                    skipped.lock().push((name, reason));
                    Ok(())
                }
                Err(reason) => Err(format!("{name}\n{reason}")),
            }
        })
        .run();
    match outcome {
        Ok(_) => {
            let mut skipped = skipped.into_inner();
            skipped.sort();
            Ok(skipped)
        }
        Err(error) => Err(why(&error)),
    }
}

fn why(error: &RunError) -> IndexError {
    let first = &error.failures()[0];
    match first.error() {
        Some(text) => {
            let text = text.to_string();
            let (name, reason) = text.split_once('\n').unwrap_or((&text, ""));
            IndexError::Unreadable { name: name.to_owned(), reason: reason.to_owned() }
        }
        None => IndexError::Panicked(first.to_string()),
    }
}

struct CloseOnDrop<'a, T>(&'a BoundedQueue<T>);

impl<T> Drop for CloseOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.close();
    }
}
