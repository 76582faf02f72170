//! Atomic operations that are right one by one and wrong together.

use pattern_sync::model::Cause;
use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;

use crate::harness::{assert_panicked, bug, said, spawn};

#[test]
fn load_and_store_lose_an_increment() {
    let failure = bug(|| {
        let count = AtomicUsize::new(0);
        let add = || count.store(count.load(SeqCst) + 1, SeqCst);
        thread::scope(|s| {
            s.spawn(add);
            s.spawn(add);
        });
        assert_eq!(count.load(SeqCst), 2, "an increment was lost");
    });
    let Cause::Panic { message, .. } = failure.explanation() else {
        panic!("{failure}");
    };
    assert!(message.contains("an increment was lost"), "{failure}");
}

#[test]
fn check_then_act_lets_two_threads_in() {
    let failure = bug(|| {
        let taken = AtomicBool::new(false);
        let inside = AtomicUsize::new(0);
        let enter = || {
            if !taken.load(SeqCst) {
                taken.store(true, SeqCst);
                assert!(inside.fetch_add(1, SeqCst) == 0, "two are inside");
            }
        };
        thread::scope(|s| {
            s.spawn(enter);
            s.spawn(enter);
        });
    });
    let Cause::Panic { message, .. } = failure.explanation() else {
        panic!("{failure}");
    };
    assert_eq!(message, "two are inside");
}

#[test]
fn a_flag_that_is_set_before_the_data_is_believed_too_early() {
    let failure = bug(|| {
        let (ready, data) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicUsize::new(0)),
        );
        let writer = spawn("writer", {
            let (ready, data) = (Arc::clone(&ready), Arc::clone(&data));
            move || {
                ready.store(true, SeqCst);
                data.store(42, SeqCst);
            }
        });
        if ready.load(SeqCst) {
            assert!(data.load(SeqCst) == 42, "ready, but empty");
        }
        writer.join().unwrap();
    });
    assert_panicked(&failure, "main", "ready, but empty");
}

#[test]
fn double_checked_initialisation_with_a_plain_flag_initialises_twice() {
    let failure = bug(|| {
        let initialised = AtomicBool::new(false);
        let value = Mutex::new(0);
        let init = || {
            if !initialised.load(SeqCst) {
                let mut value = value.lock();
                // The second check is missing.
                *value += 1;
                initialised.store(true, SeqCst);
            }
        };
        thread::scope(|s| {
            s.spawn(init);
            s.spawn(init);
        });
        assert!(*value.lock() == 1, "initialised twice");
    });
    assert_panicked(&failure, "main", "initialised twice");
}

/// A stack of indices: `next` links the nodes, `head` is the first; `END` is none.
struct Stack {
    head: AtomicUsize,
    next: [AtomicUsize; 3],
}

const END: usize = usize::MAX;

impl Stack {
    fn pop(&self) -> Option<usize> {
        loop {
            let head = self.head.load(SeqCst);
            if head == END {
                return None;
            }
            let next = self.next[head].load(SeqCst);
            if self
                .head
                .compare_exchange(head, next, SeqCst, SeqCst)
                .is_ok()
            {
                return Some(head);
            }
        }
    }

    fn push(&self, node: usize) {
        loop {
            let head = self.head.load(SeqCst);
            self.next[node].store(head, SeqCst);
            if self
                .head
                .compare_exchange(head, node, SeqCst, SeqCst)
                .is_ok()
            {
                return;
            }
        }
    }
}

#[test]
fn a_stack_of_reused_indices_hands_out_a_node_twice() {
    let failure = bug(|| {
        let stack = Arc::new(Stack {
            head: AtomicUsize::new(0),
            next: [1, 2, END].map(AtomicUsize::new),
        });
        let other = spawn("other", {
            let stack = Arc::clone(&stack);
            move || {
                let (first, second) = (stack.pop(), stack.pop());
                first.into_iter().for_each(|node| stack.push(node));
                second
            }
        });
        let mine = stack.pop();
        let mut held: Vec<_> = mine.into_iter().chain(other.join().unwrap()).collect();
        while let Some(node) = stack.pop() {
            assert!(!held.contains(&node), "a node is held twice");
            held.push(node);
        }
    });
    assert_panicked(&failure, "main", "a node is held twice");
}

#[test]
fn two_threads_that_spin_until_the_other_has_begun_never_begin() {
    let failure = bug(|| {
        let begun = Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
        let begin = |begun: &[AtomicBool; 2], me: usize| {
            while !begun[1 - me].load(SeqCst) {
                thread::yield_now();
            }
            begun[me].store(true, SeqCst);
        };
        let other = spawn("other", {
            let begun = Arc::clone(&begun);
            move || begin(&begun, 1)
        });
        begin(&begun, 0);
        other.join().unwrap();
    });
    let Cause::Endless {
        settling: None,
        timed: false,
        ..
    } = failure.explanation()
    else {
        panic!("{failure}");
    };
    assert!(said(&failure).contains("there is no end"), "{failure}");
}

#[test]
fn a_ticket_lock_that_forgets_to_serve_the_next_one() {
    let failure = bug(|| {
        let (next, served) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let visit = || {
            let ticket = next.fetch_add(1, SeqCst);
            while served.load(SeqCst) != ticket {
                thread::yield_now();
            }
            // Serves a constant instead of the next ticket.
            served.store(1, SeqCst);
        };
        thread::scope(|s| (0..3).for_each(|_| drop(s.spawn(visit))));
    });
    assert!(
        matches!(failure.explanation(), Cause::Endless { settling: None, .. }),
        "{failure}"
    );
}
