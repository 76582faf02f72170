//! Unusual: no numbers. Items are dealt out to the workers in turn, like cards, and the results
//! are taken from the workers in the same turn.

use pattern_sync::channel::bounded;
use pattern_sync::sync::Arc;

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
        let f = Arc::new(f);
        let (mut entrances, mut exits) = (Vec::new(), Vec::new());
        for worker in 0..workers {
            // Nothing waits in these: dealer, worker and taker meet.
            let (entrance, dealt) = bounded(0);
            let (done, exit) = bounded(0);
            entrances.push(entrance);
            exits.push(exit);
            let f = Arc::clone(&f);
            threads.start(format!("{name}-{worker}"), move || {
                for message in dealt.iter() {
                    if done.send(apply(&*f, message)).is_err() {
                        return;
                    }
                }
            });
        }
        threads.start(format!("{name}-dealer"), move || {
            for (message, entrance) in input.iter().zip(entrances.iter().cycle()) {
                if entrance.send(message).is_err() {
                    return;
                }
            }
        });
        threads.start(format!("{name}-taker"), move || {
            for exit in exits.iter().cycle() {
                // The first worker that has nothing more is the one after the last item's.
                let Ok(result) = exit.recv() else { return };
                let last = result.is_err();
                if sender.send(result).is_err() || last {
                    return;
                }
            }
        });
        Pipeline::from_parts(output, threads)
    }
}
