//! Steps 1 and 2: a source, stages on threads of their own, and a sink, over bounded channels.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_sync::channel::{Receiver, Sender, bounded};
use pattern_sync::sync::Arc;
use pattern_sync::thread::{self, JoinHandle};
// <solution>

/// What goes from stage to stage: an item, or the panic of the thread that should have made it.
pub(crate) type Message<T> = thread::Result<T>;
// <stub>
// </stub>

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
    // <solution>
    /// Where the items come out. Dropped before `threads`, since fields are dropped in their order:
    /// without it, no thread would learn that nobody wants its items any more.
    output: Receiver<Message<T>>,
    /// The threads of the source and of every stage.
    threads: Threads,
    // <stub>
    // /// Where the items come out.
    // output: Receiver<T>,
    // // Step 1: which threads are at work, and have to be waited for? Add them here.
    // // Step 4: fields are dropped in the order in which they stand here.
    // </stub>
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
        // <solution>
        let (sender, output) = channel(capacity);
        let mut threads = Threads(Vec::new());
        threads.start("source".to_owned(), move || draw(items, &sender));
        Self { output, threads }
        // <stub>
        // todo!("step 1: start a thread that sends the items, and keep what comes out")
        // </stub>
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
        // <solution>
        let (sender, output) = channel(capacity);
        let (input, mut threads) = (self.output, self.threads);
        threads.start(name.to_owned(), move || work(&input, &sender, f));
        Pipeline { output, threads }
        // <stub>
        // todo!("step 1: start a thread that takes items, calls `f`, and hands the results on")
        // </stub>
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
        // <solution>
        assert!(workers > 0, "a stage needs at least one worker");
        let (sender, output) = channel(capacity);
        let (input, mut threads) = (self.output, self.threads);
        let f = Arc::new(f);
        for worker in 0..workers {
            // The stage ends when the last of the workers has dropped its sender.
            let (input, sender, f) = (input.clone(), sender.clone(), Arc::clone(&f));
            threads.start(format!("{name}-{worker}"), move || {
                work(&input, &sender, |item| f(item));
            });
        }
        Pipeline { output, threads }
        // <stub>
        // todo!("step 2: start the workers, which share the input, the output and `f`")
        // </stub>
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
        // <solution>
        while let Some(item) = self.receive() {
            f(item);
        }
        // Here, and if `f` panics, `self` is dropped: first the output, then the threads.
        // <stub>
        // todo!("step 1: call `f` with everything that comes out, then wait for the threads")
        // </stub>
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
        // <solution>
        let mut items = Vec::new();
        self.for_each(|item| items.push(item));
        items
        // <stub>
        // todo!("step 1: return everything that comes out, with the help of `for_each`")
        // </stub>
    }
    // <solution>

    /// Waits for the next item; `None` at the end. A panic that arrives instead goes on from here.
    pub(crate) fn receive(&self) -> Option<T> {
        let message = self.output.recv().ok()?;
        Some(message.unwrap_or_else(|panic| resume_unwind(panic)))
    }

    /// Takes the pipeline apart, for the next stage.
    pub(crate) fn into_parts(self) -> (Receiver<Message<T>>, Threads) {
        (self.output, self.threads)
    }

    /// Puts a pipeline together that is one stage longer.
    pub(crate) fn from_parts(output: Receiver<Message<T>>, threads: Threads) -> Self {
        Self { output, threads }
    }
    // <stub>
    // </stub>
}
// <solution>

/// The threads of a pipeline; dropping it waits for them.
///
/// Nobody asks for their results: a panic has come out of the pipeline as a message.
pub(crate) struct Threads(Vec<JoinHandle<()>>);

impl Threads {
    /// Starts one more thread, with a name that timelines and debuggers show.
    pub(crate) fn start(&mut self, name: String, body: impl FnOnce() + Send + 'static) {
        let thread = thread::Builder::new().name(name).spawn(body);
        self.0.push(thread.expect("a thread starts"));
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        for thread in self.0.drain(..) {
            let _ = thread.join();
        }
    }
}

/// Makes the channel between two stages.
pub(crate) fn channel<T>(capacity: usize) -> (Sender<Message<T>>, Receiver<Message<T>>) {
    assert!(capacity > 0, "at least one item must be able to wait");
    bounded(capacity)
}

/// Sends the items on, one by one, until there are no more or nobody wants them.
fn draw<T>(items: impl IntoIterator<Item = T>, output: &Sender<Message<T>>) {
    let items = catch_unwind(AssertUnwindSafe(|| {
        for item in items {
            if output.send(Ok(item)).is_err() {
                // The next stage is gone. An endless source must notice it, too.
                return;
            }
        }
    }));
    if let Err(panic) = items {
        // If nobody is there to hear of it, somebody else has failed before.
        let _ = output.send(Err(panic));
    }
}

/// Works on message after message, until the stage in front is at its end or the one behind is gone.
fn work<T, U>(
    input: &Receiver<Message<T>>,
    output: &Sender<Message<U>>,
    mut f: impl FnMut(T) -> U,
) {
    for message in input {
        let result = apply(&mut f, message);
        let last = result.is_err();
        if output.send(result).is_err() || last {
            return;
        }
    }
}

/// Calls `f` with the item and catches its panic; a panic that comes in goes through.
pub(crate) fn apply<T, U>(f: impl FnOnce(T) -> U, message: Message<T>) -> Message<U> {
    message.and_then(|item| catch_unwind(AssertUnwindSafe(|| f(item))))
}
// <stub>
// </stub>
