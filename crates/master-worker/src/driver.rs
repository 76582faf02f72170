//! The life of a worker's thread: takes orders, does as it is told, reports.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_core::panic_message;
use pattern_sync::trace;

use crate::desk::Order;
use crate::error::Failure;
use crate::hub::Hub;
use crate::labels::TASK;
use crate::scheduler::{Event, WorkerId};
use crate::worker::{Worker, WorkerError};

/// Lets `worker` follow its orders until it is told to go.
pub(crate) fn drive<T, R>(hub: &Hub<T, R>, id: WorkerId, mut worker: impl Worker<T, R>) {
    // Whatever ends this thread, the master learns of it, and nobody waits for it.
    let _leaving = Leaving { hub, id };
    while let Some(order) = hub.next_order(id) {
        match order {
            Order::Start => hub.report(start(id, &mut worker), None),
            Order::Perform(task) => {
                let perform = || perform(id, &mut worker, &task);
                let (event, result) = trace::work(TASK, perform);
                // Before the report: the task may be handed out again, or back, at once.
                drop(task);
                hub.report(event, result);
            }
        }
    }
}

fn start<T, R>(id: WorkerId, worker: &mut impl Worker<T, R>) -> Event {
    // Unwind safe: a worker that has panicked is brought up anew, or not used again.
    let why = match catch_unwind(AssertUnwindSafe(|| worker.start())) {
        Ok(Ok(())) => return Event::Ready { worker: id },
        Ok(Err(why)) => why,
        Err(payload) => format!("panicked: {}", panic_message(&*payload)),
    };
    Event::Died {
        worker: id,
        begun: false,
        why,
    }
}

fn perform<T, R>(id: WorkerId, worker: &mut impl Worker<T, R>, task: &T) -> (Event, Option<R>) {
    // Unwind safe: no lock of ours is held, and a closure that leaves something half-done behind
    // itself says so by its type or by its documentation.
    let (begun, why) = match catch_unwind(AssertUnwindSafe(|| worker.perform(task))) {
        Ok(Ok(result)) => return (Event::Succeeded { worker: id }, Some(result)),
        Ok(Err(WorkerError::Failed(error))) => return (failed(id, Failure::Error(error)), None),
        Ok(Err(WorkerError::Panicked(message))) => {
            return (failed(id, Failure::Panic(message)), None);
        }
        Ok(Err(WorkerError::Poison(why))) => return (failed(id, Failure::Poison(why)), None),
        Ok(Err(WorkerError::Died(why))) => (true, why),
        Ok(Err(WorkerError::NotBegun(why))) => (false, why),
        Err(payload) => {
            let message = panic_message(&*payload);
            return (failed(id, Failure::Panic(message)), None);
        }
    };
    let died = Event::Died {
        worker: id,
        begun,
        why,
    };
    (died, None)
}

fn failed(worker: WorkerId, failure: Failure) -> Event {
    Event::Failed { worker, failure }
}

/// Tells the master that a worker has gone. If it was told to go this says nothing new.
struct Leaving<'hub, T, R> {
    hub: &'hub Hub<T, R>,
    id: WorkerId,
}

impl<T, R> Drop for Leaving<'_, T, R> {
    fn drop(&mut self) {
        let left = Event::Left {
            worker: self.id,
            why: "its thread has ended".to_owned(),
        };
        self.hub.report(left, None);
    }
}
