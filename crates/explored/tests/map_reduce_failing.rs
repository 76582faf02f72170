//! Map-reduce that fails, panics, or is cancelled, under every schedule within bounds: whoever
//! failed is named, nobody hangs, nothing is left behind.

use std::panic::resume_unwind;

use map_reduce::{BadRecords, Cause, Emitter, MapReduce, Phase, RunError, StopSource};
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::Barrier;
use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use pattern_sync::thread;

/// Panics without a message on the standard error for each of thousands of schedules.
fn quiet_panic(message: &'static str) {
    resume_unwind(Box::new(message))
}

fn panic_of(error: &RunError) -> &str {
    match &error.failures()[0].cause {
        Cause::Panic(message) => message,
        other => panic!("{other:?}"),
    }
}

/// Emits a number, or refuses a zero.
fn not_zero(n: &u32, out: &mut Emitter<'_, u32, u32>) -> Result<(), &'static str> {
    if *n == 0 {
        return Err("zero");
    }
    out.emit(*n, 1);
    Ok(())
}

#[test]
fn a_map_that_panics_is_named_with_its_record_and_nothing_is_reduced() {
    explore(|| {
        let reduced = AtomicBool::new(false);
        let error = MapReduce::map(|n: &u32, out: &mut Emitter<'_, u32, ()>| {
            out.emit(*n, ());
            if *n == 20 {
                quiet_panic("boom");
            }
        })
        .reduce(|_n, _| reduced.store(true, Ordering::SeqCst))
        .workers(2)
        .run([10, 20, 30])
        .unwrap_err();
        assert_eq!(panic_of(&error), "boom");
        let failure = &error.failures()[0];
        assert_eq!(failure.phase, Phase::Map);
        assert_eq!(failure.place.as_deref(), Some("item 2"));
        assert!(failure.worker.starts_with("map-reduce-"));
        assert_eq!(error.failures().len(), 1);
        assert!(!reduced.load(Ordering::SeqCst));
    });
}

#[test]
fn a_panic_makes_the_other_worker_stop_before_its_next_record() {
    explore(|| {
        let both = Barrier::new(2);
        let mapped = AtomicUsize::new(0);
        let error = MapReduce::map(|n: &u32, _: &mut Emitter<'_, (), ()>| {
            mapped.fetch_add(1, Ordering::SeqCst);
            if *n < 2 {
                both.wait();
            }
            match n {
                0 => quiet_panic("boom"),
                1 => settle(), // the other has ended
                _ => {}
            }
        })
        .reduce(|_, _| ())
        .workers(2)
        .run(0..)
        .unwrap_err();
        assert_eq!(panic_of(&error), "boom");
        assert_eq!(mapped.into_inner(), 2);
    });
}

#[test]
fn a_reduce_that_panics_makes_the_run_fail() {
    explore(|| {
        let error = MapReduce::map(|n: &usize, out| out.emit(*n, ()))
            .partition(|n, partitions| n % partitions)
            .reduce(|n, _| {
                if *n == 1 {
                    quiet_panic("boom");
                }
            })
            .workers(2)
            .run([0, 1])
            .unwrap_err();
        assert_eq!(panic_of(&error), "boom");
        assert_eq!(error.failures()[0].phase, Phase::Reduce);
    });
}

#[test]
fn a_reduce_that_fails_makes_the_run_fail() {
    explore(|| {
        let error = MapReduce::map(|n: &usize, out| out.emit(*n, ()))
            .partition(|n, partitions| n % partitions)
            .try_reduce(|n, _| if *n == 1 { Err("no paper") } else { Ok(()) })
            .workers(2)
            .run([0, 1])
            .unwrap_err();
        assert_eq!(error.to_string(), "reduce failed: no paper");
    });
}

#[test]
fn two_workers_that_panic_are_both_reported() {
    explore(|| {
        let both = Barrier::new(2);
        let error = MapReduce::map(|_: &u32, _: &mut Emitter<'_, (), ()>| {
            both.wait();
            quiet_panic("boom");
        })
        .reduce(|_, _| ())
        .workers(2)
        .run([1, 2])
        .unwrap_err();
        assert_eq!(error.failures().len(), 2);
        let mut places = error
            .failures()
            .iter()
            .map(|failure| failure.place.as_deref());
        assert!(places.all(|place| place.is_some()));
    });
}

#[test]
fn an_iterator_that_panics_is_not_asked_again() {
    explore(|| {
        let asked = AtomicUsize::new(0);
        let items = (0..4_u32).inspect(|_| {
            if asked.fetch_add(1, Ordering::SeqCst) == 1 {
                quiet_panic("no more");
            }
        });
        let error = MapReduce::map(|n: &u32, out| out.emit(*n, ()))
            .reduce(|_n, _| ())
            .workers(2)
            .run(items)
            .unwrap_err();
        assert_eq!(panic_of(&error), "no more");
        assert_eq!(asked.into_inner(), 2);
    });
}

#[test]
fn a_bad_record_is_fatal_unless_said_otherwise() {
    explore(|| {
        let error = MapReduce::map(not_zero)
            .reduce(|_n, ones| ones.sum::<u32>())
            .workers(2)
            .run([1, 0, 2])
            .unwrap_err();
        assert_eq!(error.to_string(), "bad record at item 2: zero");
        assert_eq!(error.failures().len(), 1);
    });
}

#[test]
fn bad_records_are_skipped_counted_and_quoted_in_the_order_of_the_input() {
    explore(|| {
        let done = MapReduce::map(not_zero)
            .reduce(|_n, ones| ones.sum::<u32>())
            .bad_records(BadRecords::Skip)
            .workers(2)
            .run([0, 7, 0])
            .unwrap();
        assert_eq!(done.output, [(7, 1)]);
        assert_eq!(done.report.bad_records, 2);
        let quoted = done.report.first_bad.iter().map(|bad| &*bad.place);
        assert!(quoted.eq(["item 1", "item 3"]));
    });
}

#[test]
fn one_bad_record_more_than_allowed_is_fatal_whoever_meets_it() {
    explore(|| {
        let job = MapReduce::map(not_zero)
            .reduce(|_n, ones| ones.sum::<u32>())
            .bad_records(BadRecords::SkipUpTo(1))
            .workers(2);
        let error = job.run([0, 0]).unwrap_err();
        assert!(matches!(error.failures(), [failure]
            if matches!(failure.cause, Cause::TooManyBadRecords(1, _))));
    });
}

#[test]
fn a_cancelled_run_ends_and_says_so_once() {
    explore(|| {
        let source = StopSource::new();
        let token = source.token();
        let canceller = thread::spawn(move || source.request_stop());
        let result = MapReduce::map(|n: &u32, out| out.emit(*n, ()))
            .reduce(|_n, _| ())
            .workers(2)
            .cancel_on(token)
            .run([1, 2]);
        match result {
            Ok(done) => assert_eq!(done.output.len(), 2),
            Err(error) => {
                assert_eq!(error.failures().len(), 1);
                assert!(matches!(error.failures()[0].cause, Cause::Cancelled));
            }
        }
        canceller.join().unwrap();
    });
}

#[test]
fn everything_is_dropped_exactly_once_when_a_map_panics() {
    struct Counted<'a>(&'a AtomicUsize);
    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    explore(|| {
        let (made, dropped) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let make = || {
            made.fetch_add(1, Ordering::SeqCst);
            Counted(&dropped)
        };
        let result = MapReduce::map(|n: &u32, out| {
            out.emit(*n, make());
            if *n == 2 {
                quiet_panic("boom");
            }
        })
        .reduce(|_n, mut values| values.next())
        .workers(2)
        .run([1, 2, 3]);
        assert!(result.is_err());
        drop(result);
        assert_eq!(made.load(Ordering::SeqCst), dropped.load(Ordering::SeqCst));
    });
}
