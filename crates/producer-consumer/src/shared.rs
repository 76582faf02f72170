//! What all threads of a run share: the queue, and who is still there to use it.
//!
//! One rule keeps everybody from waiting for ever: whoever ends, however it ends, says so here, and
//! when the last of a side has gone the queue is closed. A producer blocked on a full queue then
//! learns that nobody will make room, a consumer blocked on an empty one that nothing will come.

use std::any::Any;
use std::io;

use pattern_core::{BoundedQueue, panic_message};
use pattern_sync::sync::Mutex;

use crate::error::{Cause, Failure, Role};
use pattern_core::BoxError;

/// What the rest of a run does when one of its threads has failed.
///
/// A failure is an `Err` returned by a producer or consumer, or a panic. It always ends the thread
/// that it happens to, and the run always reports it; this says what becomes of the others.
///
/// # Examples
///
/// ```
/// use producer_consumer::{OnFailure, ProducerConsumer};
///
/// let error = ProducerConsumer::new(2)
///     .on_failure(OnFailure::KeepGoing)
///     .producer("p1", |_out| Err("no paper"))
///     .producer_from("p2", 0..10)
///     .consumer("c1", |_item| {})
///     .run()
///     .unwrap_err();
/// // p1's failure is reported, and p2's items went through all the same.
/// assert_eq!(error.failures().len(), 1);
/// assert_eq!(error.report().unwrap().consumed(), 10);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnFailure {
    /// Stops everyone: pushes are refused from then on, what is in the queue is taken out of it,
    /// and each consumer ends after the item in its hands.
    #[default]
    StopEveryone,
    /// Lets the others go on. If no consumer is left, the producers are stopped nevertheless:
    /// nobody would take what they produce.
    KeepGoing,
}

/// The queue of a run, and the state that decides when it is closed.
pub(crate) struct Shared<T> {
    /// The way from producers to consumers. Its own lock guards it.
    pub(crate) queue: BoundedQueue<T>,
    on_failure: OnFailure,
    /// Taken when a thread ends and never per item; the queue's lock may be taken while it is held,
    /// never the other way round.
    ending: Mutex<Ending<T>>,
}

/// Who is still there, and what those who left have left behind.
pub(crate) struct Ending<T> {
    producers: usize,
    consumers: usize,
    /// In the order in which they happened.
    pub(crate) failures: Vec<Failure>,
    /// What the first panic carried.
    pub(crate) first_panic: Option<Box<dyn Any + Send>>,
    /// Items that were produced and that no consumer will take.
    pub(crate) unconsumed: Vec<T>,
}

/// How a thread can end without ending well.
pub(crate) enum Misfortune {
    Error(BoxError),
    Panic(Box<dyn Any + Send>),
    NotStarted(io::Error),
}

impl<T> Shared<T> {
    /// Prepares a run of so many producers and consumers, none of which has started yet.
    pub(crate) fn new(
        capacity: usize,
        on_failure: OnFailure,
        producers: usize,
        consumers: usize,
    ) -> Self {
        let queue = BoundedQueue::new(capacity);
        if producers == 0 {
            queue.close();
        }
        let ending = Mutex::new(Ending {
            producers,
            consumers,
            failures: Vec::new(),
            first_panic: None,
            unconsumed: Vec::new(),
        });
        Self {
            queue,
            on_failure,
            ending,
        }
    }

    /// Takes note that a thread has ended, and closes the queue if that leaves a side deserted.
    pub(crate) fn ended(&self, thread: &str, role: Role, result: Result<(), Misfortune>) {
        let failed = result.is_err();
        let mut ending = self.ending.lock();
        if let Err(misfortune) = result {
            ending.record(thread, role, misfortune);
        }
        match role {
            Role::Producer => ending.producers -= 1,
            Role::Consumer => ending.consumers -= 1,
        }
        if ending.consumers == 0 || (failed && self.on_failure == OnFailure::StopEveryone) {
            self.clear_out(&mut ending);
        } else if ending.producers == 0 {
            // What is in the queue is still consumed: closing refuses pushes, not pops.
            self.queue.close();
        }
    }

    /// Stops everyone because a thread could not be started.
    pub(crate) fn not_started(&self, thread: &str, role: Role, error: io::Error) {
        self.ending
            .lock()
            .record(thread, role, Misfortune::NotStarted(error));
        self.stop();
    }

    /// Stops everyone: closes the queue and takes out what nobody is going to take.
    pub(crate) fn stop(&self) {
        self.clear_out(&mut self.ending.lock());
    }

    /// Keeps an item that the queue has refused.
    pub(crate) fn keep(&self, item: T) {
        self.ending.lock().unconsumed.push(item);
    }

    /// Gives what has been left behind, once all threads have ended.
    pub(crate) fn into_ending(self) -> Ending<T> {
        self.ending.into_inner()
    }

    /// Closes the queue first, so that it stays empty once it has been emptied. A consumer that
    /// takes an item meanwhile is welcome to it: it took it before it could know.
    fn clear_out(&self, ending: &mut Ending<T>) {
        self.queue.close();
        ending.unconsumed.extend(self.queue.drain());
    }
}

impl<T> Ending<T> {
    fn record(&mut self, thread: &str, role: Role, misfortune: Misfortune) {
        let cause = match misfortune {
            Misfortune::Error(error) => Cause::Error(error),
            Misfortune::NotStarted(error) => Cause::NotStarted(error),
            Misfortune::Panic(payload) => {
                let message = panic_message(&*payload);
                self.first_panic.get_or_insert(payload);
                Cause::Panic(message)
            }
        };
        self.failures.push(Failure {
            thread: thread.to_owned(),
            role,
            cause,
        });
    }
}
