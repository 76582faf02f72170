//! The joinable queue on real threads: join waits for the work, and panics do not leave it waiting.

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};

use common::{SHORT, must_end};
use pattern_core::{JoinableQueue, panic_message};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier};
use pattern_sync::thread;

/// Returns the message of the panic that `body` ends with.
fn panic_of(body: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(body)).expect_err("it does not panic");
    panic_message(&*payload)
}

#[test]
fn join_returns_after_the_work_on_every_item() {
    must_end(|| {
        const COUNT: usize = 500;
        let queue = JoinableQueue::new(3);
        let worked = AtomicUsize::new(0);
        thread::scope(|s| {
            for _ in 0..3 {
                s.spawn(|| {
                    for item in queue.guards() {
                        thread::yield_now(); // leaves a moment between the pop and the work
                        worked.fetch_add(*item, Ordering::SeqCst);
                    }
                });
            }
            for round in 1..=COUNT {
                queue.push_many([1, 1]).unwrap();
                queue.join();
                assert_eq!(worked.load(Ordering::SeqCst), 2 * round);
            }
            queue.close();
        });
    });
}

#[test]
fn everybody_who_joins_is_woken() {
    must_end(|| {
        let queue = JoinableQueue::new(1);
        queue.push(()).unwrap();
        let about_to_join = Barrier::new(4);
        thread::scope(|s| {
            for _ in 0..3 {
                s.spawn(|| {
                    about_to_join.wait();
                    queue.join();
                    assert_eq!(queue.unfinished(), 0);
                });
            }
            about_to_join.wait();
            drop(queue.pop_guard());
        });
    });
}

#[test]
fn a_consumer_that_panics_marks_its_item_done() {
    must_end(|| {
        let queue = JoinableQueue::new(2);
        queue.push_many(["bad", "good"]).unwrap();
        thread::scope(|s| {
            let consumer = s.spawn(|| {
                let task = queue.pop_guard().unwrap();
                panic!("{task} item");
            });
            let payload = consumer.join().unwrap_err();
            assert_eq!(panic_message(&*payload), "bad item");
            assert!(!queue.join_timeout(SHORT)); // the good one is still queued
            let consumer = s.spawn(|| {
                let (item, _completion) = queue.pop_guard().unwrap().into_parts();
                panic!("{item} item");
            });
            assert!(consumer.join().is_err());
            queue.join();
        });
    });
}

#[test]
fn an_item_is_dropped_before_it_is_marked_done() {
    /// Notes, when it is dropped, how many items are unfinished.
    struct Witness {
        queue: Arc<JoinableQueue<Self>>,
        unfinished_at_drop: Arc<AtomicUsize>,
    }
    impl Drop for Witness {
        fn drop(&mut self) {
            let unfinished = self.queue.unfinished();
            self.unfinished_at_drop.store(unfinished, Ordering::SeqCst);
        }
    }
    let queue = Arc::new(JoinableQueue::new(1));
    let unfinished_at_drop = Arc::new(AtomicUsize::new(0));
    let witness = Witness {
        queue: Arc::clone(&queue),
        unfinished_at_drop: Arc::clone(&unfinished_at_drop),
    };
    assert!(queue.push(witness).is_ok());
    drop(queue.pop_guard());
    assert_eq!(unfinished_at_drop.load(Ordering::SeqCst), 1);
    assert_eq!(queue.unfinished(), 0);
}

#[test]
fn one_task_done_too_many_panics_and_changes_nothing() {
    let queue = JoinableQueue::new(2);
    let message = "task_done called more often than push";
    assert_eq!(panic_of(|| queue.task_done()), message);
    queue.push(1).unwrap();
    queue.task_done();
    assert_eq!(panic_of(|| queue.task_done()), message);
    queue.push(2).unwrap();
    assert_eq!(queue.unfinished(), 1);
}

#[test]
fn a_guard_whose_item_was_marked_done_by_hand_panics_unless_that_would_abort() {
    let queue = JoinableQueue::new(1);
    let message = "task_done called more often than push";
    queue.push(1).unwrap();
    let task = queue.pop_guard().unwrap();
    queue.task_done();
    assert_eq!(panic_of(|| drop(task)), message);

    queue.push(2).unwrap();
    let task = queue.pop_guard().unwrap();
    queue.task_done();
    let other = panic_of(|| {
        let _dropped_while_unwinding = task;
        panic!("something else");
    });
    assert_eq!(other, "something else");
}

#[test]
fn refused_items_are_not_counted() {
    let queue = JoinableQueue::new(1);
    queue.push(1).unwrap();
    assert!(queue.try_push(2).is_err());
    assert!(queue.push_timeout(3, SHORT).is_err());
    queue.close();
    assert!(queue.push(4).is_err());
    assert!(queue.push_many([5, 6]).is_err());
    assert_eq!(queue.unfinished(), 1);
}
