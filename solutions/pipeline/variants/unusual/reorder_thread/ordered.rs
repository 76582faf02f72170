//! Unusual: the workers never wait for a turn. A thread of its own puts the results in order, and
//! a fixed number of permits, which it gives back, bounds how many it has to keep.

use pattern_sync::channel::{Receiver, Sender, bounded};
use pattern_sync::collections::BTreeMap;
use pattern_sync::sync::{Arc, Mutex};

use crate::Pipeline;
use crate::pipeline::{Message, apply, channel};

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
        let numbered = Arc::new(Mutex::new((0_usize..).zip(input.into_iter())));
        let (done, results) = bounded(workers);
        let (give_back, permits) = bounded(2 * workers);
        for _ in 0..2 * workers {
            give_back.send(()).expect("there is room for all permits");
        }
        let f = Arc::new(f);
        for worker in 0..workers {
            let (numbered, permits) = (Arc::clone(&numbered), permits.clone());
            let (done, f) = (done.clone(), Arc::clone(&f));
            threads.start(format!("{name}-{worker}"), move || {
                while permits.recv().is_ok() {
                    let taken = numbered.lock().next();
                    let Some((number, message)) = taken else {
                        return;
                    };
                    if done.send((number, apply(&*f, message))).is_err() {
                        return;
                    }
                }
            });
        }
        threads.start(format!("{name}-order"), move || {
            put_in_order(&results, &give_back, &sender);
        });
        Pipeline::from_parts(output, threads)
    }
}

/// Hands the results on in the order of their numbers, and a permit back for each.
fn put_in_order<U>(
    results: &Receiver<(usize, Message<U>)>,
    give_back: &Sender<()>,
    output: &Sender<Message<U>>,
) {
    let (mut early, mut next) = (BTreeMap::new(), 0);
    for (number, result) in results.iter() {
        early.insert(number, result);
        while let Some(result) = early.remove(&next) {
            next += 1;
            let last = result.is_err();
            if output.send(result).is_err() || last {
                return;
            }
            // The last worker may be gone, at the end of the input.
            let _ = give_back.send(());
        }
    }
}
