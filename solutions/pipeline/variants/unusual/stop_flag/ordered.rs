//! Unusual: whoever waits for a turn is also woken by the alarm that a panic raises.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::sync::{Arc, Condvar, Mutex};

use crate::Pipeline;
use crate::pipeline::channel;

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
        let Self {
            output: input,
            mut crew,
        } = self;
        let entrance = Arc::new(Mutex::new((0_usize..).zip(input.into_iter())));
        let turns = Arc::new((Mutex::new(0), Condvar::new()));
        let f = Arc::new(f);
        for worker in 0..workers {
            let (entrance, turns) = (Arc::clone(&entrance), Arc::clone(&turns));
            let (sender, f, alarm) = (sender.clone(), Arc::clone(&f), crew.alarm.clone());
            crew.start(format!("{name}-{worker}"), move || {
                while !alarm.is_raised() {
                    let taken = entrance.lock().next();
                    let Some((number, item)) = taken else { return };
                    let result = catch_unwind(AssertUnwindSafe(|| f(item)));
                    let (current, changed) = &*turns;
                    let mut current = current.lock();
                    while *current != number {
                        changed.wait(&mut current);
                    }
                    // Sent with the lock in hand: whoever waits for its turn waits anyway.
                    let sent = match result {
                        Ok(result) if !alarm.is_raised() => sender.send(result).is_ok(),
                        Ok(_) => false,
                        Err(panic) => {
                            alarm.raise(panic);
                            false
                        }
                    };
                    *current += 1;
                    changed.notify_all();
                    if !sent {
                        return;
                    }
                }
            });
        }
        Pipeline { output, crew }
    }
}
