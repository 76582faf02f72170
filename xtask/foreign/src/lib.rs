//! A `JoinableQueue` behind a C surface, for programs in other languages to load: `python/queue.py`
//! is one.
//!
//! Queues are known by a number, and so are the items in them: what an item stands for is the
//! caller's business. A negative answer says why there is none.
// Nothing here is unsafe but the names, which must not be mangled: they are this library's alone.
#![allow(unsafe_code)]

use std::panic::catch_unwind;

use pattern_core::{JoinableQueue, PopTimeoutError, PushTimeoutError, TryPopError, TryPushError};
use pattern_sync::collections::HashMap;
use pattern_sync::sync::{Arc, LazyLock, Mutex};
use pattern_sync::time::Duration;

/// It was done.
const DONE: i64 = 0;
/// The queue was full, or empty, for as long as the caller would wait.
const NOT_NOW: i64 = -1;
/// The queue is closed.
const CLOSED: i64 = -2;
/// There is no task to be marked done.
const NOTHING_TO_DO: i64 = -3;

type Queue = JoinableQueue<u64>;

/// The queues that there are, by their numbers.
static QUEUES: LazyLock<Mutex<Queues>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Queues {
    by_number: HashMap<u64, Arc<Queue>>,
    made: u64,
}

/// Gives the queue of that number, which may be forgotten meanwhile: nobody holds the lock while he
/// waits in it.
fn queue(number: u64) -> Arc<Queue> {
    let queues = QUEUES.lock();
    Arc::clone(queues.by_number.get(&number).expect("a queue's number"))
}

/// Makes a queue that holds `capacity` items at most, 0 for as many as the memory does; returns its
/// number.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_new(capacity: u64) -> u64 {
    let capacity = usize::try_from(capacity).ok().filter(|&most| most > 0);
    let queue = Arc::new(Queue::new(capacity.unwrap_or(usize::MAX)));
    let mut queues = QUEUES.lock();
    queues.made += 1;
    let number = queues.made;
    queues.by_number.insert(number, queue);
    number
}

/// Forgets a queue, which lives on until the last operation on it has ended.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_forget(number: u64) {
    QUEUES.lock().by_number.remove(&number);
}

/// Pushes an item: `seconds` is how long it waits for room, not at all if 0, for ever if negative.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_push(number: u64, item: u64, seconds: f64) -> i64 {
    let queue = queue(number);
    if seconds < 0.0 {
        queue.push(item).map_or(CLOSED, |()| DONE)
    } else if seconds == 0.0 {
        match queue.try_push(item) {
            Ok(()) => DONE,
            Err(TryPushError::Full(_)) => NOT_NOW,
            Err(TryPushError::Closed(_)) => CLOSED,
        }
    } else {
        match queue.push_timeout(item, duration(seconds)) {
            Ok(()) => DONE,
            Err(PushTimeoutError::Timeout(_)) => NOT_NOW,
            Err(PushTimeoutError::Closed(_)) => CLOSED,
        }
    }
}

/// Pops an item, waiting as [`pattern_queue_push`] does. Items are less than 2⁶³.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_pop(number: u64, seconds: f64) -> i64 {
    let queue = queue(number);
    let item = if seconds < 0.0 {
        queue.pop().ok_or(CLOSED)
    } else if seconds == 0.0 {
        queue.try_pop().map_err(|error| match error {
            TryPopError::Empty => NOT_NOW,
            TryPopError::Closed => CLOSED,
        })
    } else {
        let popped = queue.pop_timeout(duration(seconds));
        popped.map_err(|error| match error {
            PopTimeoutError::Timeout => NOT_NOW,
            PopTimeoutError::Closed => CLOSED,
        })
    };
    match item {
        Ok(item) => i64::try_from(item).expect("the caller's items are less than 2⁶³"),
        Err(refusal) => refusal,
    }
}

/// Marks an item done that was popped.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_task_done(number: u64) -> i64 {
    let queue = queue(number);
    // A panic must not leave through a C function.
    catch_unwind(|| queue.task_done()).map_or(NOTHING_TO_DO, |()| DONE)
}

/// Waits until every item that was pushed has been marked done.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_join(number: u64) {
    queue(number).join();
}

/// Returns how many items are in the queue.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_len(number: u64) -> u64 {
    queue(number).len() as u64
}

/// Returns how many items were pushed and not marked done.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_unfinished(number: u64) -> u64 {
    queue(number).unfinished() as u64
}

/// Closes the queue.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_close(number: u64) {
    queue(number).close();
}

/// Takes out all items and marks them done; returns how many they were.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_drain(number: u64) -> u64 {
    queue(number).drain().len() as u64
}

/// Returns whether the queue is closed: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn pattern_queue_is_closed(number: u64) -> i64 {
    i64::from(queue(number).is_closed())
}

/// More seconds than a duration holds are as good as for ever.
fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}
