//! Steps 1 and 2: a source, stages on threads of their own, and a sink, over bounded channels.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_sync::channel::{Receiver, Sender, bounded};
use pattern_sync::sync::Arc;
use pattern_sync::thread::{self, JoinHandle};

/// A source and the stages behind it, at work on their threads; `T` is what the last stage makes.
///
/// [`source`](Self::source) begins a pipeline, each `…stage` makes it longer, and
/// [`for_each`](Self::for_each) or [`collect`](Self::collect) is its end, the *sink*. Items are
/// handed on one by one: whoever is ahead waits. The threads of a stage bear its name.
///
/// A panic of the source or of a stage stops everything, and comes out of the sink. Dropping a
/// pipeline that has no sink stops it as well, and waits until its threads have ended.
///
/// # Examples
///
/// ```
/// use pipeline::Pipeline;
///
/// let mut longest = "";
/// Pipeline::source(4, "a pipeline has several stages".split(' '))
///     .stage("measure", 2, |word| (word.len(), word))
///     .stage("select", 2, |(length, word)| if length > 3 { word } else { "" })
///     .for_each(|word| {
///         if word.len() > longest.len() {
///             longest = word;
///         }
///     });
/// assert_eq!(longest, "pipeline");
/// ```
#[must_use = "nobody takes what comes out: end it with `for_each` or `collect`"]
pub struct Pipeline<T> {
    /// Where the items come out.
    output: Receiver<T>,
    // Step 1: which threads are at work, and have to be waited for? Add them here.
    // Step 4: fields are dropped in the order in which they stand here.
}

impl<T: Send + 'static> Pipeline<T> {
    /// Begins a pipeline: a thread named `source` takes one item after the other out of `items`.
    ///
    /// No item is taken long before somebody wants it: at most `capacity` of them wait for the
    /// first stage, and one more is in the hands of the thread.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0.
    pub fn source<I>(capacity: usize, items: I) -> Self
    where
        I: IntoIterator<Item = T> + Send + 'static,
    {
        todo!("step 1: start a thread that sends the items, and keep what comes out")
    }

    /// Adds a stage with a single thread, which calls `f` with one item after the other.
    ///
    /// What it makes comes out in the order in which the items came in. At most `capacity` results
    /// wait for the next stage, and one more is in the hands of the thread.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0.
    pub fn stage<U, F>(self, name: &str, capacity: usize, f: F) -> Pipeline<U>
    where
        U: Send + 'static,
        F: FnMut(T) -> U + Send + 'static,
    {
        todo!("step 1: start a thread that takes items, calls `f`, and hands the results on")
    }

    /// Adds a stage with several threads, which call `f` at the same time, each with its own item.
    ///
    /// Every item goes to one of them. A result is handed on as soon as it is there, so that results
    /// come out in any order, and a slow item holds up no other. At most `capacity` results wait
    /// for the next stage, and each worker has at most one more in its hands.
    ///
    /// # Panics
    ///
    /// If `workers` or `capacity` is 0.
    pub fn parallel_stage<U, F>(
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
        todo!("step 2: start the workers, which share the input, the output and `f`")
    }

    /// Ends the pipeline: calls `f`, on this thread, with one item after the other.
    ///
    /// # Panics
    ///
    /// If the source, a stage or `f` panics: with the same value, after everything has stopped.
    ///
    /// # Blocking
    ///
    /// Waits until every item has come out and every thread of the pipeline has ended.
    pub fn for_each<F>(self, mut f: F)
    where
        F: FnMut(T),
    {
        todo!("step 1: call `f` with everything that comes out, then wait for the threads")
    }

    /// Ends the pipeline: returns all its items, in the order in which they came out.
    ///
    /// # Panics
    ///
    /// As [`for_each`](Self::for_each).
    ///
    /// # Blocking
    ///
    /// As [`for_each`](Self::for_each).
    pub fn collect(self) -> Vec<T> {
        todo!("step 1: return everything that comes out, with the help of `for_each`")
    }
}
