//! Unusual: the right to send goes round among the workers as a token, from channel to channel. A
//! worker takes the end of the previous item's channel together with its item.

use pattern_sync::channel::{Receiver, bounded};
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
        let (name, f, plan) = (name.to_owned(), Arc::new(f), self.into_plan());
        Pipeline::planned(move |threads| {
            let input = plan(threads);
            let (token, previous) = bounded(1);
            token.send(()).expect("there is room for the token");
            let entrance = Arc::new(Mutex::new(Entrance { input, previous }));
            for worker in 0..workers {
                let (entrance, sender) = (Arc::clone(&entrance), sender.clone());
                let f = Arc::clone(&f);
                threads.start(format!("{name}-{worker}"), move || {
                    loop {
                        let (pass_on, next) = bounded(1);
                        let taken = entrance.lock().take(next);
                        let Some((message, previous)) = taken else {
                            return;
                        };
                        let result = apply(&*f, message);
                        let last = result.is_err();
                        // The token, or the end of whoever should have passed it on.
                        if previous.recv().is_err() || sender.send(result).is_err() || last {
                            return;
                        }
                        let _ = pass_on.send(());
                    }
                });
            }
            output
        })
    }
}

/// The input of the workers, and where the worker with the item before the next one passes on.
struct Entrance<T> {
    input: Receiver<Message<T>>,
    previous: Receiver<()>,
}

impl<T> Entrance<T> {
    /// Takes an item and the end of the channel on which its turn will come; leaves `next` for the
    /// item behind it.
    fn take(&mut self, next: Receiver<()>) -> Option<(Message<T>, Receiver<()>)> {
        let message = self.input.recv().ok()?;
        Some((message, std::mem::replace(&mut self.previous, next)))
    }
}
