//! Pipelines on real threads: borrowing, order, bounded memory, early ends, the report.

mod common;

use common::must_end;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Barrier, Mutex};
use pattern_sync::thread;
use pattern_sync::time::Duration;
use pipeline::Pipeline;

#[test]
fn stages_borrow_from_the_caller() {
    let text = String::from("one two three four");
    let suffix = String::from("!");
    let mut words = Vec::new();
    Pipeline::source(text.split(' '))
        .stage("shout", |word| word.to_uppercase() + &suffix)
        .workers(2)
        .for_each(|word| words.push(word))
        .unwrap();
    assert_eq!(words, ["ONE!", "TWO!", "THREE!", "FOUR!"]);
    assert_eq!(text.len(), 18);
}

#[test]
fn the_type_may_change_from_stage_to_stage() {
    let lengths = Pipeline::source(["1", "22", "333"])
        .try_stage("parse", |word: &str| word.parse::<u64>())
        .stage("halve", |n| n as f64 / 2.0)
        .stage("print", |x| format!("{x}"))
        .stage("measure", |text| text.len())
        .collect();
    assert_eq!(lengths.unwrap(), [3, 2, 5]);
}

#[test]
fn eight_workers_keep_the_order_of_many_items() {
    for capacity in [1, 3, 100] {
        let items = must_end(move || {
            Pipeline::source(0..20_000_u32)
                .stage("pass", |n| n)
                .workers(8)
                .capacity(capacity)
                .filter("even", |n| n % 2 == 0)
                .workers(3)
                .capacity(capacity)
                .collect()
        });
        assert!(items.unwrap().into_iter().eq((0..20_000).step_by(2)));
    }
}

#[test]
fn every_worker_of_every_stage_has_its_thread_and_its_name() {
    let seen = Mutex::new(Vec::new());
    let name = || thread::current().name().unwrap_or_default().to_owned();
    let both = Barrier::new(2);
    let meet = |n: u32| {
        both.wait();
        seen.lock().push(name());
        n
    };
    let alone = |n: u32| {
        seen.lock().push(name());
        n
    };
    let caller = thread::current().id();
    Pipeline::source([1, 2])
        .stage("meet", meet)
        .workers(2)
        .stage("alone", alone)
        .for_each(|_n| assert_eq!(thread::current().id(), caller))
        .unwrap();
    let mut seen = seen.into_inner();
    seen.sort_unstable();
    assert_eq!(seen, ["alone", "alone", "meet 1", "meet 2"]);
}

#[test]
fn adjacent_stages_share_threads_unless_they_are_kept_apart() {
    let workers = thread::available_parallelism()
        .map_or(1, usize::from)
        .max(2);
    for apart in [false, true] {
        let seen = Mutex::new(Vec::new());
        let second = |n: u32| {
            let name = thread::current().name().unwrap_or_default().to_owned();
            seen.lock().push(name);
            n
        };
        let stages = Pipeline::source(0..100)
            .stage("first", |n| n)
            .workers(workers)
            .stage("second", second)
            .workers(workers);
        let stages = if apart { stages.apart() } else { stages };
        let report = stages.run().unwrap();
        let second = report.stage("second").unwrap();
        assert_eq!((second.items_in(), second.items_out()), (100, 100));
        let shared = second.workers.iter().any(|worker| !worker.shared.is_zero());
        assert!(!(apart && shared));
        let seen = seen.into_inner();
        assert_eq!(seen.len(), 100);
        let expected = if apart { "second " } else { "first " };
        assert!(
            seen.iter().all(|name| name.starts_with(expected)),
            "{seen:?}"
        );
    }
}

#[test]
fn a_slow_end_of_a_group_holds_back_an_endless_source() {
    let workers = thread::available_parallelism()
        .map_or(1, usize::from)
        .max(2);
    let made = AtomicUsize::new(0);
    let source = (0_usize..).inspect(|_| {
        made.fetch_add(1, Ordering::SeqCst);
    });
    let (mut furthest_ahead, mut seen) = (0, 0);
    Pipeline::source(source)
        .capacity(64)
        .stage("first", |n| n)
        .workers(workers)
        .stage("second", |n| n)
        .workers(workers)
        .capacity(32)
        .consume(|items| {
            for _ in items.take(50_000) {
                seen += 1;
                furthest_ahead = furthest_ahead.max(made.load(Ordering::SeqCst) - seen);
            }
        })
        .unwrap();
    // In the queues before and behind the group, in its workers' hands, and in the source's:
    // chunks change nothing about it.
    assert!(furthest_ahead <= 64 + 32 + workers + 1, "{furthest_ahead}");
}

#[test]
fn a_slow_end_holds_back_an_endless_source() {
    let made = AtomicUsize::new(0);
    let mut furthest_ahead = 0;
    let mut seen = 0;
    let source = (0_usize..).inspect(|_| {
        made.fetch_add(1, Ordering::SeqCst);
    });
    Pipeline::source(source)
        .capacity(5)
        .stage("pass", |n| n)
        .workers(3)
        .capacity(7)
        .consume(|items| {
            for _ in items.take(5_000) {
                seen += 1;
                furthest_ahead = furthest_ahead.max(made.load(Ordering::SeqCst) - seen);
            }
        })
        .unwrap();
    assert_eq!(seen, 5_000);
    // In the queues, in the workers' hands, and in the source's.
    assert!(furthest_ahead <= 5 + 7 + 3 + 1, "{furthest_ahead}");
}

#[test]
fn an_end_that_has_enough_leaves_the_rest_of_a_borrowed_source() {
    let mut numbers = 0..1_000;
    let (first, _report) = Pipeline::source(&mut numbers)
        .capacity(4)
        .consume(|items| items.next())
        .unwrap();
    assert_eq!(first, Some(0));
    // The first, four in the queue, and one in the source's hands, at most.
    let next = numbers.next().unwrap();
    assert!((1..=6).contains(&next), "{next}");
}

#[test]
fn a_pipeline_that_is_not_run_starts_nothing() {
    let called = AtomicUsize::new(0);
    let pipeline = Pipeline::source((0..3).inspect(|_| {
        called.fetch_add(1, Ordering::SeqCst);
    }))
    .stage("count", |n| called.fetch_add(n, Ordering::SeqCst));
    drop(pipeline);
    assert_eq!(called.into_inner(), 0);
}

#[test]
fn a_pipeline_can_be_sent_to_another_thread_and_run_there() {
    let pipeline = Pipeline::source(0..10)
        .stage("double", |n| 2 * n)
        .workers(2);
    let sum = thread::spawn(move || pipeline.collect().unwrap().into_iter().sum::<i32>());
    assert_eq!(sum.join().unwrap(), 90);
}

#[test]
fn pipelines_run_inside_stages_of_others() {
    let sums = must_end(|| {
        Pipeline::source(1..=20_u32)
            .stage("inner", |n| {
                let squares = Pipeline::source(1..=n)
                    .stage("square", |k| k * k)
                    .workers(2);
                squares.collect().unwrap().iter().sum::<u32>()
            })
            .workers(3)
            .collect()
            .unwrap()
    });
    assert_eq!(sums[..4], [1, 5, 14, 30]);
}

#[test]
fn an_observer_sees_the_items_come_and_go() {
    let seen = must_end(|| {
        let (seen, go_on) = (AtomicUsize::new(0), Barrier::new(2));
        let report = Pipeline::source(0..3)
            .stage("pass", |n| n)
            .observe(Duration::from_millis(1), |picture| {
                let [source, pass, end] = &picture.stages[..] else {
                    panic!("{picture}");
                };
                assert_eq!(source.items_out - pass.items_in, source.depth);
                assert_eq!((pass.workers, end.name.as_str()), (1, "for_each"));
                if end.items_in == 3 && seen.fetch_add(1, Ordering::SeqCst) == 0 {
                    go_on.wait();
                }
            })
            .for_each(|n| {
                if n == 2 {
                    go_on.wait(); // until a picture has been taken of the last item
                }
            });
        report.unwrap();
        seen.into_inner()
    });
    assert!(seen > 0);
}

#[test]
fn the_report_prints_a_line_per_stage_and_names_the_bottleneck() {
    let report = Pipeline::source(0..10)
        .stage("a stage with a long name", |n| n)
        .workers(2)
        .run()
        .unwrap();
    let text = report.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(lines[2].starts_with("a stage with a long name        2         10         10"));
    assert!(lines[4].starts_with(&format!(
        "bottleneck: `{}`, busy ",
        report.bottleneck().name
    )));
}

#[test]
#[should_panic(expected = "a stage without workers would pass nothing on")]
fn a_stage_needs_a_worker() {
    let _ = Pipeline::source(0..1).stage("pass", |n| n).workers(0);
}

#[test]
#[should_panic(expected = "`source` has a state of its own, and therefore one worker")]
fn the_source_has_one_worker() {
    let _ = Pipeline::source(0..1).workers(2);
}

#[test]
#[should_panic(expected = "`count` has a state of its own, and therefore one worker")]
fn a_serial_stage_has_one_worker() {
    let _ = Pipeline::source(0..1)
        .serial_stage("count", |n| n)
        .workers(2);
}

#[test]
#[should_panic(expected = "through a queue of capacity 0 no item could ever pass")]
fn a_queue_needs_a_place() {
    let _ = Pipeline::source(0..1).capacity(0);
}

#[test]
#[should_panic(expected = "an observer needs a pause")]
fn an_observer_needs_a_pause() {
    let _ = Pipeline::source(0..1).observe(Duration::ZERO, |_picture| {});
}

#[test]
#[should_panic(expected = "the name of a thread may not contain a zero byte")]
fn a_name_may_not_contain_a_zero_byte() {
    let _ = Pipeline::source(0..1).stage("a\0b", |n: u32| n);
}
