//! Pipelines under every schedule within bounds: each item passes every stage once, in order where
//! order is kept, never more of them at a time than there is room for, and everybody ends (a thread
//! that waits for ever is a failure of the exploration).

use pattern_sync::model::{explore, settle};
use pattern_sync::sync::Barrier;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread::sleep;
use pattern_sync::time::Duration;
use pipeline::Pipeline;

fn sorted(mut items: Vec<u32>) -> Vec<u32> {
    items.sort_unstable();
    items
}

#[test]
fn each_item_passes_every_stage_once_and_in_order() {
    explore(|| {
        let squares = Pipeline::source([1, 2, 3])
            .capacity(1)
            .stage("square", |n: u32| n * n)
            .capacity(1)
            .stage("increment", |n| n + 1)
            .capacity(2)
            .collect()
            .unwrap();
        assert_eq!(squares, [2, 5, 10]);
    });
}

#[test]
fn two_workers_of_a_stage_work_at_the_same_time() {
    for ordered in [true, false] {
        explore(move || {
            let both = &Barrier::new(2);
            let meet = move |n: u32| {
                both.wait();
                n
            };
            let stage = Pipeline::source([1, 2]).stage("meet", meet).workers(2);
            let stage = if ordered {
                stage.ordered()
            } else {
                stage.unordered()
            };
            assert_eq!(sorted(stage.capacity(1).collect().unwrap()), [1, 2]);
        });
    }
}

#[test]
fn two_stages_and_the_end_work_at_the_same_time() {
    explore(|| {
        let all = &Barrier::new(3);
        // One item is in the first stage, one in the second, and one at the end.
        Pipeline::source([1, 2, 3])
            .stage("first", |n: u32| {
                if n == 3 {
                    all.wait();
                }
                n
            })
            .stage("second", |n: u32| {
                if n == 2 {
                    all.wait();
                }
                n
            })
            .for_each(|n| {
                if n == 1 {
                    all.wait();
                }
            })
            .unwrap();
    });
}

#[test]
fn no_more_items_are_under_way_than_there_is_room_for() {
    explore(|| {
        let made = &AtomicUsize::new(0);
        let report = Pipeline::source((0..6).inspect(|_| {
            made.fetch_add(1, Ordering::SeqCst);
        }))
        .capacity(2)
        .stage("pass", |n| n)
        .capacity(1)
        .for_each(|n| {
            if n == 0 {
                settle(); // everybody has gone as far as it can
                // One here, one behind `pass` and one in its hands, two behind the source and one
                // in its hands.
                assert_eq!(made.load(Ordering::SeqCst), 6);
            }
        })
        .unwrap();
        assert_eq!(report.stages[0].queue.as_ref().unwrap().high_water, 2);
        assert_eq!(report.stages[1].queue.as_ref().unwrap().high_water, 1);
    });
}

#[test]
fn an_empty_source_ends_everybody() {
    explore(|| {
        let items = Pipeline::<u32>::source([])
            .stage("pass", |n| n)
            .workers(2)
            .collect();
        assert_eq!(items.unwrap(), []);
    });
}

#[test]
fn a_serial_stage_keeps_a_state() {
    explore(|| {
        let mut sum = 0;
        let sums = Pipeline::source([1, 2, 3])
            .capacity(1)
            .serial_stage("add up", |n| {
                sum += n;
                sum
            })
            .capacity(1)
            .collect();
        assert_eq!(sums.unwrap(), [1, 3, 6]);
        assert_eq!(sum, 6);
    });
}

#[test]
fn an_end_that_has_enough_frees_everybody() {
    for ordered in [true, false] {
        explore(move || {
            let stage = Pipeline::source(0..)
                .capacity(1)
                .stage("pass", |n: u32| n)
                .workers(2)
                .capacity(1);
            let stage = if ordered {
                stage.ordered()
            } else {
                stage.unordered()
            };
            let (found, _report) = stage.consume(|items| items.next()).unwrap();
            assert!(found.is_some_and(|n| n == 0 || !ordered));
        });
    }
}

#[test]
fn a_stage_says_how_long_it_waited_and_for_whom() {
    explore(|| {
        let report = Pipeline::source([1, 2, 3])
            .capacity(1)
            .for_each(|n| {
                if n == 1 {
                    settle(); // 2 is behind the source, and it waits to give 3
                    sleep(Duration::from_secs(5));
                }
            })
            .unwrap();
        let [source, end] = &report.stages[..] else {
            panic!("{report}");
        };
        assert!(source.blocked() >= Duration::from_secs(5), "{report}");
        assert_eq!(source.starved(), Duration::ZERO);
        assert_eq!(end.blocked(), Duration::ZERO);
        assert!(end.busy() >= Duration::from_secs(5), "{report}");
        assert_eq!(report.bottleneck().name, "for_each");
    });
}

#[test]
fn a_worker_kept_waiting_for_items_says_how_long() {
    explore(|| {
        let report = Pipeline::source([1])
            .stage("slow", |n: u32| {
                settle(); // the end waits
                sleep(Duration::from_secs(5));
                n
            })
            .run()
            .unwrap();
        assert!(report.stage("run").unwrap().starved() >= Duration::from_secs(5));
        assert!(report.stage("slow").unwrap().busy() >= Duration::from_secs(5));
        assert_eq!(report.bottleneck().name, "slow");
    });
}

#[test]
fn an_observer_sees_who_waits_for_whom() {
    explore(|| {
        let seen = &Barrier::new(2);
        let mut pictures = 0;
        Pipeline::source([1, 2, 3])
            .capacity(1)
            .observe(Duration::from_secs(1), |picture| {
                let [source, end] = &picture.stages[..] else {
                    panic!("{picture}");
                };
                assert_eq!(source.items_out - end.items_in, source.depth);
                assert!(source.depth <= 1);
                if (source.blocked, source.depth, end.busy(), end.items_in) == (1, 1, 1, 1) {
                    pictures += 1;
                    if pictures == 1 {
                        seen.wait();
                    }
                }
            })
            .for_each(|n| {
                if n == 1 {
                    settle(); // 2 is behind the source, which waits to give 3
                    seen.wait(); // until that has been seen
                }
            })
            .unwrap();
        assert!(pictures > 0);
    });
}
