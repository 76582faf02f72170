//! Unusual: a panic does not travel along the pipeline. Whoever panics leaves it in a place that
//! all the threads share, where they look before each item whether to go on.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_sync::channel::{Receiver, Sender, bounded};
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread::{self, JoinHandle};

/// A source and the stages behind it, at work on their threads.
#[must_use = "nobody takes what comes out: end it with `for_each` or `collect`"]
pub struct Pipeline<T> {
    /// Where the items come out; dropped before the crew.
    pub(crate) output: Receiver<T>,
    pub(crate) crew: Crew,
}

impl<T: Send + 'static> Pipeline<T> {
    /// Begins a pipeline: a thread named `source` takes one item after the other out of `items`.
    pub fn source<I>(capacity: usize, items: I) -> Self
    where
        I: IntoIterator<Item = T> + Send + 'static,
    {
        let (sender, output) = channel(capacity);
        let mut crew = Crew {
            alarm: Alarm::default(),
            threads: Vec::new(),
        };
        let alarm = crew.alarm.clone();
        crew.start("source".to_owned(), move || {
            let drawing = catch_unwind(AssertUnwindSafe(|| {
                for item in items {
                    if alarm.is_raised() || sender.send(item).is_err() {
                        return;
                    }
                }
            }));
            if let Err(panic) = drawing {
                // `sender` is still there: whoever finds the channel at its end sees the alarm.
                alarm.raise(panic);
            }
        });
        Self { output, crew }
    }

    /// Adds a stage with a single thread, which calls `f` with one item after the other.
    pub fn stage<U, F>(self, name: &str, capacity: usize, f: F) -> Pipeline<U>
    where
        U: Send + 'static,
        F: FnMut(T) -> U + Send + 'static,
    {
        let (sender, output) = channel(capacity);
        let Self {
            output: input,
            mut crew,
        } = self;
        let alarm = crew.alarm.clone();
        crew.start(name.to_owned(), move || work(&alarm, &input, &sender, f));
        Pipeline { output, crew }
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
        let Self {
            output: input,
            mut crew,
        } = self;
        let f = Arc::new(f);
        for worker in 0..workers {
            let (input, sender, f) = (input.clone(), sender.clone(), Arc::clone(&f));
            let alarm = crew.alarm.clone();
            crew.start(format!("{name}-{worker}"), move || {
                work(&alarm, &input, &sender, |item| f(item));
            });
        }
        Pipeline { output, crew }
    }

    /// Ends the pipeline: calls `f`, on this thread, with one item after the other.
    pub fn for_each<F>(self, mut f: F)
    where
        F: FnMut(T),
    {
        while let Some(item) = self.receive() {
            f(item);
        }
    }

    /// Ends the pipeline: returns all its items, in the order in which they came out.
    pub fn collect(self) -> Vec<T> {
        let mut items = Vec::new();
        self.for_each(|item| items.push(item));
        items
    }

    /// Waits for the next item; at the end, goes on with the panic that there was, if any.
    pub(crate) fn receive(&self) -> Option<T> {
        let item = self.output.recv().ok();
        if item.is_none()
            && let Some(panic) = self.crew.alarm.panic()
        {
            resume_unwind(panic);
        }
        item
    }
}

/// The threads of a pipeline, and what stops them; dropping it waits for them.
pub(crate) struct Crew {
    pub(crate) alarm: Alarm,
    threads: Vec<JoinHandle<()>>,
}

impl Crew {
    /// Starts one more thread.
    pub(crate) fn start(&mut self, name: String, body: impl FnOnce() + Send + 'static) {
        let thread = thread::Builder::new().name(name).spawn(body);
        self.threads.push(thread.expect("a thread starts"));
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// Says whether somebody has panicked, and with what.
#[derive(Clone, Default)]
pub(crate) struct Alarm(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    raised: bool,
    panic: Option<Box<dyn Any + Send>>,
}

impl Alarm {
    pub(crate) fn raise(&self, panic: Box<dyn Any + Send>) {
        let mut state = self.0.lock();
        if !state.raised {
            state.raised = true;
            state.panic = Some(panic);
        }
    }

    pub(crate) fn is_raised(&self) -> bool {
        self.0.lock().raised
    }

    fn panic(&self) -> Option<Box<dyn Any + Send>> {
        self.0.lock().panic.take()
    }
}

/// Makes the channel between two stages.
pub(crate) fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    assert!(capacity > 0, "at least one item must be able to wait");
    bounded(capacity)
}

/// Works on item after item, until there are no more, nobody wants them, or the alarm is raised.
fn work<T, U>(alarm: &Alarm, input: &Receiver<T>, output: &Sender<U>, mut f: impl FnMut(T) -> U) {
    while !alarm.is_raised() {
        let Ok(item) = input.recv() else { return };
        match catch_unwind(AssertUnwindSafe(|| f(item))) {
            Ok(result) => {
                if output.send(result).is_err() {
                    return;
                }
            }
            // Raised while this thread still holds its ends of the channels.
            Err(panic) => return alarm.raise(panic),
        }
    }
}
