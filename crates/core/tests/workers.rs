//! The worker primitives on real threads.

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};

use common::{LONG, SHORT, must_end};
use pattern_core::{BoundedQueue, Latch, StopSource, WaitGroup, WorkerGroup, panic_message};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier};
use pattern_sync::thread;

#[test]
fn a_latch_opens_for_everybody_after_the_last_event_and_not_before() {
    must_end(|| {
        for _ in 0..200 {
            let latch = Latch::new(3);
            let events = AtomicUsize::new(0);
            thread::scope(|s| {
                for _ in 0..3 {
                    s.spawn(|| {
                        events.fetch_add(1, Ordering::SeqCst);
                        latch.count_down();
                    });
                }
                for _ in 0..2 {
                    s.spawn(|| {
                        latch.wait();
                        assert_eq!(events.load(Ordering::SeqCst), 3);
                    });
                }
                assert!(latch.wait_timeout(LONG));
            });
        }
    });
}

#[test]
fn threads_that_count_down_and_wait_meet() {
    must_end(|| {
        let meeting = Latch::new(4);
        let arrived = AtomicUsize::new(0);
        thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    arrived.fetch_add(1, Ordering::SeqCst);
                    meeting.count_down_and_wait();
                    assert_eq!(arrived.load(Ordering::SeqCst), 4);
                });
            }
        });
    });
}

#[test]
fn a_wait_group_is_waited_for_until_the_last_member_left() {
    must_end(|| {
        let group = WaitGroup::new();
        for _ in 0..100 {
            let left = Arc::new(AtomicUsize::new(0));
            for _ in 0..3 {
                let member = group.add();
                let left = Arc::clone(&left);
                thread::spawn(move || {
                    left.fetch_add(1, Ordering::SeqCst);
                    drop(member);
                });
            }
            group.wait();
            assert_eq!(left.load(Ordering::SeqCst), 3);
        }
    });
}

#[test]
fn a_member_that_panics_leaves_the_group() {
    must_end(|| {
        let group = WaitGroup::new();
        let member = group.add();
        let thread = thread::spawn(move || {
            let _member = member;
            panic!("leaving");
        });
        group.wait();
        assert!(thread.join().is_err());
    });
}

#[test]
fn a_stop_wakes_everyone_who_waits_for_it() {
    must_end(|| {
        for round in 0..100 {
            let source = StopSource::new();
            let waiting = Barrier::new(4);
            thread::scope(|s| {
                let waiters = [0, 1, 2].map(|number| {
                    let (token, waiting) = (source.token(), &waiting);
                    s.spawn(move || {
                        waiting.wait();
                        if number == 0 {
                            token.wait();
                            token.stop_requested()
                        } else {
                            token.wait_timeout(LONG)
                        }
                    })
                });
                waiting.wait();
                // Sooner or later the waiters are asleep when the request comes.
                for _ in 0..round {
                    thread::yield_now();
                }
                assert!(source.request_stop());
                assert_eq!(waiters.map(|waiter| waiter.join().unwrap()), [true; 3]);
            });
        }
    });
}

#[test]
fn one_of_many_who_request_a_stop_is_the_first() {
    must_end(|| {
        for _ in 0..200 {
            let source = StopSource::new();
            let firsts: usize = thread::scope(|s| {
                let threads = [(); 3].map(|()| {
                    let source = source.clone();
                    s.spawn(move || usize::from(source.request_stop()))
                });
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .sum()
            });
            assert_eq!(firsts, 1);
        }
    });
}

#[test]
fn waits_that_nobody_ends_time_out() {
    must_end(|| {
        assert!(!Latch::new(1).wait_timeout(SHORT));
        assert!(!StopSource::new().token().wait_timeout(SHORT));
        let group = WaitGroup::new();
        let member = group.add();
        assert!(!group.wait_timeout(SHORT));
        drop(member);
        assert!(group.wait_timeout(SHORT));
    });
}

#[test]
fn workers_run_side_by_side_under_their_names() {
    must_end(|| {
        let meeting = Arc::new(Barrier::new(3)); // passed only if all three run at the same time
        let mut group = WorkerGroup::new();
        for name in ["a", "b", "c"] {
            let meeting = Arc::clone(&meeting);
            group.spawn(name, move || {
                meeting.wait();
                thread::current().name().map(str::to_owned)
            });
        }
        assert_eq!(group.len(), 3);
        let names = group.join().unwrap();
        assert_eq!(names, ["a", "b", "c"].map(|name| Some(name.to_owned())));
    });
}

#[test]
fn panics_are_reported_by_name_with_their_message_and_payload() {
    must_end(|| {
        let mut group = WorkerGroup::new();
        group.spawn("literal", || panic!("as it stands"));
        group.spawn("fine", || 5);
        group.spawn("formatted", || panic!("{} items", 3));
        group.spawn("any", || panic_any(7_u8));
        let mut panics = group.join().unwrap_err().into_panics();
        let reports: Vec<_> = panics.iter().map(|p| (p.worker(), p.message())).collect();
        assert_eq!(
            reports,
            [
                ("literal", "as it stands"),
                ("formatted", "3 items"),
                ("any", "a panic without a message"),
            ]
        );
        let payload = panics.pop().unwrap().into_payload();
        assert_eq!(payload.downcast_ref::<u8>(), Some(&7));
    });
}

#[test]
fn dropping_a_group_waits_for_its_workers() {
    must_end(|| {
        let queue = Arc::new(BoundedQueue::new(1));
        let worked = Arc::new(AtomicUsize::new(0));
        let mut group = WorkerGroup::new();
        for number in 0..2 {
            let (queue, worked) = (Arc::clone(&queue), Arc::clone(&worked));
            group.spawn(format!("worker-{number}"), move || {
                for item in &*queue {
                    worked.fetch_add(item, Ordering::SeqCst);
                }
            });
        }
        queue.push_many([1; 100]).unwrap();
        queue.close();
        drop(group);
        assert_eq!(worked.load(Ordering::SeqCst), 100);
    });
}

#[test]
fn dropping_a_group_with_a_panic_panics_unless_that_would_abort() {
    must_end(|| {
        let message_of = |body: &dyn Fn()| {
            let payload = catch_unwind(AssertUnwindSafe(body)).unwrap_err();
            panic_message(&*payload)
        };
        let group = || {
            let mut group = WorkerGroup::new();
            group.spawn("unlucky", || panic!("no luck"));
            group
        };
        assert_eq!(
            message_of(&|| drop(group())),
            "worker 'unlucky' panicked: no luck"
        );
        let other = message_of(&|| {
            let _dropped_while_unwinding = group();
            panic!("something else");
        });
        assert_eq!(other, "something else");
    });
}
