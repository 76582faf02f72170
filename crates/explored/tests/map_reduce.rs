//! Map-reduce under every schedule within bounds: the result is that of one thread, reduce waits
//! for map, and everybody ends (a thread that waits for ever is a failure of the exploration).

use map_reduce::{Emitter, MapReduce, Phase};
use pattern_sync::model::explore;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier, Mutex};
use pattern_sync::thread;

/// Emits the letters of a word.
fn letters(word: &str, out: &mut Emitter<'_, char, u32>) {
    word.chars().for_each(|letter| out.emit(letter, 1));
}

#[test]
fn combined_totals_are_those_of_one_thread() {
    explore(|| {
        let count = MapReduce::map(letters)
            .combine(|total, more| *total += more)
            .reduce(|_letter, totals| totals.sum::<u32>())
            .workers(2)
            .run(["aab", "ba"])
            .unwrap();
        assert_eq!(count.output, [('a', 3), ('b', 2)]);
        let report = count.report;
        assert_eq!((report.records, report.emitted, report.keys), (2, 5, 2));
        // One worker has done both words, or each has done one.
        assert!([2, 4].contains(&report.shuffled), "{report}");
    });
}

#[test]
fn values_come_in_the_order_of_the_input_whoever_mapped_them() {
    explore(|| {
        let pages = MapReduce::map(|&(page, word): &(u32, &'static str), out| out.emit(word, page))
            .reduce(|_word, pages| pages.collect::<Vec<_>>())
            .workers(2)
            .run([(1, "b"), (2, "a"), (3, "b")])
            .unwrap();
        assert_eq!(pages.output, [("a", vec![2]), ("b", vec![1, 3])]);
    });
}

#[test]
fn two_workers_map_at_the_same_time() {
    explore(|| {
        let both = Barrier::new(2);
        let done = MapReduce::map(|n: &u32, out| {
            both.wait();
            out.emit(*n, ());
        })
        .reduce(|_n, _| ())
        .workers(2)
        .run([1, 2])
        .unwrap();
        assert!(done.report.workers.iter().all(|worker| worker.records == 1));
    });
}

#[test]
fn two_workers_reduce_at_the_same_time() {
    explore(|| {
        let both = Barrier::new(2);
        let done = MapReduce::map(|n: &usize, out| out.emit(*n, ()))
            .partition(|n, partitions| n % partitions)
            .reduce(|_n, _| {
                both.wait();
            })
            .workers(2)
            .run([0, 1])
            .unwrap();
        assert!(
            done.report
                .workers
                .iter()
                .all(|worker| worker.partitions == 1)
        );
    });
}

#[test]
fn reduce_begins_when_every_record_has_been_mapped() {
    explore(|| {
        let mapped = AtomicUsize::new(0);
        MapReduce::map(|n: &usize, out| {
            out.emit(*n, ());
            mapped.fetch_add(1, Ordering::SeqCst);
        })
        .reduce(|_n, _| assert_eq!(mapped.load(Ordering::SeqCst), 3))
        .workers(2)
        .run([0, 1, 2])
        .unwrap();
    });
}

#[test]
fn each_record_is_mapped_once_and_each_key_reduced_once() {
    explore(|| {
        let calls = Mutex::new(Vec::new());
        let done = MapReduce::map(|n: &u32, out| {
            calls.lock().push(("map", *n));
            out.count("records", 1);
            out.emit(*n, ());
        })
        .reduce(|n, _| calls.lock().push(("reduce", *n)))
        .workers(2)
        .run([1, 2])
        .unwrap();
        let mut calls = calls.into_inner();
        calls.sort_unstable();
        assert_eq!(
            calls,
            [("map", 1), ("map", 2), ("reduce", 1), ("reduce", 2)]
        );
        assert_eq!(done.report.counters["records"], 2);
    });
}

#[test]
fn three_partitions_of_two_workers_are_all_reduced() {
    explore(|| {
        let done = MapReduce::map(|n: &usize, out| out.emit(*n, *n))
            .partition(|n, partitions| n % partitions)
            .reduce(|_n, values| values.sum::<usize>())
            .workers(2)
            .partitions(3)
            .run_partitioned([4, 2])
            .unwrap();
        assert_eq!(done.output, [vec![], vec![(4, 4)], vec![(2, 2)]]);
    });
}

#[test]
fn without_input_and_without_pairs_everybody_ends() {
    explore(|| {
        let job = MapReduce::map(|_: &u32, _: &mut Emitter<'_, u32, u32>| {})
            .reduce(|_, values| values.count())
            .workers(2);
        assert!(job.run([0_u32; 0]).unwrap().output.is_empty());
        let one = job.run([1]).unwrap();
        assert!(one.output.is_empty());
        assert_eq!(one.report.records, 1);
    });
}

#[test]
fn outputs_are_handed_over_in_order_and_on_the_calling_thread() {
    explore(|| {
        let caller = thread::current().id();
        let mut seen = Vec::new();
        MapReduce::map(|n: &usize, out| out.emit(*n, ()))
            .partition(|n, partitions| n % partitions)
            .reduce(|_n, _| ())
            .workers(2)
            .run_each([2, 1], |n, ()| {
                assert_eq!(thread::current().id(), caller);
                seen.push(n);
                Ok::<(), &str>(())
            })
            .unwrap();
        assert_eq!(seen, [1, 2]);
    });
}

#[test]
fn progress_ascends_to_the_total_in_each_phase() {
    explore(|| {
        let mut told = Vec::new();
        MapReduce::map(|n: &u32, out| out.emit(*n, ()))
            .reduce(|_n, _| ())
            .workers(2)
            .on_progress(|progress| told.push((progress.phase, progress.done, progress.total)))
            .run([1, 2])
            .unwrap();
        let steps = |phase| [(phase, 1, Some(2)), (phase, 2, Some(2))];
        assert_eq!(told, [steps(Phase::Map), steps(Phase::Reduce)].concat());
    });
}

#[test]
fn one_job_can_be_run_by_two_threads_at_the_same_time() {
    explore(|| {
        let job = MapReduce::map(letters)
            .combine(|total, more| *total += more)
            .reduce(|_letter, totals| totals.sum::<u32>())
            .workers(1);
        let job = Arc::new(job);
        let other = {
            let job = Arc::clone(&job);
            thread::spawn(move || job.run(["aa"]).unwrap().output)
        };
        assert_eq!(job.run(["b"]).unwrap().output, [('b', 1)]);
        assert_eq!(other.join().unwrap(), [('a', 2)]);
    });
}

#[test]
fn words_that_wait_for_one_another_are_all_counted_before_reduce() {
    explore(|| {
        let count = MapReduce::map(|line: &str, out| out.emit_words(line, 1))
            .combine(|total, more| *total += more)
            .reduce(|_word, totals| totals.sum::<u32>())
            .workers(2)
            .run(["to be", "be"])
            .unwrap();
        assert_eq!(count.output, [("be".to_owned(), 2), ("to".to_owned(), 1)]);
    });
}
