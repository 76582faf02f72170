//! The worker primitives under every schedule within bounds: nobody sleeps through what it awaits.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_core::{BoundedQueue, Latch, StopSource, WaitGroup, WorkerGroup, panic_message};
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::Arc;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

const A_WHILE: Duration = Duration::from_millis(10);

#[test]
fn a_latch_opens_after_the_last_event_and_not_before() {
    explore(|| {
        let latch = Latch::new(2);
        let events = AtomicUsize::new(0);
        thread::scope(|s| {
            for _ in 0..2 {
                s.spawn(|| {
                    events.fetch_add(1, Ordering::SeqCst);
                    latch.count_down();
                });
            }
            s.spawn(|| {
                latch.wait();
                assert_eq!(events.load(Ordering::SeqCst), 2);
            });
            latch.wait();
            assert_eq!(events.load(Ordering::SeqCst), 2);
            assert!(latch.is_open());
        });
    });
}

#[test]
fn a_latch_stays_closed_while_events_are_missing() {
    explore(|| {
        let latch = Latch::new(2);
        thread::scope(|s| {
            let waiter = s.spawn(|| latch.wait());
            latch.count_down();
            settle();
            assert!(!waiter.is_finished());
            latch.count_down();
            waiter.join().unwrap();
        });
    });
}

#[test]
fn an_event_too_many_leaves_a_latch_open() {
    explore(|| {
        let latch = Latch::new(1);
        thread::scope(|s| {
            s.spawn(|| latch.count_down());
            s.spawn(|| latch.count_down());
            latch.wait();
            assert!(latch.is_open());
        });
        assert_eq!(latch.count(), 0);
    });
}

#[test]
fn threads_that_count_down_and_wait_meet() {
    explore(|| {
        let meeting = Latch::new(3);
        let arrived = AtomicUsize::new(0);
        let meet = || {
            arrived.fetch_add(1, Ordering::SeqCst);
            meeting.count_down_and_wait();
            assert_eq!(arrived.load(Ordering::SeqCst), 3);
        };
        thread::scope(|s| {
            s.spawn(meet);
            s.spawn(meet);
            meet();
        });
    });
}

#[test]
fn a_timed_wait_for_a_latch_says_whether_it_is_open() {
    explore(|| {
        let latch = Latch::new(1);
        thread::scope(|s| {
            let never = Latch::new(1);
            let waiter = s.spawn(|| !latch.wait_timeout(A_WHILE) || latch.is_open());
            latch.count_down();
            assert!(!never.wait_timeout(A_WHILE));
            assert!(waiter.join().unwrap());
            assert!(latch.wait_timeout(A_WHILE));
        });
    });
}

#[test]
fn a_wait_group_waits_for_every_member() {
    explore(|| {
        let group = WaitGroup::new();
        let worked = Arc::new(AtomicUsize::new(0));
        let threads = [(); 2].map(|()| {
            let (member, worked) = (group.add(), Arc::clone(&worked));
            thread::spawn(move || {
                worked.fetch_add(1, Ordering::SeqCst);
                drop(member);
            })
        });
        group.wait();
        assert_eq!(worked.load(Ordering::SeqCst), 2);
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

#[test]
fn everybody_who_waits_for_a_group_is_woken() {
    explore(|| {
        let group = WaitGroup::new();
        let member = group.add();
        thread::scope(|s| {
            let waiters = [(); 2].map(|()| s.spawn(|| group.wait()));
            settle();
            assert!(waiters.iter().all(|waiter| !waiter.is_finished()));
            drop(member);
            for waiter in waiters {
                waiter.join().unwrap();
            }
        });
    });
}

#[test]
fn a_member_that_panics_leaves_the_group() {
    explore(|| {
        let group = WaitGroup::new();
        let member = group.add();
        let thread = thread::spawn(move || {
            let _member = member;
            panic!("a panic that is part of the test");
        });
        group.wait();
        assert!(thread.join().is_err());
    });
}

#[test]
fn a_member_may_let_another_in_before_it_leaves() {
    explore(|| {
        let group = WaitGroup::new();
        let worked = Arc::new(AtomicUsize::new(0));
        let parent = group.add();
        let parent = thread::spawn({
            let (group, worked) = (group.clone(), Arc::clone(&worked));
            move || {
                let child = group.add();
                drop(parent);
                thread::spawn(move || {
                    worked.fetch_add(1, Ordering::SeqCst);
                    drop(child);
                })
            }
        });
        group.wait();
        assert_eq!(worked.load(Ordering::SeqCst), 1);
        parent.join().unwrap().join().unwrap();
    });
}

#[test]
fn a_wait_that_saw_the_group_empty_ends_although_others_come() {
    explore(|| {
        let group = WaitGroup::new();
        let first = group.add();
        thread::scope(|s| {
            let waiter = s.spawn(|| group.wait());
            settle();
            drop(first);
            let second = group.add();
            settle();
            assert!(waiter.is_finished());
            drop(second);
        });
    });
}

#[test]
fn a_stop_wakes_everyone_who_waits_for_it() {
    explore(|| {
        let source = StopSource::new();
        let waiters = [(); 2].map(|()| {
            let token = source.token();
            thread::spawn(move || {
                token.wait();
                token.stop_requested()
            })
        });
        assert!(source.request_stop());
        assert_eq!(waiters.map(|waiter| waiter.join().unwrap()), [true; 2]);
    });
}

#[test]
fn a_token_waits_while_no_stop_is_requested() {
    explore(|| {
        let source = StopSource::new();
        let token = source.token();
        thread::scope(|s| {
            let waiter = s.spawn(|| token.wait());
            settle();
            assert!(!waiter.is_finished());
            source.request_stop();
            waiter.join().unwrap();
        });
    });
}

#[test]
fn a_stop_cuts_a_pause_short() {
    explore(|| {
        let source = StopSource::new();
        let token = source.token();
        thread::scope(|s| {
            let waiter = s.spawn(move || {
                let start = Instant::now();
                (token.wait_timeout(A_WHILE), start.elapsed())
            });
            settle();
            source.request_stop();
            settle(); // no time passes meanwhile
            assert!(waiter.is_finished());
            let (stopped, waited) = waiter.join().unwrap();
            assert!(stopped || waited == A_WHILE);
        });
        assert!(source.token().wait_timeout(A_WHILE));
    });
}

#[test]
fn a_pause_without_a_stop_takes_its_time() {
    explore(|| {
        let source = StopSource::new();
        let token = source.token();
        thread::scope(|s| {
            let waiter = s.spawn(move || {
                let start = Instant::now();
                (token.wait_timeout(A_WHILE), start.elapsed())
            });
            assert_eq!(waiter.join().unwrap(), (false, A_WHILE));
        });
        assert!(!source.stop_requested());
    });
}

#[test]
fn one_of_two_who_request_a_stop_is_the_first() {
    explore(|| {
        let source = StopSource::new();
        thread::scope(|s| {
            let token = source.token();
            let other = s.spawn(|| source.request_stop());
            let waiter = s.spawn(move || token.wait());
            let first = source.request_stop();
            assert_ne!(first, other.join().unwrap());
            waiter.join().unwrap();
        });
    });
}

#[test]
fn joining_a_group_gives_the_results_in_order() {
    explore(|| {
        let mut group = WorkerGroup::new();
        group.spawn("first", || 1);
        group.spawn("second", || 2);
        assert_eq!(group.join().unwrap(), [1, 2]);
    });
}

#[test]
fn dropping_a_group_waits_for_its_workers() {
    explore(|| {
        let queue = Arc::new(BoundedQueue::new(1));
        let worked = Arc::new(AtomicUsize::new(0));
        let mut group = WorkerGroup::new();
        for name in ["first", "second"] {
            let (queue, worked) = (Arc::clone(&queue), Arc::clone(&worked));
            group.spawn(name, move || {
                for item in &*queue {
                    worked.fetch_add(item, Ordering::SeqCst);
                }
            });
        }
        queue.push_many([1, 2]).unwrap();
        queue.close();
        drop(group);
        assert_eq!(worked.load(Ordering::SeqCst), 3);
    });
}

#[test]
fn a_worker_that_panics_is_reported_and_the_others_are_still_waited_for() {
    explore(|| {
        let worked = Arc::new(AtomicUsize::new(0));
        let mut group = WorkerGroup::new();
        group.spawn("unlucky", || panic!("no luck"));
        group.spawn("lucky", {
            let worked = Arc::clone(&worked);
            move || {
                worked.fetch_add(1, Ordering::SeqCst);
            }
        });
        let panics = group.join().unwrap_err();
        assert_eq!(panics.to_string(), "worker 'unlucky' panicked: no luck");
        assert_eq!(worked.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn dropping_a_group_reports_its_panics_by_panicking() {
    explore(|| {
        let mut group = WorkerGroup::new();
        group.spawn("unlucky", || panic!("no luck"));
        group.spawn("lucky", || ());
        let payload = catch_unwind(AssertUnwindSafe(|| drop(group))).unwrap_err();
        assert_eq!(
            panic_message(&*payload),
            "worker 'unlucky' panicked: no luck"
        );
    });
}

#[test]
fn a_group_dropped_by_a_panic_lets_that_panic_through() {
    explore(|| {
        let worked = Arc::new(AtomicUsize::new(0));
        let payload = catch_unwind(AssertUnwindSafe(|| {
            let mut group = WorkerGroup::new();
            group.spawn("unlucky", || panic!("no luck"));
            group.spawn("lucky", {
                let worked = Arc::clone(&worked);
                move || {
                    worked.fetch_add(1, Ordering::SeqCst);
                }
            });
            panic!("something else");
        }))
        .unwrap_err();
        assert_eq!(panic_message(&*payload), "something else");
        assert_eq!(worked.load(Ordering::SeqCst), 1, "it was waited for");
    });
}

#[test]
fn a_stop_and_a_closed_queue_end_a_group_of_workers() {
    explore(|| {
        let queue = Arc::new(BoundedQueue::new(1));
        let source = StopSource::new();
        let mut group = WorkerGroup::new();
        group.spawn("ticker", {
            let token = source.token();
            move || {
                while !token.stop_requested() {
                    if token.wait_timeout(A_WHILE) {
                        break;
                    }
                }
                0
            }
        });
        group.spawn("consumer", {
            let queue = Arc::clone(&queue);
            move || queue.iter().sum()
        });
        queue.push(1).unwrap();
        queue.close();
        source.request_stop();
        assert_eq!(group.join().unwrap(), [0, 1]);
    });
}
