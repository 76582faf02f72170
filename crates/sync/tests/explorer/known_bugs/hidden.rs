//! Races that somebody hides from the explorer, among steps that lead to nothing.
//!
//! Each sells one seat twice, if another thread books while the first one stands between its look and
//! its act; what comes before and after keeps the two apart.

use pattern_sync::model::Explorer;
use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;

use crate::harness::{bug, spawn};

/// A seat, and what hides that it is sold without care.
#[derive(Default)]
struct Office {
    sold: Mutex<i32>,
    arrivals: AtomicUsize,
    noise: Mutex<()>,
    ready: AtomicBool,
}

impl Office {
    fn is_first(&self) -> bool {
        self.arrivals.fetch_add(1, SeqCst) == 0
    }

    /// Steps without effect.
    fn make_noise(&self, steps: usize) {
        (0..steps).for_each(|_| drop(self.noise.lock()));
    }

    fn sell(&self) {
        let sold = *self.sold.lock();
        *self.sold.lock() = sold + 1;
    }
}

/// Explores two sellers; the race is found, and its schedule can be written down.
#[track_caller]
fn found(sell: fn(&Office)) {
    let failure = bug(move || {
        let office = Arc::new(Office::default());
        let other = spawn("other", {
            let office = Arc::clone(&office);
            move || sell(&office)
        });
        sell(&office);
        other.join().unwrap();
        assert_eq!(*office.sold.lock(), 2, "seats sold");
    });
    assert!(failure.cause().contains("seats sold"), "{failure}");
    assert!(failure.schedule().deviations() < 50, "{failure}");
}

#[test]
fn behind_thousands_of_steps() {
    // By chance, the first is long done when the second comes.
    found(|office| {
        let first = office.is_first();
        office.make_noise(if first { 0 } else { 2_000 });
        office.sell();
        office.make_noise(if first { 2_000 } else { 0 });
    });
}

#[test]
fn behind_turns_that_are_offered() {
    found(|office| {
        let first = office.is_first();
        if !first {
            (0..40).for_each(|_| thread::yield_now());
        }
        office.sell();
    });
}

/// The first waits for the second with `idle` between two looks. Whoever counts deviations needs one to
/// get away from the waiting.
fn sell_after_a_wait(office: &Office, idle: fn()) {
    if office.is_first() {
        while !office.ready.load(SeqCst) {
            idle();
        }
    } else {
        office.ready.store(true, SeqCst);
        office.make_noise(500);
    }
    office.sell();
}

#[test]
fn behind_a_wait_that_offers_its_turn() {
    found(|office| sell_after_a_wait(office, thread::yield_now));
}

#[test]
fn behind_a_wait_that_offers_no_turn() {
    found(|office| sell_after_a_wait(office, || {}));
}

#[test]
fn behind_three_interruptions() {
    // Careless is who has seen half of what the other does, and then meets the other half.
    found(|office| {
        if office.is_first() {
            office.make_noise(300);
            let before = *office.sold.lock();
            office.make_noise(63);
            if *office.sold.lock() == before {
                *office.sold.lock() += 1;
            } else {
                office.sell();
            }
        } else {
            office.make_noise(20);
            *office.sold.lock() += 3;
            office.make_noise(300);
            *office.sold.lock() -= 2;
            office.make_noise(300);
        }
    });
}

#[test]
fn in_one_round_of_many() {
    // No place is new where it goes wrong.
    found(|office| {
        let in_round = if office.is_first() { 130 } else { 430 };
        for round in 0..500 {
            let seen = *office.sold.lock();
            let mut sold = office.sold.lock();
            if round == in_round {
                *sold = seen + 1;
            }
        }
    });
}

#[test]
fn behind_threads_that_come_and_go() {
    /// As noise, but each step is a thread of its own.
    fn start_and_join(office: &Arc<Office>, threads: usize) {
        for _ in 0..threads {
            let office = Arc::clone(office);
            spawn("short", move || office.make_noise(1)).join().unwrap();
        }
    }
    // The race is that of three interruptions.
    let explored = Explorer::new().check(|| {
        let office = Arc::new(Office::default());
        let other = spawn("other", {
            let office = Arc::clone(&office);
            move || {
                start_and_join(&office, 10);
                *office.sold.lock() += 3;
                start_and_join(&office, 60);
                *office.sold.lock() -= 2;
                start_and_join(&office, 60);
            }
        });
        start_and_join(&office, 60);
        let before = *office.sold.lock();
        start_and_join(&office, 20);
        if *office.sold.lock() == before {
            *office.sold.lock() += 1;
        } else {
            office.sell();
        }
        other.join().unwrap();
        assert_eq!(*office.sold.lock(), 2, "seats sold");
    });
    let failure = explored.expect_err("the race is there");
    assert!(failure.cause().contains("seats sold"), "{failure}");
}

#[test]
fn behind_what_no_step_shows() {
    // Nobody but the counts of the `Arc` knows how many keep the seat. The noise is each thread's own:
    // passing a thread over before a step of it comes to the same as behind it, as far as can be seen.
    let explored = Explorer::new().check(|| {
        let seat = Arc::new(());
        let keep = |seat: &Arc<()>| {
            let own = Mutex::new(());
            (0..20).for_each(|_| drop(own.lock()));
            let free = Arc::strong_count(seat) < 3;
            drop(own.lock());
            let kept = free.then(|| Arc::clone(seat));
            (0..20).for_each(|_| drop(own.lock()));
            kept
        };
        let other = spawn("other", {
            let seat = Arc::clone(&seat);
            move || (keep(&seat), seat)
        });
        let mine = keep(&seat);
        let (others, _) = other.join().unwrap();
        assert!(mine.is_none() || others.is_none(), "both keep the seat");
    });
    let failure = explored.expect_err("the race is there");
    assert!(failure.cause().contains("both keep"), "{failure}");
}
