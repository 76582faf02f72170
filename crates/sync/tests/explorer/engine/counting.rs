//! Bounded spaces are enumerated exactly: as many schedules as combinatorics say, none twice.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use pattern_sync::model::{Bound, Completeness, Coverage, Explorer, Phase, PhaseKind, choose};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::time::Duration;

use crate::harness::{holds, join_all, spawn};

/// Runs `body`, and returns what it came to in all schedules, and the coverage.
fn outcomes<T: Ord + 'static>(body: impl Fn() -> T + 'static) -> (BTreeSet<T>, usize, Coverage) {
    let seen = Rc::new(RefCell::new((BTreeSet::new(), 0)));
    let into = Rc::clone(&seen);
    let coverage = Explorer::new()
        .schedules(3_000)
        .check(move || {
            let outcome = body();
            let mut seen = into.borrow_mut();
            seen.0.insert(outcome);
            seen.1 += 1;
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    let (outcomes, runs) = seen.take();
    (outcomes, runs, coverage)
}

/// How many schedules a bounded phase ran, all there are within its bound.
#[track_caller]
fn schedules(coverage: &Coverage, bound: Bound, limit: u8) -> usize {
    let kind = PhaseKind::Bounded { bound, limit };
    let phase = coverage.phases.iter().find(|phase| phase.kind == kind);
    let phase = phase.unwrap_or_else(|| panic!("no such phase in {coverage}"));
    assert_ne!(phase.completeness, Completeness::Partial);
    phase.schedules
}

/// The ways to choose `k` of `n`.
fn binomial(n: usize, k: usize) -> usize {
    (0..k).fold(1, |product, i| product * (n - i) / (i + 1))
}

/// Two detached threads that take `k` independent steps each, and leave their trace.
fn two_threads(k: usize) -> impl Fn() + 'static {
    move || {
        let trace = Arc::new(AtomicUsize::new(0));
        for _ in 0..2 {
            let trace = Arc::clone(&trace);
            spawn("stepper", move || {
                for _ in 0..k {
                    trace.fetch_add(1, SeqCst);
                }
            });
        }
    }
}

#[test]
fn two_threads_of_k_steps_have_as_many_schedules_as_there_are_ways_to_cut_them() {
    for k in 1..=4 {
        let coverage = Explorer::new()
            .schedules(500)
            .without_reduction()
            .check(two_threads(k))
            .unwrap();
        // Each thread has k + 1 pieces, the first before its first step. Main ends at once, and
        // either thread may come first. With p preemptions, alternating blocks: p of the k places
        // between two pieces are cut, the cuts being split evenly between the one that began and
        // the other, or the one that began having one more.
        let cuts = |p: usize| 2 * binomial(k, p.div_ceil(2)) * binomial(k, p / 2);
        let mut sum = 0;
        for limit in 0..=2_u8 {
            sum += cuts(usize::from(limit));
            let found = schedules(&coverage, Bound::Preemptions, limit);
            assert_eq!(found, sum, "{k} steps, up to {limit} preemptions");
        }
    }
}

#[test]
fn of_two_threads_one_can_stall_where_it_can_be_delayed() {
    for k in 1..=4 {
        let explorer = Explorer::new().without_reduction();
        let coverage = explorer.check(two_threads(k)).unwrap();
        let (stalls, delays) = (
            schedules(&coverage, Bound::Stalls, 1),
            schedules(&coverage, Bound::Delays, 1),
        );
        assert_eq!(stalls, delays, "{k} steps");
    }
}

#[test]
fn one_delay_and_one_stall_are_all_tried_whatever_the_budget() {
    let coverage = Explorer::new()
        .schedules(30)
        .check(two_threads(90))
        .unwrap();
    assert!(schedules(&coverage, Bound::Delays, 1) > 90);
    assert!(schedules(&coverage, Bound::Stalls, 1) > 90);
    let preemptions = |phase: &Phase| matches!(phase.kind, PhaseKind::Bounded { bound, .. } if bound == Bound::Preemptions);
    assert!(!coverage.phases.iter().any(preemptions), "{coverage}");
}

#[test]
fn where_each_of_many_steps_is_another_place_the_steps_are_limited() {
    let explorer = Explorer::new().schedules(10).steps(2_000);
    let coverage = explorer.check(two_threads(750)).unwrap();
    for bound in [Bound::Delays, Bound::Stalls] {
        let kind = PhaseKind::Bounded { bound, limit: 1 };
        let phase = coverage.phases.iter().find(|phase| phase.kind == kind);
        let phase = phase.unwrap_or_else(|| panic!("no such phase in {coverage}"));
        assert_eq!(phase.completeness, Completeness::Partial, "{kind:?}");
        // Some 1,500 steps each, until they are 600 times 2,000.
        assert!((700..900).contains(&phase.schedules), "{phase:?}");
    }
}

#[test]
fn nobody_wakes_early_because_of_a_stall() {
    let explorer = Explorer::new().without_reduction();
    let coverage = explorer.check(|| {
        let pair = Arc::new((Mutex::new(false), Condvar::new()));
        let waiter = spawn("waiter", {
            let pair = Arc::clone(&pair);
            move || pair.1.wait_while(&mut pair.0.lock(), |set| !*set)
        });
        pattern_sync::model::settle();
        *pair.0.lock() = true;
        pair.1.notify_one();
        waiter.join().unwrap();
    });
    let coverage = coverage.unwrap();
    // Main locks, notifies and joins, and the waiter may wake for no reason before each of it. Nobody can
    // be passed over, since the other waits.
    let [delays, stalls] =
        [Bound::Delays, Bound::Stalls].map(|bound| schedules(&coverage, bound, 1));
    assert_eq!((delays, stalls), (1 + 3, 1));
}

#[test]
fn two_threads_of_one_step_have_six_schedules() {
    let explorer = Explorer::new().without_reduction();
    let coverage = explorer.check(two_threads(1)).unwrap();
    assert_eq!(schedules(&coverage, Bound::Preemptions, 2), 6);
    let last = coverage.phases.last().unwrap();
    assert_eq!(last.completeness, Completeness::All);
    assert!(
        coverage.to_string().ends_with("all there are"),
        "{coverage}"
    );
}

#[test]
fn nested_choices_are_all_tried_once() {
    let (seen, runs, coverage) = outcomes(|| {
        let first = choose(3);
        (first, choose(first + 1), choose(2))
    });
    assert_eq!(seen.len(), (1 + 2 + 3) * 2);
    // Two more at the start and one at the end see whether runs repeat themselves.
    assert_eq!((coverage.schedules, runs), (12, 12 + 3));
    assert_eq!(coverage.phases[0].completeness, Completeness::All);
    assert_eq!(coverage.to_string(), "12 schedules: all there are");
}

#[test]
fn a_choice_of_one_is_no_choice() {
    let (_, _, coverage) = outcomes(|| choose(1));
    assert_eq!(coverage.to_string(), "1 schedule: all there are");
}

#[test]
fn notify_one_wakes_each_of_the_waiters_in_some_schedule() {
    let (first_woken, _, _) = outcomes(|| {
        let shared = Arc::new((Mutex::new((0, Vec::new())), Condvar::new()));
        let waiters = ["w0", "w1", "w2"]
            .into_iter()
            .enumerate()
            .map(|(number, name)| {
                let shared = Arc::clone(&shared);
                spawn(name, move || {
                    let mut state = shared.0.lock();
                    shared.1.wait_while(&mut state, |(tokens, _)| *tokens == 0);
                    state.0 -= 1;
                    state.1.push(number);
                })
            });
        let waiters: Vec<_> = waiters.collect();
        pattern_sync::model::settle();
        for _ in 0..3 {
            shared.0.lock().0 += 1;
            shared.1.notify_one();
        }
        join_all(waiters);
        shared.0.lock().1.clone()
    });
    let firsts: BTreeSet<usize> = first_woken.iter().map(|order| order[0]).collect();
    assert_eq!(firsts, BTreeSet::from([0, 1, 2]));
}

#[test]
fn a_timed_pop_has_exactly_its_three_outcomes() {
    let (seen, _, _) = outcomes(|| {
        let shared = Arc::new((Mutex::new((None, false)), Condvar::new()));
        let other = spawn("other", {
            let shared = Arc::clone(&shared);
            move || {
                let push = choose(2) == 0;
                let mut state = shared.0.lock();
                if push {
                    state.0 = Some(7);
                } else {
                    state.1 = true;
                }
                shared.1.notify_one();
            }
        });
        let mut state = shared.0.lock();
        let waiting = |state: &mut (Option<u32>, bool)| state.0.is_none() && !state.1;
        shared
            .1
            .wait_while_for(&mut state, waiting, Duration::from_secs(1));
        let outcome = match *state {
            (Some(item), _) => format!("item {item}"),
            (None, true) => "closed".to_owned(),
            (None, false) => "timed out".to_owned(),
        };
        drop(state);
        other.join().unwrap();
        outcome
    });
    let expected = ["closed", "item 7", "timed out"].map(str::to_owned);
    assert_eq!(seen, BTreeSet::from(expected));
}

#[test]
fn all_interleavings_of_two_counters_are_seen() {
    let (seen, _, coverage) = outcomes(|| {
        let counters = Arc::new([0, 0].map(AtomicUsize::new));
        let other = spawn("other", {
            let counters = Arc::clone(&counters);
            move || {
                for _ in 0..2 {
                    counters[0].fetch_add(1, SeqCst);
                }
            }
        });
        let mut seen = Vec::new();
        for _ in 0..2 {
            seen.push(counters[0].load(SeqCst));
        }
        other.join().unwrap();
        (seen[0], seen[1])
    });
    assert_eq!(
        seen,
        BTreeSet::from([(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)])
    );
    assert!(coverage.schedules > 6);
}

#[test]
fn coverage_says_what_was_complete() {
    let coverage = holds(|| {
        let lock = Arc::new(Mutex::new(()));
        let threads = ["a", "b", "c"].map(|name| {
            let lock = Arc::clone(&lock);
            spawn(name, move || (0..3).for_each(|_| drop(lock.lock())))
        });
        join_all(threads);
    });
    assert_eq!(coverage.threads, 4);
    let kinds: Vec<_> = coverage.phases.iter().map(|phase| phase.kind).collect();
    assert_eq!(kinds.last(), Some(&PhaseKind::Random));
    let sum: usize = coverage.phases.iter().map(|phase| phase.schedules).sum();
    assert_eq!(coverage.schedules, sum);
    let by_chance = |phase: &Phase| match phase.kind {
        PhaseKind::Curious => Some(400),
        PhaseKind::Pct | PhaseKind::Random => Some(100),
        _ => None,
    };
    for phase in &coverage.phases {
        if let Some(budget) = by_chance(phase) {
            assert_eq!(phase.schedules, budget, "{:?}", phase.kind);
            assert_eq!(phase.completeness, Completeness::Partial);
        }
    }
}
