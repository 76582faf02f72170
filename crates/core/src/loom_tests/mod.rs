//! The queue under loom, which knows the memory model: what an item brings with it, no slot used by
//! two at once, nobody left asleep.
//!
//! ```text
//! RUSTFLAGS="--cfg loom" cargo test --release -p pattern-core --lib --target-dir target/loom loom_tests
//! ```
//!
//! Each model is small enough to be searched completely within its bound of preemptions. That they
//! can fail is shown by the last tests: with the publication weakened to `Relaxed` loom finds two
//! threads in one slot. (And without the second look, under the lock of the other end, that
//! `Fifo::sleep_until_item` takes before a thread is entered as asleep, loom finds a deadlock.)

use loom::sync::Arc;
use loom::thread;

use crate::deadline::Deadline::Never;
use crate::fifo::Fifo;

pub(crate) mod primitives;

/// Searches all executions of `body` with up to `preemptions` preemptions.
fn model(preemptions: usize, body: impl Fn() + Send + Sync + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(preemptions);
    model.check(body);
}

/// Each item is on the heap, so that loom sees who may read what it points to.
type Item = Box<usize>;

/// Makes a queue whose numbers wrap around after one item.
fn queue(capacity: usize) -> Arc<Fifo<Item>> {
    Arc::new(Fifo::growing_from(capacity, usize::MAX, capacity))
}

/// Pops until the end of the queue; returns the sum of the items.
fn sum(queue: &Fifo<Item>) -> usize {
    std::iter::from_fn(|| queue.pop(Never).ok())
        .map(|item| *item)
        .sum()
}

/// One pusher of three items, one popper: both have to wait, and a slot is used again.
fn pass_three_items_on() {
    let queue = queue(1);
    let pusher = thread::spawn({
        let queue = Arc::clone(&queue);
        move || {
            for item in 1..=3 {
                queue.push(Box::new(item), Never).unwrap();
            }
            queue.close();
        }
    });
    for item in 1..=3 {
        assert_eq!(queue.pop(Never), Ok(Box::new(item)));
    }
    assert!(queue.pop(Never).is_err());
    pusher.join().unwrap();
}

#[test]
fn items_pass_from_a_pusher_to_a_popper() {
    model(3, pass_three_items_on);
}

#[test]
fn a_batch_passes_through_a_queue_that_is_smaller() {
    model(3, || {
        let queue = queue(2);
        let pusher = thread::spawn({
            let queue = Arc::clone(&queue);
            move || {
                queue.push_many((1..=3).map(Box::new)).unwrap();
                queue.close();
            }
        });
        let batches = std::iter::from_fn(|| queue.pop_many(3));
        let items: Vec<usize> = batches.flatten().map(|item| *item).collect();
        assert_eq!(items, [1, 2, 3]);
        pusher.join().unwrap();
    });
}

#[test]
fn two_poppers_share_the_items_and_both_end() {
    model(2, || {
        let queue = queue(1);
        let popper = thread::spawn({
            let queue = Arc::clone(&queue);
            move || sum(&queue)
        });
        let pusher = thread::spawn({
            let queue = Arc::clone(&queue);
            move || {
                queue.push(Box::new(1), Never).unwrap();
                queue.push(Box::new(2), Never).unwrap();
                queue.close();
            }
        });
        let here = sum(&queue);
        assert_eq!(here + popper.join().unwrap(), 3);
        pusher.join().unwrap();
    });
}

#[test]
fn two_pushers_find_room_one_after_the_other() {
    model(2, || {
        let queue = queue(1);
        let pushers = [1, 2].map(|item| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.push(Box::new(item), Never).unwrap())
        });
        let items = [queue.pop(Never).unwrap(), queue.pop(Never).unwrap()];
        assert_eq!(*items[0] + *items[1], 3);
        for pusher in pushers {
            pusher.join().unwrap();
        }
    });
}

#[test]
fn a_push_that_meets_the_end_is_in_or_handed_back() {
    model(3, || {
        let queue = queue(1);
        let pusher = thread::spawn({
            let queue = Arc::clone(&queue);
            move || queue.push(Box::new(1), Never).map_or(1, |()| 0)
        });
        queue.close();
        let popped = sum(&queue);
        assert_eq!(popped + pusher.join().unwrap(), 1);
        assert_eq!(queue.len(), 0, "the end was final");
    });
}

#[test]
fn a_ring_that_grows_keeps_its_items() {
    model(3, || {
        let queue = Arc::new(Fifo::growing_from(1, usize::MAX, 4));
        let pusher = thread::spawn({
            let queue = Arc::clone(&queue);
            move || {
                for item in 1..=3 {
                    queue.push(Box::new(item), Never).unwrap();
                }
            }
        });
        for item in 1..=3 {
            assert_eq!(queue.pop(Never), Ok(Box::new(item)));
        }
        pusher.join().unwrap();
    });
}

#[test]
#[should_panic(expected = "Causality violation")]
fn a_publication_that_is_too_weak_is_found() {
    primitives::PUBLISHES_TOO_WEAKLY.set(true);
    model(3, pass_three_items_on);
}
