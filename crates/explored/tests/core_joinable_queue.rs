//! The joinable queue under every schedule within bounds: join waits for the work, and only for it.

use pattern_core::JoinableQueue;
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread;
use pattern_sync::time::Duration;

const A_WHILE: Duration = Duration::from_millis(10);

#[test]
fn join_waits_for_the_work_in_flight() {
    explore(|| {
        let queue = JoinableQueue::new(1);
        let worked = AtomicUsize::new(0);
        thread::scope(|s| {
            s.spawn(|| {
                for item in queue.guards() {
                    worked.fetch_add(*item, Ordering::SeqCst);
                }
            });
            queue.push(1).unwrap();
            queue.push(2).unwrap();
            queue.join();
            assert_eq!(worked.load(Ordering::SeqCst), 3);
            queue.close();
        });
    });
}

#[test]
fn join_waits_for_every_consumer() {
    explore(|| {
        let queue = JoinableQueue::new(2);
        let worked = AtomicUsize::new(0);
        queue.push_many([1, 2]).unwrap();
        thread::scope(|s| {
            for _ in 0..2 {
                s.spawn(|| {
                    let item = queue.pop().unwrap();
                    worked.fetch_add(item, Ordering::SeqCst);
                    queue.task_done();
                });
            }
            queue.join();
            assert_eq!(worked.load(Ordering::SeqCst), 3);
        });
    });
}

#[test]
fn join_waits_for_a_task_taken_apart_until_its_completion_is_dropped() {
    explore(|| {
        let queue = JoinableQueue::new(1);
        let worked = AtomicUsize::new(0);
        queue.push(1).unwrap();
        thread::scope(|s| {
            let joiner = s.spawn(|| {
                queue.join();
                assert_eq!(worked.load(Ordering::SeqCst), 1);
            });
            let (item, completion) = queue.pop_guard().unwrap().into_parts();
            settle();
            assert!(!joiner.is_finished());
            worked.fetch_add(item, Ordering::SeqCst);
            drop(completion);
            joiner.join().unwrap();
        });
    });
}

#[test]
fn everybody_who_joins_is_woken() {
    explore(|| {
        let queue = JoinableQueue::new(1);
        queue.push(1).unwrap();
        thread::scope(|s| {
            let joiners = [(); 2].map(|()| s.spawn(|| queue.join()));
            assert_eq!(queue.pop(), Some(1));
            settle();
            assert!(joiners.iter().all(|joiner| !joiner.is_finished()));
            queue.task_done();
            for joiner in joiners {
                joiner.join().unwrap();
            }
        });
    });
}

#[test]
fn an_item_is_never_marked_done_before_it_is_counted() {
    explore(|| {
        let queue = JoinableQueue::new(2);
        thread::scope(|s| {
            // `task_done` panics if the count of the item comes after its pop.
            s.spawn(|| {
                for _item in &queue {
                    queue.task_done();
                }
            });
            queue.push(1).unwrap();
            queue.try_push(2).ok();
            queue.push_many([3]).unwrap();
            queue.close();
            queue.join();
            assert!(queue.is_empty());
        });
    });
}

#[test]
fn close_does_not_end_a_join_but_the_work_does() {
    explore(|| {
        let queue = JoinableQueue::new(1);
        queue.push(1).unwrap();
        thread::scope(|s| {
            let joiner = s.spawn(|| queue.join());
            queue.close();
            settle();
            assert!(!joiner.is_finished(), "the item is still to be worked on");
            for _task in queue.guards() {
                settle();
                assert!(!joiner.is_finished(), "the item is being worked on");
            }
            joiner.join().unwrap();
        });
    });
}

#[test]
fn a_consumer_that_panics_marks_its_item_done() {
    explore(|| {
        let queue = JoinableQueue::new(2);
        queue.push_many([1, 2]).unwrap();
        thread::scope(|s| {
            let with_guard = s.spawn(|| {
                let _task = queue.pop_guard();
                panic!("a panic that is part of the test");
            });
            let taken_apart = s.spawn(|| {
                let (_item, _completion) = queue.pop_guard().unwrap().into_parts();
                panic!("a panic that is part of the test");
            });
            queue.join();
            assert!(with_guard.join().is_err());
            assert!(taken_apart.join().is_err());
        });
    });
}

#[test]
fn a_panic_in_one_consumer_leaves_the_other_at_work() {
    explore(|| {
        let queue = JoinableQueue::new(1);
        thread::scope(|s| {
            let unlucky = s.spawn(|| {
                if queue.pop_guard().is_some_and(|task| *task == 1) {
                    panic!("a panic that is part of the test");
                }
            });
            s.spawn(|| queue.guards().for_each(drop));
            queue.push(1).unwrap();
            queue.push(2).unwrap();
            queue.join();
            queue.close();
            let _panicked_or_not = unlucky.join();
        });
    });
}

#[test]
fn pushes_that_are_refused_are_not_waited_for() {
    explore(|| {
        let queue = JoinableQueue::new(1);
        queue.push(0).unwrap();
        thread::scope(|s| {
            let pusher = s.spawn(|| queue.push(1).is_ok());
            let many = s.spawn(|| queue.push_many([2, 3]).is_ok());
            queue.close();
            assert!(!pusher.join().unwrap());
            assert!(!many.join().unwrap());
            assert_eq!(queue.unfinished(), 1);
            drop(queue.pop_guard());
            queue.join();
        });
    });
}

#[test]
fn pushes_that_time_out_are_not_waited_for() {
    explore(|| {
        let queue = JoinableQueue::new(1);
        queue.push(0).unwrap();
        thread::scope(|s| {
            let pusher = s.spawn(|| usize::from(queue.push_timeout(1, A_WHILE).is_ok()));
            drop(queue.pop_guard());
            let pushed = pusher.join().unwrap();
            assert_eq!((queue.len(), queue.unfinished()), (pushed, pushed));
        });
    });
}

#[test]
fn draining_counts_as_done_and_ends_a_join() {
    explore(|| {
        let queue = JoinableQueue::new(2);
        queue.push_many([1, 2]).unwrap();
        thread::scope(|s| {
            let joiner = s.spawn(|| queue.join());
            let consumer = s.spawn(|| usize::from(queue.try_pop_guard().is_ok()));
            queue.close();
            let drained = queue.drain().len();
            joiner.join().unwrap();
            assert_eq!(consumer.join().unwrap() + drained, 2);
        });
    });
}

#[test]
fn a_join_that_saw_everything_done_ends_although_more_comes() {
    explore(|| {
        let queue = JoinableQueue::new(1);
        queue.push(1).unwrap();
        thread::scope(|s| {
            let joiner = s.spawn(|| queue.join());
            settle();
            // Everything is done for a moment, while the joiner waits for just that.
            drop(queue.pop_guard());
            queue.push(2).unwrap();
            settle();
            assert!(joiner.is_finished());
            assert_eq!(queue.unfinished(), 1);
        });
    });
}

#[test]
fn a_timed_join_says_whether_the_work_is_done() {
    explore(|| {
        let queue = JoinableQueue::new(1);
        let worked = AtomicUsize::new(0);
        queue.push(1).unwrap();
        thread::scope(|s| {
            s.spawn(|| {
                let task = queue.pop_guard().unwrap();
                worked.fetch_add(*task, Ordering::SeqCst);
            });
            if queue.join_timeout(A_WHILE) {
                assert_eq!(worked.load(Ordering::SeqCst), 1);
            }
            queue.join();
            assert_eq!(worked.load(Ordering::SeqCst), 1);
        });
    });
}

#[test]
fn a_timed_join_on_work_that_never_ends_gives_up() {
    explore(|| {
        let queue = JoinableQueue::new(1);
        queue.push(1).unwrap();
        thread::scope(|s| {
            let joiner = s.spawn(|| queue.join_timeout(A_WHILE));
            let task = queue.pop_guard();
            assert!(!joiner.join().unwrap());
            drop(task);
        });
    });
}
