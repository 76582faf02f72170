//! Bounded queues with the mistakes that people make in them.

use std::collections::VecDeque;

use pattern_sync::model::{Cause, Silence, settle};
use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::sync::{Arc, Condvar, Mutex};

use crate::harness::{bug, join_all, said, spawn};

#[derive(Default)]
struct State {
    items: VecDeque<u32>,
    closed: bool,
}

/// A queue of one item, whose operations each test writes wrong in its own way.
#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    not_empty: Condvar,
    not_full: Condvar,
    closed: AtomicBool,
}

impl Queue {
    const CAPACITY: usize = 1;

    fn push(&self, item: u32) {
        let mut state = self.state.lock();
        while state.items.len() == Self::CAPACITY {
            self.not_full.wait(&mut state);
        }
        state.items.push_back(item);
        self.not_empty.notify_one();
    }

    fn pop(&self) -> Option<u32> {
        let mut state = self.state.lock();
        while state.items.is_empty() && !state.closed {
            self.not_empty.wait(&mut state);
        }
        let item = state.items.pop_front();
        self.not_full.notify_one();
        item
    }

    fn close(&self) {
        self.state.lock().closed = true;
        self.not_empty.notify_all();
    }
}

/// Two threads that call `consume`, and a body that feeds them.
fn with_two_consumers(consume: fn(&Queue), feed: fn(&Queue)) -> impl Fn() + Clone + 'static {
    move || {
        let queue = Arc::new(Queue::default());
        let consumers = ["c1", "c2"].map(|name| {
            let queue = Arc::clone(&queue);
            spawn(name, move || consume(&queue))
        });
        feed(&queue);
        join_all(consumers);
    }
}

#[test]
fn if_for_while_on_the_side_of_pop() {
    let failure = bug(with_two_consumers(
        |queue| {
            let mut state = queue.state.lock();
            if state.items.is_empty() {
                queue.not_empty.wait(&mut state);
            }
            state.items.pop_front().expect("an item");
            queue.not_full.notify_one();
        },
        |queue| (0..2).for_each(|item| queue.push(item)),
    ));
    let Cause::Panic {
        thread, message, ..
    } = failure.explanation()
    else {
        panic!("{failure}");
    };
    assert!(["c1", "c2"].contains(&thread.as_str()), "{failure}");
    assert_eq!(message, "an item");
    assert!(
        said(&failure).ends_with("; just before, it woke for no reason (queues.rs), as waits may")
    );
}

#[test]
fn if_for_while_on_the_side_of_push() {
    let failure = bug(|| {
        let queue = Arc::new(Queue::default());
        let producers = ["p1", "p2"].map(|name| {
            let queue = Arc::clone(&queue);
            spawn(name, move || {
                let mut state = queue.state.lock();
                if state.items.len() == Queue::CAPACITY {
                    queue.not_full.wait(&mut state);
                }
                state.items.push_back(1);
                assert!(state.items.len() <= Queue::CAPACITY, "overfull");
                queue.not_empty.notify_one();
            })
        });
        assert_eq!([queue.pop(), queue.pop()], [Some(1); 2]);
        join_all(producers);
    });
    let Cause::Panic { message, .. } = failure.explanation() else {
        panic!("{failure}");
    };
    assert_eq!(message, "overfull");
}

#[test]
fn a_wait_left_for_no_reason_is_named_even_where_another_thread_panics() {
    let failure = bug(|| {
        let queue = Arc::new(Queue::default());
        let pushed = Arc::new(Mutex::new(0));
        let producer = spawn("producer", {
            let (queue, pushed) = (Arc::clone(&queue), Arc::clone(&pushed));
            move || {
                for _ in 0..=Queue::CAPACITY {
                    let mut state = queue.state.lock();
                    if state.items.len() == Queue::CAPACITY {
                        queue.not_full.wait(&mut state);
                    }
                    state.items.push_back(1);
                    drop(state);
                    *pushed.lock() += 1;
                }
            }
        });
        settle();
        assert_eq!(*pushed.lock(), Queue::CAPACITY);
        queue.pop();
        queue.not_full.notify_one();
        join_all([producer]);
    });
    assert!(
        said(&failure).starts_with(
            "producer woke for no reason (queues.rs), as waits may, and went on without looking again; \
             then main panicked at queues.rs"
        ),
        "{failure}"
    );
}

#[test]
fn one_condvar_with_notify_one_wakes_the_wrong_side() {
    let failure = bug(with_two_consumers(
        |queue| {
            let mut state = queue.state.lock();
            while state.items.is_empty() {
                queue.not_empty.wait(&mut state);
            }
            state.items.pop_front();
            queue.not_empty.notify_one();
        },
        |queue| {
            for item in 0..2 {
                let mut state = queue.state.lock();
                while state.items.len() == Queue::CAPACITY {
                    queue.not_empty.wait(&mut state);
                }
                state.items.push_back(item);
                queue.not_empty.notify_one();
            }
        },
    ));
    let Cause::Asleep {
        condvar, silence, ..
    } = failure.explanation()
    else {
        panic!("{failure}");
    };
    assert_eq!(condvar, "not_empty");
    assert!(matches!(silence, Silence::Elsewhere { .. }), "{failure}");
}

#[test]
fn notifying_only_when_the_queue_was_empty_forgets_the_second_waiter() {
    let failure = bug(|| {
        let queue = Arc::new(Queue::default());
        let consumers = ["c1", "c2"].map(|name| {
            let queue = Arc::clone(&queue);
            spawn(name, move || queue.pop())
        });
        for item in 0..2 {
            let mut state = queue.state.lock();
            state.items.push_back(item);
            if state.items.len() == 1 {
                queue.not_empty.notify_one();
            }
        }
        join_all(consumers);
    });
    assert_eq!(
        said(&failure),
        "c2 sleeps on `not_empty` for ever (queues.rs): the last notification, by main at queues.rs, woke c1 instead; main waits too"
    );
}

#[test]
fn check_unlock_pop_finds_the_queue_empty_again() {
    let failure = bug(with_two_consumers(
        |queue| {
            let free = !queue.state.lock().items.is_empty();
            if free {
                queue
                    .state
                    .lock()
                    .items
                    .pop_front()
                    .expect("seen a moment ago");
            }
        },
        |queue| queue.push(1),
    ));
    let Cause::Panic { message, .. } = failure.explanation() else {
        panic!("{failure}");
    };
    assert_eq!(message, "seen a moment ago");
}

#[test]
fn closing_without_a_notification_leaves_consumers_asleep() {
    let failure = bug(with_two_consumers(
        |queue| while queue.pop().is_some() {},
        |queue| queue.state.lock().closed = true,
    ));
    assert_eq!(
        said(&failure),
        "c1 sleeps on `not_empty` for ever (queues.rs): nobody ever notified it; main and c2 wait too"
    );
}

#[test]
fn closing_with_notify_one_leaves_the_second_consumer_asleep() {
    let failure = bug(with_two_consumers(
        |queue| while queue.pop().is_some() {},
        |queue| {
            queue.state.lock().closed = true;
            queue.not_empty.notify_one();
        },
    ));
    assert_eq!(
        said(&failure),
        "c2 sleeps on `not_empty` for ever (queues.rs): the last notification, by main at queues.rs, woke c1 instead; main waits too"
    );
}

#[test]
fn a_closed_flag_outside_the_lock_is_missed() {
    let failure = bug(with_two_consumers(
        |queue| {
            let mut state = queue.state.lock();
            while state.items.is_empty() && !queue.closed.load(Ordering::SeqCst) {
                queue.not_empty.wait(&mut state);
            }
        },
        |queue| {
            queue.closed.store(true, Ordering::SeqCst);
            queue.not_empty.notify_all();
        },
    ));
    assert_eq!(
        said(&failure),
        "c2 sleeps on `not_empty` for ever (queues.rs): the last notification, by main at queues.rs, came before that and woke c1; main waits too"
    );
}

#[test]
fn a_push_that_looks_at_closed_before_locking_comes_after_the_end() {
    let failure = bug(|| {
        let queue = Arc::new(Queue::default());
        let producer = spawn("producer", {
            let queue = Arc::clone(&queue);
            move || {
                if !queue.closed.load(Ordering::SeqCst) {
                    queue.push(1);
                    return 1;
                }
                0
            }
        });
        queue.closed.store(true, Ordering::SeqCst);
        queue.close();
        let mut taken = 0;
        while queue.pop().is_some() {
            taken += 1;
        }
        assert_eq!(
            producer.join().unwrap(),
            taken,
            "an item was accepted and lost"
        );
    });
    let Cause::Panic {
        thread, message, ..
    } = failure.explanation()
    else {
        panic!("{failure}");
    };
    assert_eq!(thread, "main");
    assert!(
        message.contains("an item was accepted and lost"),
        "{failure}"
    );
}
