//! How a pipeline ends when something fails: reported with stage and item, and nobody left waiting.

mod common;

use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use common::{must_end, quiet_panic};
use pattern_sync::sync::Arc;
use pipeline::{Cause, Pipeline, PipelineError};

#[test]
fn the_first_error_ends_an_endless_pipeline() {
    for (workers, ordered) in [(1, true), (4, true), (4, false)] {
        let error = must_end(move || {
            let check = Pipeline::source(0_u32..)
                .stage("before", |n| n)
                .workers(workers)
                .try_stage("check", |n| if n == 1_000 { Err("no") } else { Ok(n) })
                .workers(workers);
            let check = if ordered {
                check.ordered()
            } else {
                check.unordered()
            };
            let behind = check.stage("behind", |n| n).workers(workers);
            behind.run().unwrap_err()
        });
        assert_eq!(error.to_string(), "stage `check` failed at item 1000: no");
    }
}

#[test]
fn the_number_is_that_of_the_source_also_behind_a_filter() {
    let error = Pipeline::source(["a", "1", "b", "x"])
        .filter("words", |word| word.parse::<u32>().is_err())
        .try_stage(
            "short",
            |word: &str| if word == "x" { Err("no x") } else { Ok(word) },
        )
        .collect()
        .unwrap_err();
    assert_eq!(error.item(), Some(3));
}

#[test]
fn a_panic_of_any_stage_is_reported_with_its_name() {
    for panics_at in ["source", "shared", "serial", "for_each"] {
        let error = must_end(move || {
            let at = move |stage, n: u32| {
                if panics_at == stage && n == 77 {
                    quiet_panic("boom")
                } else {
                    n
                }
            };
            Pipeline::source((0..).map(move |n| at("source", n)))
                .stage("shared", move |n| at("shared", n))
                .workers(3)
                .serial_stage("serial", move |n| at("serial", n))
                .for_each(|n| assert_eq!(at("for_each", n), n))
                .unwrap_err()
        });
        assert_eq!(
            error.to_string(),
            format!("stage `{panics_at}` panicked at item 77: boom")
        );
        assert_eq!(error.failures().len(), 1);
        assert!(error.failures()[0].error().is_none());
        assert!(error.source().is_none());
    }
}

#[test]
fn a_source_that_cannot_become_an_iterator_is_reported() {
    struct Broken;
    impl IntoIterator for Broken {
        type Item = u32;
        type IntoIter = std::vec::IntoIter<u32>;
        fn into_iter(self) -> Self::IntoIter {
            quiet_panic("no file")
        }
    }
    let error = must_end(|| Pipeline::source(Broken).collect().unwrap_err());
    assert_eq!(
        error.to_string(),
        "stage `source` panicked at item 0: no file"
    );
}

#[test]
fn the_type_of_the_error_is_found_again_and_its_source_as_well() {
    #[derive(Debug)]
    struct Outer(std::num::ParseIntError);
    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("not a page number")
        }
    }
    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }
    let error = Pipeline::source(["x"])
        .try_stage("parse", |text: &str| text.parse::<u32>().map_err(Outer))
        .run()
        .unwrap_err();
    assert!(matches!(error.cause(), Cause::Error(error) if error.is::<Outer>()));
    // Display has said what `Outer` says; the chain goes on behind it.
    assert_eq!(
        error.to_string(),
        "stage `parse` failed at item 0: not a page number"
    );
    assert!(error.source().unwrap().is::<std::num::ParseIntError>());
    assert!(error.into_failures()[0].error().unwrap().is::<Outer>());
}

#[test]
fn a_pipeline_can_be_run_again_after_a_failure() {
    let run = |limit| -> Result<Vec<u32>, PipelineError> {
        Pipeline::source(0..10)
            .try_stage("check", move |n| if n < limit { Ok(n) } else { Err("no") })
            .workers(2)
            .collect()
    };
    assert!(run(5).is_err());
    assert_eq!(run(10).unwrap().len(), 10);
}

#[test]
fn nothing_is_held_on_to_after_a_failure() {
    let held = Arc::new(());
    let items = (0..1_000).map({
        let held = Arc::clone(&held);
        move |n| (n, Arc::clone(&held))
    });
    let error = must_end(|| {
        Pipeline::source(items)
            .try_stage(
                "check",
                |item| if item.0 == 500 { Err("no") } else { Ok(item) },
            )
            .workers(4)
            .run()
            .unwrap_err()
    });
    assert_eq!(error.item(), Some(500));
    assert_eq!(Arc::strong_count(&held), 1);
}

#[test]
fn the_panic_of_a_destructor_neither_hangs_nor_is_lost() {
    /// Panics where it is dropped, if its number says so.
    struct Fragile(u32);
    impl Drop for Fragile {
        fn drop(&mut self) {
            if self.0 == 7 && !pattern_sync::thread::panicking() {
                quiet_panic::<()>("broken");
            }
        }
    }
    // Dropped by the stage that filters it out: reported as its panic.
    let error = must_end(|| {
        Pipeline::source((0..).map(Fragile))
            .filter_map("sort out", |item| (item.0 % 2 == 0).then_some(item))
            .for_each(std::mem::forget)
            .unwrap_err()
    });
    assert_eq!(
        error.to_string(),
        "stage `sort out` panicked at item 7: broken"
    );

    // Dropped with a queue, when everything is over: comes through to the caller.
    let payload = must_end(|| {
        let run = || {
            Pipeline::source((0..100).map(|n| Fragile(7 * (n / 2))))
                .try_for_each(|item| {
                    std::mem::forget(item);
                    Err("no")
                })
                .map(drop)
        };
        catch_unwind(AssertUnwindSafe(run)).map(|result| result.unwrap_err().to_string())
    });
    match payload {
        Ok(error) => assert_eq!(error, "stage `try_for_each` failed at item 0: no"),
        Err(payload) => assert_eq!(payload.downcast_ref(), Some(&"broken")),
    }
}

#[test]
fn a_panic_whose_payload_panics_again_leaves_nobody_waiting() {
    /// What a panic carries, and panics when it is dropped.
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            quiet_panic::<()>("the second");
        }
    }
    let payload = must_end(|| {
        let run = || {
            Pipeline::source(0..)
                .stage("panic", |n: u32| -> u32 {
                    if n == 3 {
                        resume_unwind(Box::new(Bomb))
                    } else {
                        n
                    }
                })
                .workers(2)
                .run()
                .map(drop)
        };
        catch_unwind(AssertUnwindSafe(run)).map(drop).unwrap_err()
    });
    assert_eq!(payload.downcast_ref(), Some(&"the second"));
}
