//! Pools with random numbers of everything, compared with what a program of one thread would do.

mod common;

use common::{must_end, quiet_panic};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Mutex};
use proptest::prelude::*;
use worker_pool::{Handle, Stats, TaskError, WorkerPool};

/// A task: it submits tasks, waits for some of them, and returns the sum of what it waited for and
/// of its own number, or panics.
#[derive(Clone, Debug)]
struct Plan {
    number: u64,
    panics: bool,
    /// Each with whether it is waited for.
    children: Vec<(Self, bool)>,
}

impl Plan {
    /// What a program of one thread would get; `None` if it panics.
    fn value(&self) -> Option<u64> {
        let joined = self.children.iter().filter(|(_, joined)| *joined);
        let sum = joined
            .map(|(child, _)| child.value().unwrap_or(1))
            .sum::<u64>();
        (!self.panics).then_some(self.number + sum)
    }

    fn tasks(&self) -> usize {
        1 + self
            .children
            .iter()
            .map(|(child, _)| child.tasks())
            .sum::<usize>()
    }

    fn panics(&self) -> usize {
        let children = self.children.iter().map(|(child, _)| child.panics());
        usize::from(self.panics) + children.sum::<usize>()
    }

    fn carry_out(&self, pool: &Arc<WorkerPool>) -> u64 {
        let submit = |(child, joined): &(Self, bool)| (submit(pool, child), *joined);
        let handles: Vec<_> = self.children.iter().map(submit).collect();
        let joined = handles
            .into_iter()
            .filter_map(|(handle, joined)| joined.then_some(handle));
        let sum = joined.map(|handle| handle.join().unwrap_or(1)).sum::<u64>();
        if self.panics {
            quiet_panic("planned");
        }
        self.number + sum
    }
}

fn submit(pool: &Arc<WorkerPool>, plan: &Plan) -> Handle<u64> {
    let (own, plan) = (Arc::clone(pool), plan.clone());
    pool.submit(move || plan.carry_out(&own))
}

fn plan() -> impl Strategy<Value = Plan> {
    let leaf = (0..100_u64, prop::bool::weighted(0.1)).prop_map(|(number, panics)| Plan {
        number,
        panics,
        children: vec![],
    });
    leaf.prop_recursive(4, 24, 3, |child| {
        let children = prop::collection::vec((child, any::<bool>()), 0..4);
        (0..100_u64, prop::bool::weighted(0.1), children).prop_map(|(number, panics, children)| {
            Plan {
                number,
                panics,
                children,
            }
        })
    })
}

/// What is done with a pool, from outside.
#[derive(Clone, Copy, Debug)]
enum Step {
    Submit,
    TrySubmit,
    /// Cancels the handle with this number, modulo how many there are.
    Cancel(usize),
    Join,
    Shutdown,
    ShutdownNow,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => Just(Step::Submit),
        5 => Just(Step::TrySubmit),
        4 => any::<usize>().prop_map(Step::Cancel),
        2 => Just(Step::Join),
        1 => Just(Step::Shutdown),
        1 => Just(Step::ShutdownNow),
    ]
}

/// Carries the steps out, and checks what is certain whatever the schedule is.
fn carry_out(workers: usize, capacity: usize, steps: &[Step]) {
    let builder = WorkerPool::builder()
        .workers(workers)
        .queue_capacity(capacity);
    let pool = builder.build().unwrap();
    let runs = Arc::new(Mutex::new(Vec::new()));
    let (mut handles, mut cancelled) = (Vec::new(), 0);
    let (mut shut_down, mut refused, mut dropped) = (false, 0, 0);
    for &step in steps {
        let task = {
            let (runs, number) = (Arc::clone(&runs), handles.len());
            move || {
                runs.lock().push(number);
                number
            }
        };
        match step {
            Step::Submit => {
                let handle = pool.submit(task);
                assert!(!shut_down || handle.is_finished());
                refused += usize::from(shut_down);
                handles.push(handle);
            }
            Step::TrySubmit => match pool.try_submit(task) {
                Ok(handle) => {
                    assert!(!shut_down);
                    handles.push(handle);
                }
                Err(error) => assert_eq!(error.is_full(), !shut_down),
            },
            Step::Cancel(_) if handles.is_empty() => {}
            Step::Cancel(number) => {
                cancelled += usize::from(handles[number % handles.len()].cancel());
            }
            Step::Join => {
                pool.join();
                assert!(handles.iter().all(Handle::is_finished));
            }
            Step::Shutdown => {
                pool.shutdown();
                shut_down = true;
            }
            Step::ShutdownNow => {
                dropped = pool.shutdown_now();
                shut_down = true;
            }
        }
        assert!(pool.queued() <= capacity);
        assert_eq!(pool.is_shut_down(), shut_down);
    }
    drop(pool);
    let mut ran = Vec::new();
    let mut without = 0;
    for (number, handle) in handles.into_iter().enumerate() {
        match handle.join() {
            Ok(result) => {
                assert_eq!(result, number);
                ran.push(number);
            }
            Err(error) => {
                assert!(error.is_cancelled());
                without += 1;
            }
        }
    }
    assert_eq!(without, cancelled + refused + dropped);
    let mut runs = runs.lock().clone();
    assert!(
        workers > 1 || runs.is_sorted(),
        "one worker keeps the order: {runs:?}"
    );
    runs.sort_unstable();
    assert_eq!(runs, ran);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        // A failure prints its input, shrunk; files beside the tests are not wanted.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_tree_of_tasks_gives_what_one_thread_would_get(workers in 1..4_usize, plan in plan()) {
        let planned = plan.clone();
        let (result, report) = must_end(move || {
            let stats = Arc::new(Stats::new());
            let builder = WorkerPool::builder().workers(workers).observer(Arc::clone(&stats));
            let pool = Arc::new(builder.build().unwrap());
            let root = submit(&pool, &planned);
            pool.shutdown(); // what tasks submit is accepted all the same
            (root.join(), stats.report())
        });
        match (plan.value(), result) {
            (Some(expected), Ok(value)) => prop_assert_eq!(value, expected),
            (None, Err(TaskError::Panicked(panic))) => prop_assert_eq!(panic.message(), "planned"),
            (expected, got) => prop_assert!(false, "{:?}, not {:?}", got, expected),
        }
        let ran = report.workers.iter().map(|worker| worker.tasks).sum::<usize>();
        let panicked = report.workers.iter().map(|worker| worker.panicked).sum::<usize>();
        prop_assert_eq!((report.submitted, ran), (plan.tasks(), plan.tasks()));
        prop_assert_eq!((panicked, report.cancelled), (plan.panics(), 0));
    }

    #[test]
    fn every_task_is_run_cancelled_refused_or_dropped(
        workers in 1..4_usize,
        capacity in 1..6_usize,
        steps in prop::collection::vec(step(), 0..40),
    ) {
        must_end(move || carry_out(workers, capacity, &steps));
    }

    #[test]
    fn map_gives_what_an_iterator_would(
        workers in 1..4_usize,
        items in prop::collection::vec(any::<i32>(), 0..50),
        capacity in 1..10_usize,
    ) {
        let expected: Vec<i64> = items.iter().map(|&item| i64::from(item) * 2).collect();
        let (results, calls) = must_end(move || {
            let calls = AtomicUsize::new(0);
            let builder = WorkerPool::builder().workers(workers).queue_capacity(capacity);
            let double = |&item: &i32| {
                calls.fetch_add(1, Ordering::SeqCst);
                i64::from(item) * 2
            };
            let results = builder.build().unwrap().map(&items, double).unwrap();
            (results, calls.into_inner())
        });
        prop_assert_eq!(calls, expected.len());
        prop_assert_eq!(results, expected);
    }
}
