//! Unusual: a pipeline is only a plan. No thread is started before the sink asks for the items, so
//! that a pipeline without a sink has nothing to stop.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_sync::channel::{Receiver, Sender, bounded};
use pattern_sync::sync::Arc;
use pattern_sync::thread::{self, JoinHandle};

/// What goes from stage to stage: an item, or the panic of the thread that should have made it.
pub(crate) type Message<T> = thread::Result<T>;

/// Starts the threads that make the items, and returns where they come out.
type Plan<T> = Box<dyn FnOnce(&mut Threads) -> Receiver<Message<T>>>;

/// The plan of a source and the stages behind it.
#[must_use = "nothing is started yet: end it with `for_each` or `collect`"]
pub struct Pipeline<T> {
    plan: Plan<T>,
}

impl<T: Send + 'static> Pipeline<T> {
    /// Begins a pipeline: a thread named `source` takes one item after the other out of `items`.
    pub fn source<I>(capacity: usize, items: I) -> Self
    where
        I: IntoIterator<Item = T> + Send + 'static,
    {
        let (sender, output) = channel(capacity);
        Self::planned(move |threads| {
            threads.start("source".to_owned(), move || draw(items, &sender));
            output
        })
    }

    /// Adds a stage with a single thread, which calls `f` with one item after the other.
    pub fn stage<U, F>(self, name: &str, capacity: usize, f: F) -> Pipeline<U>
    where
        U: Send + 'static,
        F: FnMut(T) -> U + Send + 'static,
    {
        let (sender, output) = channel(capacity);
        let name = name.to_owned();
        Pipeline::planned(move |threads| {
            let input = (self.plan)(threads);
            threads.start(name, move || work(&input, &sender, f));
            output
        })
    }

    /// Adds a stage with several threads, which call `f` at the same time.
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
        assert!(workers > 0, "a stage needs at least one worker");
        let (sender, output) = channel(capacity);
        let (name, f) = (name.to_owned(), Arc::new(f));
        Pipeline::planned(move |threads| {
            let input = (self.plan)(threads);
            for worker in 0..workers {
                let (input, sender, f) = (input.clone(), sender.clone(), Arc::clone(&f));
                threads.start(format!("{name}-{worker}"), move || {
                    work(&input, &sender, |item| f(item));
                });
            }
            output
        })
    }

    /// Ends the pipeline: calls `f`, on this thread, with one item after the other.
    pub fn for_each<F>(self, mut f: F)
    where
        F: FnMut(T),
    {
        let running = self.start();
        while let Some(item) = running.receive() {
            f(item);
        }
    }

    /// Ends the pipeline: returns all its items, in the order in which they came out.
    pub fn collect(self) -> Vec<T> {
        let mut items = Vec::new();
        self.for_each(|item| items.push(item));
        items
    }

    pub(crate) fn planned(
        plan: impl FnOnce(&mut Threads) -> Receiver<Message<T>> + 'static,
    ) -> Self {
        let plan = Box::new(plan);
        Self { plan }
    }

    /// Takes the plan, for the next stage.
    pub(crate) fn into_plan(self) -> Plan<T> {
        self.plan
    }

    /// Starts all threads, from the source on.
    pub(crate) fn start(self) -> Running<T> {
        let mut threads = Threads(Vec::new());
        let output = (self.plan)(&mut threads);
        Running {
            output,
            _threads: threads,
        }
    }
}

/// A pipeline at work. The output is dropped before the threads: otherwise they would not end.
pub(crate) struct Running<T> {
    output: Receiver<Message<T>>,
    _threads: Threads,
}

impl<T> Running<T> {
    /// Waits for the next item; `None` at the end. A panic that arrives instead goes on from here.
    pub(crate) fn receive(&self) -> Option<T> {
        let message = self.output.recv().ok()?;
        Some(message.unwrap_or_else(|panic| resume_unwind(panic)))
    }
}

/// The threads of a pipeline; dropping it waits for them.
pub(crate) struct Threads(Vec<JoinHandle<()>>);

impl Threads {
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
    let drawing = catch_unwind(AssertUnwindSafe(|| {
        let _ = items.into_iter().try_for_each(|item| output.send(Ok(item)));
    }));
    if let Err(panic) = drawing {
        let _ = output.send(Err(panic));
    }
}

/// Works on message after message, until the stage in front is at its end or the one behind is gone.
fn work<T, U>(
    input: &Receiver<Message<T>>,
    output: &Sender<Message<U>>,
    mut f: impl FnMut(T) -> U,
) {
    for message in input.iter() {
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
