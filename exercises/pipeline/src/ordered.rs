//! Step 3: a stage with several workers whose results come out in the order of its input.

use pattern_sync::channel::Receiver;
use pattern_sync::sync::{Arc, Condvar, Mutex};

use crate::Pipeline;

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
        todo!("step 3: as in step 2, but each result waits for its turn")
    }
}
