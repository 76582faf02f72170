//! The tasks of a joinable queue against a sequential model: what is unfinished, and until when.

mod common;

use common::must_end;
use pattern_core::{Completion, JoinableQueue, TaskGuard};
use pattern_sync::time::Duration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

#[derive(Clone, Debug)]
enum Operation {
    TryPush,
    PushMany(usize),
    TryPop,
    PopMany(usize),
    /// Pops into a guard that is kept.
    PopGuard,
    /// Drops one of the guards kept.
    DropGuard(Index),
    /// Takes one of the guards kept apart, and keeps its completion.
    TakeApart(Index),
    /// Drops one of the completions kept.
    DropCompletion(Index),
    /// For an item that is not under a guard.
    TaskDone,
    Drain,
    Close,
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        4 => Just(Operation::TryPush),
        2 => (0..4_usize).prop_map(Operation::PushMany),
        2 => Just(Operation::TryPop),
        1 => (1..4_usize).prop_map(Operation::PopMany),
        4 => Just(Operation::PopGuard),
        2 => any::<Index>().prop_map(Operation::DropGuard),
        1 => any::<Index>().prop_map(Operation::TakeApart),
        1 => any::<Index>().prop_map(Operation::DropCompletion),
        4 => Just(Operation::TaskDone),
        1 => Just(Operation::Drain),
        1 => Just(Operation::Close),
    ]
}

/// The state of a run: the queue, the guards that are kept, and the model, which is three numbers.
struct Run<'a> {
    queue: &'a JoinableQueue<u32>,
    guards: Vec<TaskGuard<'a, u32>>,
    completions: Vec<Completion<'a>>,
    /// Pushed and not popped.
    queued: usize,
    /// Popped without a guard and not marked done.
    bare: usize,
    closed: bool,
}

impl<'a> Run<'a> {
    fn room(&self) -> usize {
        self.queue.capacity() - self.queued
    }

    fn step(&mut self, operation: &Operation) {
        match operation {
            Operation::TryPush => self.queued += usize::from(self.queue.try_push(0).is_ok()),
            Operation::PushMany(count) if self.closed || *count <= self.room() => {
                let pushed = self.queue.push_many(vec![0; *count]).is_ok();
                self.queued += if pushed { *count } else { 0 };
            }
            Operation::TryPop => {
                let popped = usize::from(self.queue.try_pop().is_ok());
                self.queued -= popped;
                self.bare += popped;
            }
            Operation::PopMany(max) if self.queued > 0 => {
                let count = self.queue.pop_many(*max).map_or(0, |batch| batch.len());
                self.queued -= count;
                self.bare += count;
            }
            Operation::PopGuard => {
                if let Ok(guard) = self.queue.try_pop_guard() {
                    self.queued -= 1;
                    self.guards.push(guard);
                }
            }
            Operation::DropGuard(index) if !self.guards.is_empty() => {
                drop(self.guards.swap_remove(index.index(self.guards.len())));
            }
            Operation::TakeApart(index) if !self.guards.is_empty() => {
                let guard = self.guards.swap_remove(index.index(self.guards.len()));
                let (_item, completion) = guard.into_parts();
                self.completions.push(completion);
            }
            Operation::DropCompletion(index) if !self.completions.is_empty() => {
                drop(
                    self.completions
                        .swap_remove(index.index(self.completions.len())),
                );
            }
            Operation::TaskDone if self.bare > 0 => {
                self.queue.task_done();
                self.bare -= 1;
            }
            Operation::Drain => {
                self.queued -= self.queue.drain().len();
            }
            Operation::Close => {
                self.queue.close();
                self.closed = true;
            }
            _ => {} // there is nothing to do it with
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let unfinished = self.queued + self.bare + self.guards.len() + self.completions.len();
        prop_assert_eq!(self.queue.len(), self.queued);
        prop_assert_eq!(self.queue.unfinished(), unfinished);
        prop_assert_eq!(self.queue.join_timeout(Duration::ZERO), unfinished == 0);
        Ok(())
    }
}

/// Does `operations`; at the end, marks done what is not, which is what a join waits for.
fn agrees_with_the_model(capacity: usize, operations: &[Operation]) -> Result<(), TestCaseError> {
    let queue = JoinableQueue::new(capacity);
    let mut run = Run {
        queue: &queue,
        guards: Vec::new(),
        completions: Vec::new(),
        queued: 0,
        bare: 0,
        closed: false,
    };
    for operation in operations {
        run.step(operation);
        run.check()?;
    }
    let Run {
        guards,
        completions,
        queued,
        bare,
        ..
    } = run;
    drop((guards, completions));
    for _ in 0..queued + bare {
        queue.task_done();
    }
    queue.join();
    Ok(())
}

#[test]
fn an_item_is_unfinished_from_its_push_until_it_is_marked_done() {
    must_end(|| {
        proptest!(|(capacity in 1..6_usize, operations in vec(operation(), 0..60))| {
            agrees_with_the_model(capacity, &operations)?;
        });
    });
}
