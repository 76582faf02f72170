//! Step 4: all together.

use pattern_sync::thread;
use producer_consumer::BoundedQueue;
use worker_pool::WorkerPool;

use crate::{Folder, Index, IndexError, Settings, clean, count, read};

pub fn index<F: Folder>(folder: &F, settings: &Settings) -> Result<Index, IndexError> {
    let documents = &BoundedQueue::new(settings.capacity);
    let pool = WorkerPool::builder()
        .workers(settings.counters)
        .queue_capacity(settings.capacity)
        .build()
        .map_err(|error| IndexError::Panicked(error.to_string()))?;
    thread::scope(|s| {
        let reading = s.spawn(move || read(folder, settings, documents));
        let files = clean(documents.iter(), settings, |words| count(&pool, words));
        documents.close();
        let skipped = reading.join().unwrap_or_else(|_| Err(IndexError::Panicked("reading".into())))?;
        Ok(Index { files: files??, skipped })
    })
}
