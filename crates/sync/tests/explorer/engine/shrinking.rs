//! A failure that chance has found is made smaller, and a replay token is what it says.

use pattern_sync::model::{Bound, Explorer, Failure, ParseScheduleError, PhaseKind, Schedule};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Mutex};

use crate::harness::{bug, join_all, spawn};

/// Fails when two threads alternate three times, which takes that many preemptions.
fn alternating() {
    let last = Arc::new(AtomicUsize::new(0));
    let alternations = Arc::new(AtomicUsize::new(0));
    let threads = ["one", "two"].into_iter().enumerate().map(|(me, name)| {
        let (last, alternations) = (Arc::clone(&last), Arc::clone(&alternations));
        spawn(name, move || {
            for _ in 0..4 {
                if last.swap(me + 1, SeqCst) == 2 - me {
                    let so_far = alternations.fetch_add(1, SeqCst);
                    assert!(so_far < 3, "too lively");
                } else {
                    alternations.store(0, SeqCst);
                }
            }
        })
    });
    join_all(threads.collect::<Vec<_>>());
}

fn preemptions(failure: &Failure) -> usize {
    failure.schedule().deviations()
}

#[test]
fn what_the_bounds_miss_is_found_by_chance_and_made_smaller() {
    let failure = bug(alternating);
    let phases = &failure.coverage().unwrap().phases;
    let bounded = |kind: &PhaseKind| matches!(kind, PhaseKind::Bounded { .. });
    assert!(!bounded(&phases.last().unwrap().kind), "{failure}");
    // Four alternations in a row need one thread to be stopped every time but the last.
    assert!((3..=4).contains(&preemptions(&failure)), "{failure}");
}

#[test]
fn a_failure_within_the_bounds_has_no_more_deviations_than_the_bound() {
    let failure = bug(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let threads = ["left", "right"].map(|name| {
            let count = Arc::clone(&count);
            spawn(name, move || count.store(count.load(SeqCst) + 1, SeqCst))
        });
        join_all(threads);
        assert!(count.load(SeqCst) == 2, "lost");
    });
    let last = failure.coverage().unwrap().phases.last().unwrap();
    let PhaseKind::Bounded {
        bound: Bound::Delays,
        limit,
    } = last.kind
    else {
        panic!("{failure}");
    };
    assert!(
        failure.schedule().deviations() <= usize::from(limit),
        "{failure}"
    );
}

#[test]
fn schedules_survive_their_text() {
    for text in ["0", "3.1", "3.1-12.2", "0.0", "0.0-0.1", "0.0-7.3-1000.1"] {
        let schedule: Schedule = text.parse().unwrap();
        assert_eq!(schedule.to_string(), text);
    }
}

#[test]
fn what_is_no_schedule_is_refused() {
    for text in [
        "",
        "-",
        "1",
        "1.",
        ".1",
        "1.0",
        "2.1-1.1",
        "1.1-1.1",
        "1.1-",
        "x",
        "0.0-",
        "0.0-0.0",
        "1.70000",
        "9999999.1",
        "1.1 ",
        "-1.1",
        "1.-1",
    ] {
        assert_eq!(
            text.parse::<Schedule>(),
            Err(ParseScheduleError),
            "{text:?}"
        );
    }
}

#[test]
fn a_schedule_of_another_body_is_refused_without_a_panic() {
    let schedule: Schedule = "0.7-3.9".parse().unwrap();
    let refused = Explorer::new().replay(&schedule, alternating);
    assert!(refused.is_err());
}

#[test]
fn a_replay_counts_unlocking_as_a_step_where_the_exploration_did() {
    // `try_lock` comes in some schedules alone, and not in the one that fails.
    let failure = bug(|| {
        let (lock, turn) = (Arc::new(Mutex::new(0)), Arc::new(AtomicUsize::new(0)));
        let other = spawn("other", {
            let (lock, turn) = (Arc::clone(&lock), Arc::clone(&turn));
            move || {
                if turn.load(SeqCst) == 0 {
                    *lock.lock() += 1;
                    *lock.lock() += 1;
                } else if let Some(mut held) = lock.try_lock() {
                    *held += 2;
                }
            }
        });
        let between = *lock.lock();
        turn.store(1, SeqCst);
        let later = *lock.lock();
        other.join().unwrap();
        assert!((between, later) != (1, 2), "seen in between");
    });
    assert!(
        failure.schedule().to_string().starts_with("0.0"),
        "{failure}"
    );
}
