//! Joins of two halves, and tasks by the dozen, on real threads.

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};

use common::{must_end, quiet_panic};
use pattern_sync::sync::Arc;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread;
use proptest::prelude::*;
use worker_pool::{Stats, WorkerPool, join};

/// A tree of joins.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(u64),
    Panics,
    Join(Box<(Self, Self)>),
}

impl Tree {
    /// What a program of one thread would get; `None` if it panics.
    fn value(&self) -> Option<u64> {
        match self {
            Self::Leaf(number) => Some(*number),
            Self::Panics => None,
            Self::Join(halves) => Some(halves.0.value()? + halves.1.value()?),
        }
    }

    fn carry_out(&self) -> u64 {
        match self {
            Self::Leaf(number) => *number,
            Self::Panics => {
                quiet_panic("planned");
                unreachable!("a panic goes on");
            }
            Self::Join(halves) => {
                let (left, right) = join(|| halves.0.carry_out(), || halves.1.carry_out());
                left + right
            }
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![30 => (0..100_u64).prop_map(Tree::Leaf), 1 => Just(Tree::Panics)];
    leaf.prop_recursive(8, 128, 2, |half| {
        (half.clone(), half).prop_map(|halves| Tree::Join(Box::new(halves)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_tree_of_joins_gives_what_one_thread_would_get(workers in 1..4_usize, tree in tree()) {
        let planned = tree.clone();
        let result = must_end(move || {
            let pool = WorkerPool::new(workers);
            pool.submit(move || planned.carry_out()).join()
        });
        prop_assert_eq!(result.ok(), tree.value());
    }
}

/// Fibonacci's numbers, in the way that makes the most joins of it.
fn fibonacci(n: u32) -> u64 {
    if n < 2 {
        return n.into();
    }
    let (one, other) = join(|| fibonacci(n - 1), || fibonacci(n - 2));
    one + other
}

#[test]
fn a_large_tree_of_joins_is_divided_among_the_workers() {
    let (result, stolen) = must_end(|| {
        let stats = Arc::new(Stats::new());
        let builder = WorkerPool::builder().workers(4);
        let pool = builder.observer(Arc::clone(&stats)).build().unwrap();
        let tasks = pool.submit_many((0..8).map(|_| || fibonacci(20)));
        let results: Vec<_> = tasks.into_iter().map(|task| task.join().unwrap()).collect();
        pool.shutdown();
        let stolen = stats
            .report()
            .workers
            .iter()
            .map(|worker| worker.stolen)
            .sum::<usize>();
        (results, stolen)
    });
    assert_eq!(result, [6_765; 8]);
    assert!(
        stolen < 8 * 21_890,
        "most halves stay with their worker: {stolen} did not"
    );
}

#[test]
fn outside_of_a_pool_a_join_calls_one_half_after_the_other() {
    let me = thread::current().id();
    let order = AtomicUsize::new(0);
    let call = || {
        (
            thread::current().id() == me,
            order.fetch_add(1, Ordering::SeqCst),
        )
    };
    assert_eq!(join(call, call), ((true, 0), (true, 1)));
}

/// Joins that are nested more deeply than a worker can have halves on offer.
fn nested(depth: u32) -> u32 {
    if depth == 0 {
        return 1;
    }
    let (below, own) = join(|| nested(depth - 1), || 1);
    below + own
}

#[test]
fn joins_may_be_nested_more_deeply_than_there_is_room_for_offers() {
    let results = must_end(|| {
        [1, 3].map(|workers| {
            let builder = WorkerPool::builder().workers(workers);
            let pool = builder.stack_size(64 << 20).build().unwrap();
            pool.submit(|| nested(2_000)).join().unwrap()
        })
    });
    assert_eq!(results, [2_001; 2]);
}

#[test]
fn a_join_drops_a_half_that_is_never_called() {
    must_end(|| {
        let pool = WorkerPool::new(1);
        let owned = Arc::new(());
        let task = pool.submit({
            let owned = Arc::clone(&owned);
            move || {
                let joined = catch_unwind(AssertUnwindSafe(|| {
                    join(|| quiet_panic("here"), move || drop(owned))
                }));
                assert!(joined.is_err());
            }
        });
        task.join().unwrap();
        assert_eq!(Arc::strong_count(&owned), 1);
    });
}

#[test]
fn a_panic_of_a_large_tree_leaves_nothing_behind() {
    must_end(|| {
        let pool = WorkerPool::new(3);
        for _ in 0..50 {
            let owned = Arc::new(());
            fn tree(depth: u32, owned: &Arc<()>) {
                if depth == 0 {
                    let _mine = Arc::clone(owned);
                    return quiet_panic("a leaf");
                }
                let (one, other) = (Arc::clone(owned), Arc::clone(owned));
                join(|| tree(depth - 1, &one), || tree(depth - 1, &other));
            }
            let root = Arc::clone(&owned);
            assert!(pool.submit(move || tree(6, &root)).join().is_err());
            pool.join(); // the closure has gone, too
            assert_eq!(Arc::strong_count(&owned), 1);
        }
    });
}

#[test]
fn tasks_by_the_dozen_are_each_run_once_whatever_their_size_and_the_room() {
    for capacity in [1, 7, 1_000, usize::MAX] {
        let sum = must_end(move || {
            let builder = WorkerPool::builder().workers(3).queue_capacity(capacity);
            let pool = builder.build().unwrap();
            let sum = Arc::new(AtomicUsize::new(0));
            thread::scope(|s| {
                for _ in 0..2 {
                    s.spawn(|| {
                        pool.execute_many((0..1_000).map(|number| {
                            let (sum, ballast) = (Arc::clone(&sum), [number; 9]);
                            move || {
                                sum.fetch_add(ballast[number % 9], Ordering::SeqCst);
                            }
                        }));
                    });
                }
            });
            pool.join();
            sum.load(Ordering::SeqCst)
        });
        assert_eq!(sum, 2 * (0..1_000).sum::<usize>());
    }
}

#[test]
fn tasks_that_come_by_the_dozen_after_a_shutdown_are_cancelled_and_asked_for_no_more() {
    must_end(|| {
        let pool = WorkerPool::new(1);
        pool.shutdown();
        let late = pool.submit_many((0..100).map(|number| move || number));
        assert_eq!(late.len(), 100);
        for task in late {
            assert!(task.join().unwrap_err().is_cancelled());
        }
        let asked = AtomicUsize::new(0);
        pool.execute_many((0..usize::MAX).map(|_| {
            asked.fetch_add(1, Ordering::SeqCst);
            || ()
        }));
        assert!(asked.into_inner() < 1_000);
    });
}
