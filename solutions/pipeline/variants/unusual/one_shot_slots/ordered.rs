//! Unusual: a queue of promises. With each item, a worker puts a slot for its result into a queue;
//! one thread takes slot after slot and waits for what will come in it.

use pattern_sync::channel::bounded;
use pattern_sync::sync::{Arc, Mutex};

use crate::Pipeline;
use crate::pipeline::{apply, channel};

impl<T: Send + 'static> Pipeline<T> {
    /// Adds a stage with several threads, which hands results on in the order of its input.
    pub fn ordered_stage<U, F>(
        self,
        name: &str,
        workers: usize,
        capacity: usize,
        f: F,
    ) -> Pipeline<U>
    where
        U: Send + 'static,
        F: Fn(T) -> U + Send + Sync + 'static,
    {
        assert!(workers > 0, "a stage needs at least one worker");
        let (sender, output) = channel(capacity);
        let (input, mut threads) = self.into_parts();
        // One more slot is in the hands of the thread that empties them.
        let (promise, promises) = bounded(workers - 1);
        let entrance = Arc::new(Mutex::new((input, promise)));
        let f = Arc::new(f);
        for worker in 0..workers {
            let (entrance, f) = (Arc::clone(&entrance), Arc::clone(&f));
            threads.start(format!("{name}-{worker}"), move || {
                loop {
                    let (keep, slot) = bounded(1);
                    // The item and its place in the order are taken under one lock.
                    let entrance = entrance.lock();
                    let Ok(message) = entrance.0.recv() else {
                        return;
                    };
                    if entrance.1.send(slot).is_err() {
                        return;
                    }
                    drop(entrance);
                    let result = apply(&*f, message);
                    let last = result.is_err();
                    // If nobody waits for it any more, the next promise will say so.
                    let _ = keep.send(result);
                    if last {
                        return;
                    }
                }
            });
        }
        threads.start(format!("{name}-order"), move || {
            for slot in promises.iter() {
                let Ok(result) = slot.recv() else { return };
                let last = result.is_err();
                if sender.send(result).is_err() || last {
                    return;
                }
            }
        });
        Pipeline::from_parts(output, threads)
    }
}
