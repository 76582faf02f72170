//! Stages of several workers under every schedule within bounds: the order where it is kept, the
//! room, and that nobody sleeps on who could go on.

use pattern_sync::model::{explore, settle};
use pattern_sync::sync::Barrier;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pipeline::Pipeline;

fn sorted(mut items: Vec<u32>) -> Vec<u32> {
    items.sort_unstable();
    items
}

#[test]
fn two_workers_keep_the_order() {
    for capacity in 1..=2 {
        explore(move || {
            let items = Pipeline::source([1, 2, 3])
                .capacity(2)
                .stage("pass", |n: u32| n)
                .workers(2)
                .capacity(capacity)
                .ordered()
                .collect()
                .unwrap();
            assert_eq!(items, [1, 2, 3]);
        });
    }
}

#[test]
fn two_unordered_workers_pass_on_each_item_once() {
    explore(|| {
        let items = Pipeline::source([1, 2, 3])
            .capacity(2)
            .stage("pass", |n: u32| n)
            .workers(2)
            .capacity(1)
            .unordered()
            .collect()
            .unwrap();
        assert_eq!(sorted(items), [1, 2, 3]);
    });
}

#[test]
fn dropped_items_leave_no_gap_in_the_order() {
    for kept in [0b000_u32, 0b010, 0b101, 0b110] {
        explore(move || {
            let report_and_items = Pipeline::source([0, 1, 2])
                .capacity(2)
                .filter("keep", move |n| kept & 1 << n != 0)
                .workers(2)
                .capacity(1)
                .consume(|items| items.collect::<Vec<_>>());
            let (items, report) = report_and_items.unwrap();
            let expected: Vec<u32> = (0..3).filter(|n| kept & 1 << n != 0).collect();
            assert_eq!(items, expected);
            let keep = report.stage("keep").unwrap();
            assert_eq!((keep.items_in(), keep.items_out()), (3, expected.len()));
        });
    }
}

#[test]
fn one_slow_item_lets_the_others_go_on_only_as_far_as_there_is_room() {
    explore(|| {
        let done = &AtomicUsize::new(0);
        let report = Pipeline::source(0..7)
            .capacity(1)
            .stage("slow at first", |n| {
                if n == 0 {
                    settle();
                    // The other worker has laid 1 and 2 into their places, and holds 3, whose place
                    // would be the fourth.
                    assert_eq!(done.load(Ordering::SeqCst), 3);
                } else {
                    done.fetch_add(1, Ordering::SeqCst);
                }
                n
            })
            .workers(2)
            .capacity(3)
            .ordered()
            .run()
            .unwrap();
        assert!(report.stages[1].queue.as_ref().unwrap().high_water <= 3);
    });
}

#[test]
fn an_unordered_stage_lets_others_pass_a_slow_item() {
    explore(|| {
        let mut seen = vec![];
        let passed = &AtomicUsize::new(0);
        Pipeline::source([0, 1, 2])
            .stage("slow at first", |n: u32| {
                if n == 0 {
                    settle();
                    assert_eq!(passed.load(Ordering::SeqCst), 2);
                }
                n
            })
            .workers(2)
            .capacity(1)
            .unordered()
            .for_each(|n| {
                passed.fetch_add(1, Ordering::SeqCst);
                seen.push(n);
            })
            .unwrap();
        assert_eq!(seen, [1, 2, 0]);
    });
}

#[test]
fn an_item_that_others_waited_for_sends_as_many_workers_on() {
    explore(|| {
        let all = &Barrier::new(3);
        // The source goes on only when both workers of `meet` are there: no later item wakes them.
        let last = std::iter::once_with(|| {
            all.wait();
            2
        });
        let items = Pipeline::source([0, 1].into_iter().chain(last))
            .stage("slow at first", |n: u32| {
                if n == 0 {
                    settle(); // 1 is in its place, and both workers behind it wait for 0
                }
                n
            })
            .workers(2)
            .ordered()
            .stage("meet", |n| {
                if n < 2 {
                    all.wait();
                }
                n
            })
            .workers(2)
            .collect();
        assert_eq!(items.unwrap(), [0, 1, 2]);
    });
}

#[test]
fn a_dropped_item_that_others_waited_for_makes_room_for_all_of_them() {
    explore(|| {
        let items = Pipeline::source(0..4)
            .filter("slow at first", |&n| {
                if n == 0 {
                    settle(); // 1 is dropped, and those who hold 2 and 3 wait for room
                }
                n >= 2
            })
            .workers(3)
            .capacity(2)
            .ordered()
            .collect();
        assert_eq!(items.unwrap(), [2, 3]);
    });
}
