//! Step 3: a stage with several workers whose results come out in the order of its input.

use pattern_sync::channel::Receiver;
use pattern_sync::sync::{Arc, Condvar, Mutex};

use crate::Pipeline;
// <solution>
use crate::pipeline::{Message, apply, channel};
// <stub>
// </stub>

impl<T: Send + 'static> Pipeline<T> {
    /// Adds a stage with several threads, which hands results on in the order of its input.
    ///
    /// The workers call `f` at the same time, each with its own item. A result that is there before
    /// its turn waits until all those in front of it have been handed on; each is handed on as soon
    /// as it is its turn.
    ///
    /// However slow a single item is, and however busy the next stage, at most
    /// `2 * workers + capacity` items are inside the stage: in work, waiting for their turn, or
    /// waiting for the next stage.
    ///
    /// # Panics
    ///
    /// If `workers` or `capacity` is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let squares = Pipeline::source(4, 0..100)
    ///     .ordered_stage("square", 4, 4, |number| number * number)
    ///     .collect();
    /// assert!(squares.is_sorted());
    /// ```
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
        // <solution>
        assert!(workers > 0, "a stage needs at least one worker");
        let (sender, output) = channel(capacity);
        let (input, mut threads) = self.into_parts();
        let tickets = Arc::new(Mutex::new(Tickets { input, next: 0 }));
        let turns = Arc::new(Turns::new());
        let f = Arc::new(f);
        for worker in 0..workers {
            let (tickets, turns) = (Arc::clone(&tickets), Arc::clone(&turns));
            let (sender, f) = (sender.clone(), Arc::clone(&f));
            threads.start(format!("{name}-{worker}"), move || {
                loop {
                    // A statement of its own: in the head of a `while let`, the lock would be held
                    // until the end of the loop's body, and only one worker would work.
                    let taken = tickets.lock().take();
                    let Some((number, message)) = taken else {
                        return;
                    };
                    let result = apply(&*f, message);
                    let last = result.is_err();
                    turns.wait_for(number);
                    let sent = sender.send(result);
                    // Also if nobody wanted the result: the others must find that out in their turn.
                    turns.pass_on();
                    if sent.is_err() || last {
                        return;
                    }
                }
            });
        }
        Pipeline::from_parts(output, threads)
        // <stub>
        // todo!("step 3: as in step 2, but each result waits for its turn")
        // </stub>
    }
}
// <solution>

/// The input of the workers, together with the number of the next item: taking the item and the
/// number is one step, under one lock, or else another worker could come in between.
struct Tickets<T> {
    input: Receiver<Message<T>>,
    /// The number of the next item, counted from 0.
    next: usize,
}

impl<T> Tickets<T> {
    /// Waits for an item and numbers it; `None` when the stage in front is at its end.
    fn take(&mut self) -> Option<(usize, Message<T>)> {
        let message = self.input.recv().ok()?;
        let number = self.next;
        self.next += 1;
        Some((number, message))
    }
}

/// Whose turn it is to hand a result on.
struct Turns {
    /// The number of the item whose turn it is.
    current: Mutex<usize>,
    /// Where workers sleep until it is the turn of their item.
    passed_on: Condvar,
}

impl Turns {
    fn new() -> Self {
        Self {
            current: Mutex::new(0),
            passed_on: Condvar::new(),
        }
    }

    /// Waits until it is the turn of the item with this number.
    fn wait_for(&self, number: usize) {
        let mut current = self.current.lock();
        while *current != number {
            self.passed_on.wait(&mut current);
        }
    }

    /// Ends the turn of the current item.
    fn pass_on(&self) {
        *self.current.lock() += 1;
        // All, not one: they wait for different numbers, and one of them may have the next.
        self.passed_on.notify_all();
    }
}
// <stub>
// </stub>
