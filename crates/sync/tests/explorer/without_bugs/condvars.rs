//! Waits whose predicate is changed under the lock and looked at again after each wake-up.

use std::collections::VecDeque;

use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

use crate::harness::{holds, join_all, spawn};

/// A closable queue, written by the book.
struct Queue {
    state: Mutex<(VecDeque<u32>, bool)>,
    not_empty: Condvar,
    not_full: Condvar,
    capacity: usize,
}

impl Queue {
    fn new(capacity: usize) -> Self {
        Self {
            state: Mutex::default(),
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
            capacity,
        }
    }

    fn push(&self, item: u32) {
        let mut state = self.state.lock();
        self.not_full
            .wait_while(&mut state, |(items, _)| items.len() == self.capacity);
        state.0.push_back(item);
        assert!(state.0.len() <= self.capacity);
        self.not_empty.notify_one();
    }

    fn pop(&self) -> Option<u32> {
        let mut state = self.state.lock();
        self.not_empty
            .wait_while(&mut state, |(items, closed)| items.is_empty() && !*closed);
        let item = state.0.pop_front();
        drop(state);
        self.not_full.notify_one();
        item
    }

    fn close(&self) {
        self.state.lock().1 = true;
        self.not_empty.notify_all();
    }
}

/// Whoever is in the room of a semaphore.
struct Semaphore {
    free: Mutex<usize>,
    freed: Condvar,
}

impl Semaphore {
    fn acquire(&self) {
        let mut free = self.free.lock();
        self.freed.wait_while(&mut free, |free| *free == 0);
        *free -= 1;
    }

    fn release(&self) {
        *self.free.lock() += 1;
        self.freed.notify_one();
    }
}

#[test]
fn two_consumers_share_what_two_pushes_bring() {
    holds(|| {
        let queue = Arc::new(Queue::new(1));
        let consumers = ["c1", "c2"].map(|name| {
            let queue = Arc::clone(&queue);
            spawn(name, move || queue.pop())
        });
        queue.push(1);
        queue.push(2);
        let mut items = join_all(consumers);
        items.sort_unstable();
        assert_eq!(items, [Some(1), Some(2)]);
    });
}

#[test]
fn closing_wakes_everybody_and_loses_nothing() {
    holds(|| {
        let queue = Arc::new(Queue::new(2));
        let consumers = ["c1", "c2"].map(|name| {
            let queue = Arc::clone(&queue);
            spawn(name, move || std::iter::from_fn(|| queue.pop()).count())
        });
        queue.push(1);
        queue.push(2);
        queue.close();
        assert_eq!(join_all(consumers).iter().sum::<usize>(), 2);
    });
}

#[test]
fn one_condvar_for_both_sides_does_with_notify_all() {
    holds(|| {
        let shared = Arc::new((Mutex::new(None), Condvar::new()));
        let producer = spawn("producer", {
            let shared = Arc::clone(&shared);
            move || {
                for item in 0..2 {
                    let mut slot = shared.0.lock();
                    shared.1.wait_while(&mut slot, |slot| slot.is_some());
                    *slot = Some(item);
                    shared.1.notify_all();
                }
            }
        });
        for expected in 0..2 {
            let mut slot = shared.0.lock();
            shared.1.wait_while(&mut slot, |slot| slot.is_none());
            assert_eq!(slot.take(), Some(expected));
            shared.1.notify_all();
        }
        producer.join().unwrap();
    });
}

#[test]
fn a_semaphore_of_one_lets_one_in() {
    holds(|| {
        let semaphore = Semaphore {
            free: Mutex::new(1),
            freed: Condvar::new(),
        };
        let inside = Mutex::new(0);
        thread::scope(|s| {
            for _ in 0..2 {
                s.spawn(|| {
                    semaphore.acquire();
                    *inside.lock() += 1;
                    assert_eq!(*inside.lock(), 1);
                    *inside.lock() -= 1;
                    semaphore.release();
                });
            }
        });
    });
}

#[test]
fn a_latch_opens_for_everybody_once_all_have_counted_down() {
    holds(|| {
        let latch = Arc::new((Mutex::new(2), Condvar::new()));
        let counters = ["left", "right"].map(|name| {
            let latch = Arc::clone(&latch);
            spawn(name, move || {
                let mut left = latch.0.lock();
                *left -= 1;
                if *left == 0 {
                    latch.1.notify_all();
                }
            })
        });
        latch.1.wait_while(&mut latch.0.lock(), |left| *left > 0);
        join_all(counters);
    });
}

#[test]
fn timed_waits_in_a_loop_get_there_all_the_same() {
    holds(|| {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let setter = spawn("setter", {
            let shared = Arc::clone(&shared);
            move || {
                *shared.0.lock() = true;
                shared.1.notify_one();
            }
        });
        let mut ready = shared.0.lock();
        while !*ready {
            shared.1.wait_for(&mut ready, Duration::from_millis(10));
        }
        drop(ready);
        setter.join().unwrap();
    });
}

#[test]
fn a_wait_with_a_deadline_says_why_it_ended() {
    holds(|| {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let setter = spawn("setter", {
            let shared = Arc::clone(&shared);
            move || {
                *shared.0.lock() = true;
                shared.1.notify_one();
            }
        });
        let start = Instant::now();
        let limit = Duration::from_millis(10);
        let mut ready = shared.0.lock();
        let result = shared.1.wait_while_for(&mut ready, |ready| !*ready, limit);
        assert!(*ready || result.timed_out());
        assert!(!result.timed_out() || start.elapsed() >= limit);
        drop(ready);
        setter.join().unwrap();
    });
}

#[test]
fn writers_have_precedence_over_later_readers() {
    /// Readers, writers inside, and writers that wait.
    #[derive(Default)]
    struct Room {
        state: Mutex<(usize, usize, usize)>,
        left: Condvar,
    }
    holds(|| {
        let room = Room::default();
        thread::scope(|s| {
            s.spawn(|| {
                let mut state = room.state.lock();
                state.2 += 1;
                room.left
                    .wait_while(&mut state, |(readers, writers, _)| *readers + *writers > 0);
                state.2 -= 1;
                state.1 += 1;
                drop(state);
                let mut state = room.state.lock();
                assert_eq!((state.0, state.1), (0, 1));
                state.1 -= 1;
                room.left.notify_all();
            });
            let mut state = room.state.lock();
            room.left
                .wait_while(&mut state, |(_, writers, waiting)| *writers + *waiting > 0);
            state.0 += 1;
            drop(state);
            let mut state = room.state.lock();
            assert_eq!(state.1, 0);
            state.0 -= 1;
            drop(state);
            room.left.notify_all();
        });
    });
}
