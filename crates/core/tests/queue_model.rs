//! Both queues against a sequential model: one thread, random operations, and what each must answer.

mod common;

use common::{Queue, must_end};
use pattern_core::{
    BoundedQueue, JoinableQueue, PopTimeoutError, PushError, PushManyError, PushTimeoutError,
    TryPopError, TryPushError,
};
use pattern_sync::collections::VecDeque;
use pattern_sync::time::Duration;
use proptest::collection::vec;
use proptest::prelude::*;

/// What a thread may ask of a queue. Those that would block are left out by `Model::blocks`.
#[derive(Clone, Debug)]
enum Operation {
    Push(u8),
    TryPush(u8),
    PushTimeout(u8),
    PushMany(Vec<u8>),
    Pop,
    TryPop,
    PopTimeout,
    PopMany(usize),
    TryIter(usize),
    Drain,
    Close,
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        4 => any::<u8>().prop_map(Operation::Push),
        4 => any::<u8>().prop_map(Operation::TryPush),
        2 => any::<u8>().prop_map(Operation::PushTimeout),
        4 => vec(any::<u8>(), 0..4).prop_map(Operation::PushMany),
        4 => Just(Operation::Pop),
        4 => Just(Operation::TryPop),
        2 => Just(Operation::PopTimeout),
        4 => (1..4_usize).prop_map(Operation::PopMany),
        1 => (0..3_usize).prop_map(Operation::TryIter),
        1 => Just(Operation::Drain),
        1 => Just(Operation::Close),
    ]
}

/// What a queue is: items in order, a limit, and a flag.
struct Model {
    items: VecDeque<u8>,
    capacity: usize,
    closed: bool,
}

impl Model {
    fn new(capacity: usize) -> Self {
        Self {
            items: VecDeque::new(),
            capacity,
            closed: false,
        }
    }

    fn room(&self) -> usize {
        self.capacity - self.items.len()
    }

    /// Whether the one thread that there is would wait forever.
    fn blocks(&self, operation: &Operation) -> bool {
        let pushed = match operation {
            Operation::Push(_) => 1,
            Operation::PushMany(items) => items.len(),
            Operation::Pop | Operation::PopMany(_) => {
                return self.items.is_empty() && !self.closed;
            }
            _ => 0,
        };
        pushed > self.room() && !self.closed
    }

    fn take(&mut self, max: usize) -> Vec<u8> {
        let count = self.items.len().min(max);
        self.items.drain(..count).collect()
    }
}

/// Does `operation` on both, and compares the answers.
fn step(
    queue: &impl Queue<u8>,
    model: &mut Model,
    operation: Operation,
) -> Result<(), TestCaseError> {
    let (full, closed) = (model.room() == 0, model.closed);
    match operation {
        Operation::Push(item) => {
            let expected = if closed { Err(PushError(item)) } else { Ok(()) };
            prop_assert_eq!(queue.push(item), expected);
            model.items.extend(expected.is_ok().then_some(item));
        }
        Operation::TryPush(item) => {
            let expected = match (closed, full) {
                (true, _) => Err(TryPushError::Closed(item)),
                (false, true) => Err(TryPushError::Full(item)),
                (false, false) => Ok(()),
            };
            prop_assert_eq!(queue.try_push(item), expected);
            model.items.extend(expected.is_ok().then_some(item));
        }
        Operation::PushTimeout(item) => {
            let expected = match (closed, full) {
                (true, _) => Err(PushTimeoutError::Closed(item)),
                (false, true) => Err(PushTimeoutError::Timeout(item)),
                (false, false) => Ok(()),
            };
            prop_assert_eq!(queue.push_timeout(item, Duration::ZERO), expected);
            model.items.extend(expected.is_ok().then_some(item));
        }
        Operation::PushMany(items) => {
            if closed && !items.is_empty() {
                let refused = Err(PushManyError(items.clone()));
                prop_assert_eq!(queue.push_many(items), refused);
            } else {
                prop_assert_eq!(queue.push_many(items.clone()), Ok(()));
                model.items.extend(items);
            }
        }
        Operation::Pop => prop_assert_eq!(queue.pop(), model.items.pop_front()),
        Operation::TryPop => {
            let none = if closed {
                TryPopError::Closed
            } else {
                TryPopError::Empty
            };
            prop_assert_eq!(queue.try_pop(), model.items.pop_front().ok_or(none));
        }
        Operation::PopTimeout => {
            let none = if closed {
                PopTimeoutError::Closed
            } else {
                PopTimeoutError::Timeout
            };
            let expected = model.items.pop_front().ok_or(none);
            prop_assert_eq!(queue.pop_timeout(Duration::ZERO), expected);
        }
        Operation::PopMany(max) => {
            let expected = Some(model.take(max)).filter(|batch| !batch.is_empty());
            prop_assert_eq!(queue.pop_many(max), expected);
        }
        Operation::TryIter(count) => {
            let items: Vec<u8> = queue.try_iter().take(count).collect();
            prop_assert_eq!(items, model.take(count));
        }
        Operation::Drain => prop_assert_eq!(queue.drain(), model.take(usize::MAX)),
        Operation::Close => {
            queue.close();
            model.closed = true;
        }
    }
    prop_assert_eq!(queue.len(), model.items.len());
    prop_assert_eq!(queue.is_empty(), model.items.is_empty());
    prop_assert_eq!(queue.is_full(), model.room() == 0);
    prop_assert_eq!(queue.is_closed(), model.closed);
    Ok(())
}

fn agrees_with_the_model<Q: Queue<u8>>(
    capacity: usize,
    operations: Vec<Operation>,
) -> Result<(), TestCaseError> {
    let queue = Q::with_capacity(capacity);
    let mut model = Model::new(capacity);
    prop_assert_eq!(queue.capacity(), capacity);
    for operation in operations {
        if !model.blocks(&operation) {
            step(&queue, &mut model, operation)?;
        }
    }
    // Whatever came before: closed and drained is the end, and nothing is lost on the way there.
    queue.close();
    prop_assert_eq!(queue.iter().collect::<Vec<_>>(), model.take(usize::MAX));
    Ok(())
}

#[test]
fn a_bounded_queue_agrees_with_the_model() {
    must_end(|| {
        proptest!(|(capacity in 1..6_usize, operations in vec(operation(), 0..60))| {
            agrees_with_the_model::<BoundedQueue<u8>>(capacity, operations)?;
        });
    });
}

#[test]
fn a_joinable_queue_agrees_with_the_model() {
    must_end(|| {
        proptest!(|(capacity in 1..6_usize, operations in vec(operation(), 0..60))| {
            agrees_with_the_model::<JoinableQueue<u8>>(capacity, operations)?;
        });
    });
}
