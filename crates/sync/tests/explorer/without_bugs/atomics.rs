//! Atomic operations that are right together.

use pattern_sync::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;

use crate::harness::{holds, join_all, spawn};

#[test]
fn fetch_add_loses_nothing() {
    holds(|| {
        let count = AtomicUsize::new(0);
        thread::scope(|s| {
            for _ in 0..2 {
                s.spawn(|| count.fetch_add(1, SeqCst));
            }
        });
        assert_eq!(count.into_inner(), 2);
    });
}

#[test]
fn fetch_update_tries_again() {
    holds(|| {
        let balance = AtomicUsize::new(1);
        let withdraw = || {
            balance
                .fetch_update(SeqCst, SeqCst, |now| now.checked_sub(1))
                .is_ok()
        };
        let taken = thread::scope(|s| {
            let other = s.spawn(withdraw);
            [withdraw(), other.join().unwrap()]
        });
        assert_eq!(taken.iter().filter(|&&taken| taken).count(), 1);
    });
}

/// Two threads that enter a critical section in which they must be alone.
fn alone_between(enter: fn(&[AtomicUsize; 3], usize), leave: fn(&[AtomicUsize; 3], usize)) {
    let cells = Arc::new([0; 3].map(AtomicUsize::new));
    let inside = Arc::new(AtomicUsize::new(0));
    let threads = ["t0", "t1"].into_iter().enumerate().map(|(me, name)| {
        let (cells, inside) = (Arc::clone(&cells), Arc::clone(&inside));
        spawn(name, move || {
            enter(&cells, me);
            assert_eq!(inside.fetch_add(1, SeqCst), 0, "two are inside");
            inside.fetch_sub(1, SeqCst);
            leave(&cells, me);
        })
    });
    join_all(threads.collect::<Vec<_>>());
}

#[test]
fn petersons_algorithm_excludes() {
    holds(|| {
        // Cells 0 and 1: who wants in; cell 2: who gives way.
        alone_between(
            |cells, me| {
                cells[me].store(1, SeqCst);
                cells[2].store(me, SeqCst);
                while cells[1 - me].load(SeqCst) == 1 && cells[2].load(SeqCst) == me {}
            },
            |cells, me| cells[me].store(0, SeqCst),
        );
    });
}

#[test]
fn a_spinlock_excludes_without_yielding() {
    holds(|| {
        alone_between(
            |cells, _| while cells[0].swap(1, SeqCst) == 1 {},
            |cells, _| cells[0].store(0, SeqCst),
        );
    });
}

#[test]
fn a_spinlock_excludes_with_yielding() {
    holds(|| {
        alone_between(
            |cells, _| {
                while cells[0]
                    .compare_exchange_weak(0, 1, SeqCst, SeqCst)
                    .is_err()
                {
                    thread::yield_now();
                }
            },
            |cells, _| cells[0].store(0, SeqCst),
        );
    });
}

#[test]
fn a_ticket_lock_serves_in_order() {
    holds(|| {
        // Cell 0: the next ticket; cell 1: the ticket that is served.
        alone_between(
            |cells, _| {
                let ticket = cells[0].fetch_add(1, SeqCst);
                while cells[1].load(SeqCst) != ticket {
                    thread::yield_now();
                }
            },
            |cells, _| {
                cells[1].fetch_add(1, SeqCst);
            },
        );
    });
}

#[test]
fn spinning_a_little_and_then_sleeping() {
    holds(|| {
        let ready = Arc::new(AtomicBool::new(false));
        let gate = Arc::new((Mutex::new(()), Condvar::new()));
        let setter = spawn("setter", {
            let (ready, gate) = (Arc::clone(&ready), Arc::clone(&gate));
            move || {
                ready.store(true, SeqCst);
                // The lock makes sure that the waiter is not between its look and its sleep.
                drop(gate.0.lock());
                gate.1.notify_one();
            }
        });
        for _ in 0..3 {
            if ready.load(SeqCst) {
                break;
            }
            thread::yield_now();
        }
        gate.1
            .wait_while(&mut gate.0.lock(), |()| !ready.load(SeqCst));
        setter.join().unwrap();
    });
}

/// A stack of indices whose head carries a tag, so that a reused index is told from its earlier
/// self: the low half of `head` is the index, the high half the tag.
struct TaggedStack {
    head: AtomicU64,
    next: [AtomicU64; 3],
}

const NONE: u64 = 0xFFFF_FFFF;

impl TaggedStack {
    fn pop(&self) -> Option<u64> {
        loop {
            let head = self.head.load(SeqCst);
            let (tag, node) = (head >> 32, head & NONE);
            let next = self.next.get(usize::try_from(node).ok()?)?.load(SeqCst);
            let new = ((tag + 1) << 32) | next;
            if self
                .head
                .compare_exchange(head, new, SeqCst, SeqCst)
                .is_ok()
            {
                return Some(node);
            }
        }
    }

    fn push(&self, node: u64) {
        loop {
            let head = self.head.load(SeqCst);
            self.next[usize::try_from(node).unwrap()].store(head & NONE, SeqCst);
            let new = (((head >> 32) + 1) << 32) | node;
            if self
                .head
                .compare_exchange(head, new, SeqCst, SeqCst)
                .is_ok()
            {
                return;
            }
        }
    }
}

#[test]
fn a_stack_with_tags_hands_out_each_node_once() {
    holds(|| {
        let stack = Arc::new(TaggedStack {
            head: AtomicU64::new(0),
            next: [1, 2, NONE].map(AtomicU64::new),
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
        assert_eq!(held.len(), 3);
    });
}
