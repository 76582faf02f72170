//! Counts what tasks did, so cheaply that the pool is what is measured.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Every thread's own count and sum.
static TALLIES: Mutex<Vec<&'static Tally>> = Mutex::new(Vec::new());

thread_local! {
    static OWN: Cell<Option<&'static Tally>> = const { Cell::new(None) };
}

/// What the tasks of one thread did. On cache lines of its own, and written by that thread alone.
#[derive(Default)]
#[repr(align(128))]
struct Tally {
    count: AtomicU64,
    sum: AtomicU64,
}

impl Tally {
    #[inline]
    fn add(&self, result: u64) {
        // Loads and stores rather than additions: nobody else writes. `total` says why they may be relaxed.
        let (count, sum) = (
            self.count.load(Ordering::Relaxed),
            self.sum.load(Ordering::Relaxed),
        );
        self.count.store(count + 1, Ordering::Relaxed);
        self.sum.store(sum.wrapping_add(result), Ordering::Relaxed);
    }
}

/// Counts one task with this result.
#[inline]
pub(super) fn add(result: u64) {
    OWN.with(|own| {
        own.get().unwrap_or_else(|| register(own)).add(result);
    });
}

#[cold]
fn register(own: &Cell<Option<&'static Tally>>) -> &'static Tally {
    // Never freed: a thread that has ended keeps its part of the total. That is 128 bytes for each
    // thread of a benchmark.
    let tally: &'static Tally = Box::leak(Box::default());
    TALLIES.lock().expect("nobody panics with it").push(tally);
    own.set(Some(tally));
    tally
}

/// Returns how many tasks were counted since the start, and the sum of their results.
///
/// Complete if all tasks happen before the call: that is what a pool's waiting promises, and what
/// is checked here. A pool whose wait ends too early shows as a count that is too low.
pub(super) fn total() -> (u64, u64) {
    let tallies = TALLIES.lock().expect("nobody panics with it");
    tallies
        .iter()
        .fold((0, 0), |(count, sum): (u64, u64), tally| {
            let more = (
                tally.count.load(Ordering::Relaxed),
                tally.sum.load(Ordering::Relaxed),
            );
            (count + more.0, sum.wrapping_add(more.1))
        })
}
