//! The life of a run: starts the threads, waits for them, and gathers what they have to say.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_sync::thread::{self, Builder};
use pattern_sync::time::Instant;

use crate::error::Role;
use crate::input::Input;
use crate::output::Output;
use crate::report::{Report, ThreadReport};
use crate::shared::{Misfortune, Shared};
use pattern_core::BoxError;

/// The whole of a producer's work: one call per thread, so that what happens per item is compiled
/// together with the closure that the user wrote.
pub(crate) type Produce<'env, T> =
    Box<dyn FnOnce(&mut Output<'_, T>) -> Result<(), BoxError> + Send + 'env>;

/// The whole of a consumer's work.
pub(crate) type Consume<'env, T> =
    Box<dyn FnOnce(&mut Input<'_, T>) -> Result<(), BoxError> + Send + 'env>;

/// A thread to be started.
pub(crate) struct Member<'env, T> {
    pub(crate) name: String,
    pub(crate) work: Work<'env, T>,
}

/// What a thread is there for.
pub(crate) enum Work<'env, T> {
    Produce(Produce<'env, T>),
    Consume(Consume<'env, T>),
}

impl<T> Member<'_, T> {
    pub(crate) fn role(&self) -> Role {
        match self.work {
            Work::Produce(_) => Role::Producer,
            Work::Consume(_) => Role::Consumer,
        }
    }
}

/// Runs every thread to its end. The report lacks what is only known afterwards: the number of
/// unconsumed items.
pub(crate) fn run_all<T: Send>(shared: &Shared<T>, members: Vec<Member<'_, T>>) -> Report {
    let started = Instant::now();
    let mut report = Report {
        producers: Vec::new(),
        consumers: Vec::new(),
        unconsumed: 0,
        high_water: 0,
        capacity: shared.queue.capacity(),
        elapsed: started.elapsed(),
    };
    thread::scope(|s| {
        let mut running = Vec::with_capacity(members.len());
        for member in members {
            let (name, role) = (member.name.clone(), member.role());
            let builder = Builder::new().name(name.clone());
            match builder.spawn_scoped(s, move || live(shared, member)) {
                Ok(handle) => running.push((role, handle)),
                Err(error) => {
                    // Those that run already might wait for this one for ever.
                    shared.not_started(&name, role, error);
                    break;
                }
            }
        }
        for (role, handle) in running {
            // The panics of the closures have been caught; any other would be ours.
            let thread = handle.join().unwrap_or_else(|panic| resume_unwind(panic));
            match role {
                Role::Producer => report.producers.push(thread),
                Role::Consumer => report.consumers.push(thread),
            }
        }
    });
    report.high_water = shared.queue.high_water();
    report.elapsed = started.elapsed();
    report
}

/// The life of one thread: works, and then tells the others that it has gone, whatever happened.
fn live<T>(shared: &Shared<T>, member: Member<'_, T>) -> ThreadReport {
    let role = member.role();
    let (result, account) = match member.work {
        Work::Produce(work) => {
            let mut output = Output::new(shared, member.name);
            (caught(|| work(&mut output)), output.close())
        }
        Work::Consume(work) => {
            let mut input = Input::new(shared, member.name);
            (caught(|| work(&mut input)), input.close())
        }
    };
    shared.ended(&account.name, role, result);
    account
}

/// Runs a thread's work, once per thread and not per item, and turns a panic into a value: the
/// others must be told before they wait for a thread that has gone.
fn caught(work: impl FnOnce() -> Result<(), BoxError>) -> Result<(), Misfortune> {
    // Unwind safe: no lock of ours is held while the user's closure runs, and what it may leave
    // half-done is plain numbers (ours) or captured by it alone (its own).
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(Misfortune::Error),
        Err(payload) => Err(Misfortune::Panic(payload)),
    }
}
