//! The graded tests of the map-reduce exercise; titles, points and hints: `exercise.toml`.
//!
//! An `explored` test runs its body once per schedule: the explorer decides which thread moves
//! next. At a `Barrier::new(3)`, a thread waits until three are there: if the work is not done by
//! three threads at the same time, those that are there wait for ever, which the explorer reports.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::collections::HashMap;
use pattern_sync::graded;
use pattern_sync::model::{choose, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Barrier, Mutex};
use pattern_sync::thread::{self, ThreadId};

mod judge;
mod typed;

use judge::judge;
use typed::{map_phase, map_reduce, partition, partition_of, reduce_phase, split};

/// Returns `items` in ascending order, for comparing what came in any order.
fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items
}

/// Says whether `body` panics.
fn panics<R>(body: impl FnOnce() -> R) -> bool {
    catch_unwind(AssertUnwindSafe(body)).is_err()
}

/// What `body` returned; with `number` zero, `None` if it panicked, as it must then.
fn returned<T>(number: usize, body: impl FnOnce() -> T) -> Option<T> {
    if number > 0 {
        return Some(body());
    }
    catch_unwind(AssertUnwindSafe(body)).ok()
}

/// Adds up; combines the values where they are numbers.
fn add(total: &mut u32, more: u32) {
    *total += more;
}

/// Appends; combines the values where their order matters.
fn append<T>(all: &mut Vec<T>, mut more: Vec<T>) {
    all.append(&mut more);
}

/// Returns the words of a line in lower case, without punctuation.
fn words(line: &str) -> impl Iterator<Item = String> {
    line.split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

const ENGLISH: [&str; 3] = [
    "The river runs to the sea, and the sea",
    "rises to the sky. The sky rains on the hill,",
    "and the hill feeds the river: round it goes.",
];

const FRENCH: [&str; 3] = [
    "L'eau de la rivière va à la mer, et l'eau",
    "de la mer monte au ciel ; du ciel, elle",
    "tombe sur la colline, où naît la rivière.",
];

// Step 1: chunks.

#[test]
fn the_chunks_put_end_to_end_are_the_items() {
    graded::judged(
        &judge(),
        "the_chunks_put_end_to_end_are_the_items",
        |(items, parts): (Vec<u32>, usize)| {
            let chunks = split(&items, parts);
            chunks.into_iter().map(<[u32]>::to_vec).collect::<Vec<_>>()
        },
    );
}

#[test]
fn the_chunks_are_as_many_as_asked_and_nearly_the_same_size() {
    graded::judged(
        &judge(),
        "the_chunks_are_as_many_as_asked_and_nearly_the_same_size",
        |(len, parts): (usize, usize)| {
            let items: Vec<usize> = (0..len).collect();
            let chunks = split(&items, parts);
            chunks.into_iter().map(<[usize]>::len).collect::<Vec<_>>()
        },
    );
}

#[test]
fn no_items_are_cut_into_no_parts() {
    graded::judged(
        &judge(),
        "no_items_are_cut_into_no_parts",
        |(items, parts): (Vec<u32>, usize)| returned(parts, || split(&items, parts).len()),
    );
}

// Step 2: the map phase.

#[test]
fn each_chunk_gives_a_table_of_its_own_in_the_order_of_the_chunks() {
    graded::explored(|| {
        let chunks = [&['a', 'b'][..], &['c'][..]];
        let tables = map_phase(&chunks, |&letter, emit| emit(letter, 1), add);
        let tables: Vec<_> = tables.into_iter().map(sorted).collect();
        let expected = [vec![('a', 1), ('b', 1)], vec![('c', 1)]];
        assert_eq!(tables, expected, "the tables of the chunks [a, b] and [c]");
    });
}

#[test]
fn every_item_is_mapped_exactly_once() {
    graded::explored(|| {
        let calls = [0; 4].map(AtomicUsize::new);
        let map = |&item: &usize, emit: &mut dyn FnMut(usize, u32)| {
            calls[item].fetch_add(1, Ordering::SeqCst);
            // Two pairs, or none: it is for `map` to say.
            if item != 1 {
                emit(item, 1);
                emit(item + 10, 1);
            }
        };
        let tables = map_phase(&[&[0][..], &[1, 2][..], &[3][..]], map, add);
        let calls = calls.map(AtomicUsize::into_inner);
        assert_eq!(calls, [1; 4], "calls of `map` for the items 0, 1, 2, 3");
        let keys = sorted(tables.iter().flat_map(HashMap::keys).copied());
        let expected = [0, 2, 3, 10, 12, 13];
        assert_eq!(keys, expected, "keys in all the tables");
    });
}

#[test]
fn the_chunks_are_mapped_at_the_same_time() {
    graded::explored(|| {
        let meeting = Barrier::new(4);
        let map = |&last: &bool, emit: &mut dyn FnMut(bool, u32)| {
            if last {
                // Nobody passes before all four chunks are at their last item.
                meeting.wait();
                emit(last, 1);
            }
        };
        // Of any length: short and long chunks alike.
        let chunks = [1, 10, 100, 1000].map(|length| {
            let mut chunk = vec![false; length];
            chunk[length - 1] = true;
            chunk
        });
        let chunks = chunks.each_ref().map(Vec::as_slice);
        let tables = map_phase(&chunks, map, add);
        assert_eq!(tables.len(), 4, "tables of four chunks");
    });
}

#[test]
fn the_caller_sleeps_while_the_chunks_are_mapped() {
    graded::explored(|| {
        let map = |&item: &u32, emit: &mut dyn FnMut(u32, u32)| {
            if item == 0 {
                // Until all others sleep or have ended: whoever looks again and again does neither.
                settle();
            }
            emit(item, 1);
        };
        let tables = map_phase(&[&[0][..], &[1][..]], map, add);
        assert_eq!(tables.len(), 2, "tables of two chunks");
    });
}

#[test]
fn a_chunk_stays_with_one_thread() {
    graded::explored(|| {
        let threads: Mutex<HashMap<char, ThreadId>> = Mutex::default();
        let map = |&item: &char, emit: &mut dyn FnMut(char, u32)| {
            threads.lock().insert(item, thread::current().id());
            emit(item, 1);
        };
        let tables = map_phase(&[&['a', 'b'][..], &['c'][..]], map, add);
        let threads = threads.into_inner();
        assert_eq!(
            threads[&'a'], threads[&'b'],
            "threads that mapped `a` and `b`, which are in the same chunk"
        );
        assert_eq!(tables.len(), 2, "tables of two chunks");
    });
}

#[test]
fn the_values_of_a_key_are_combined_on_the_thread_of_the_chunk() {
    graded::explored(|| {
        let meeting = Barrier::new(2);
        let combine = |total: &mut u32, more| {
            // Nobody passes before both threads have two values to combine.
            meeting.wait();
            *total += more;
        };
        let chunks = [&["to", "to", "be"][..], &["to", "to"][..]];
        let tables = map_phase(&chunks, |&word, emit| emit(word, 1), combine);
        let tables: Vec<_> = tables.into_iter().map(sorted).collect();
        let expected = [vec![("be", 1), ("to", 2)], vec![("to", 2)]];
        assert_eq!(
            tables, expected,
            "the tables of [to, to, be] and [to, to]: each key once"
        );
    });
}

#[test]
fn the_values_of_a_key_are_combined_on_the_spot() {
    graded::explored(|| {
        let combined = AtomicUsize::new(0);
        let combined_then = Mutex::new(vec![]);
        let map = |&word: &&'static str, emit: &mut dyn FnMut(&'static str, u32)| {
            if word == "to" {
                combined_then.lock().push(combined.load(Ordering::SeqCst));
            }
            emit(word, 1);
        };
        let combine = |total: &mut u32, more| {
            combined.fetch_add(1, Ordering::SeqCst);
            *total += more;
        };
        let tables = map_phase(&[&["to", "to", "to"][..], &["be"][..]], map, combine);
        let combined_then = combined_then.into_inner();
        assert_eq!(
            combined_then,
            [0, 0, 1],
            "calls of `combine` before `map` is given the first, the second, the third `to` of [to, to, to]"
        );
        assert_eq!(tables.len(), 2, "tables of two chunks");
    });
}

#[test]
fn the_values_of_a_key_are_combined_in_the_order_they_were_emitted() {
    graded::explored(|| {
        let chunks = [&["a1", "b2", "a3", "a4"][..], &["a5"][..]];
        let map = |&item: &&str, emit: &mut dyn FnMut(char, String)| {
            emit(item.as_bytes()[0].into(), item[1..].to_owned());
        };
        let tables = map_phase(&chunks, map, |all, more| all.push_str(&more));
        let tables: Vec<_> = tables.into_iter().map(sorted).collect();
        let pair = |key, values: &str| (key, values.to_owned());
        let expected = [vec![pair('a', "134"), pair('b', "2")], vec![pair('a', "5")]];
        assert_eq!(
            tables, expected,
            "the tables of [a1, b2, a3, a4] and [a5], values put end to end"
        );
    });
}

#[test]
fn a_panic_comes_out_of_the_map_phase() {
    graded::explored(|| {
        // All four are explored: item 0 panics, or item 1, or combining, or nothing does.
        let weak = choose(4);
        let map = |&item: &usize, emit: &mut dyn FnMut((), usize)| {
            assert!(item != weak, "`map` panics");
            emit((), item);
        };
        let combine = |_: &mut usize, _| assert!(weak != 2, "`combine` panics");
        let panicked = panics(|| map_phase(&[&[0][..], &[1, 4][..]], map, combine));
        assert_eq!(
            panicked,
            weak < 3,
            "whether the map phase panics (it must if, and only if, one of its threads does)"
        );
    });
}

// Step 3: partitions.

#[test]
fn a_key_belongs_to_one_partition() {
    graded::judged(
        &judge(),
        "a_key_belongs_to_one_partition",
        |(words, partitions): (Vec<String>, usize)| {
            let twice = |word: &String| {
                (
                    partition_of(word, partitions),
                    partition_of(&word.clone(), partitions),
                )
            };
            returned(partitions, || words.iter().map(twice).collect::<Vec<_>>())
        },
    );
}

#[test]
fn many_keys_spread_over_all_partitions() {
    graded::judged(
        &judge(),
        "many_keys_spread_over_all_partitions",
        |(around, keys): (Option<(String, String)>, Vec<u32>)| {
            let partition = |key: &u32| -> usize {
                match &around {
                    Some((begin, end)) => partition_of(&format!("{begin}{key}{end}"), 4),
                    None => partition_of(key, 4),
                }
            };
            keys.iter().map(partition).collect::<Vec<_>>()
        },
    );
}

#[test]
fn a_partition_gathers_all_values_of_its_keys_in_the_order_of_the_tables() {
    graded::judged(
        &judge(),
        "a_partition_gathers_all_values_of_its_keys_in_the_order_of_the_tables",
        |(tables, count): (Vec<Vec<(String, u32)>>, usize)| {
            let tables = tables.into_iter().map(HashMap::from_iter).collect();
            let partitions = partition(tables, count);
            let entries = |partition: HashMap<String, Vec<u32>>| {
                let entry = |(key, values)| {
                    let wanted = partition_of(&key, count);
                    (key, values, wanted)
                };
                partition.into_iter().map(entry).collect::<Vec<_>>()
            };
            partitions.into_iter().map(entries).collect::<Vec<_>>()
        },
    );
}

#[test]
fn there_are_as_many_partitions_as_asked() {
    graded::judged(
        &judge(),
        "there_are_as_many_partitions_as_asked",
        |(tables, count): (Vec<Vec<(String, u32)>>, usize)| {
            let tables = tables.into_iter().map(HashMap::from_iter).collect();
            returned(count, || partition(tables, count).len())
        },
    );
}

// Step 4: the reduce phase.

#[test]
fn every_key_is_reduced_exactly_once_with_all_its_values() {
    graded::explored(|| {
        let calls = Mutex::new(vec![]);
        let reduce = |&key: &char, values: Vec<u32>| {
            let sum: u32 = values.iter().sum();
            calls.lock().push((key, values));
            sum
        };
        let partitions = vec![
            HashMap::from_iter([('a', vec![1, 2]), ('b', vec![3])]),
            HashMap::from_iter([('c', vec![4, 5, 6])]),
        ];
        let results = sorted(reduce_phase(partitions, reduce));
        let calls = sorted(calls.into_inner());
        let expected = [('a', vec![1, 2]), ('b', vec![3]), ('c', vec![4, 5, 6])];
        assert_eq!(calls, expected, "keys and values that `reduce` was given");
        let expected = [('a', 3), ('b', 3), ('c', 15)];
        assert_eq!(results, expected, "results that reduce_phase returned");
    });
}

#[test]
fn the_partitions_are_reduced_at_the_same_time() {
    graded::explored(|| {
        let meeting = Barrier::new(4);
        let reduce = |&key: &usize, _: Vec<()>| {
            if key == 0 {
                // Nobody passes before all four partitions have this key in work.
                meeting.wait();
            }
        };
        // Of any size: small and large partitions alike.
        let keys = [1, 4, 16, 64];
        let partition = |keys: usize| (0..keys).map(|key| (key, Vec::new())).collect();
        let results = reduce_phase(keys.map(partition).into(), reduce);
        assert_eq!(
            results.len(),
            85,
            "results of partitions of 1, 4, 16 and 64 keys"
        );
    });
}

#[test]
fn the_caller_sleeps_while_the_partitions_are_reduced() {
    graded::explored(|| {
        let reduce = |&key: &char, values: Vec<u32>| {
            if key == 'a' {
                // Until all others sleep or have ended: whoever looks again and again does neither.
                settle();
            }
            values.len()
        };
        let partitions = vec![
            HashMap::from_iter([('a', vec![1])]),
            HashMap::from_iter([('b', vec![2])]),
        ];
        let results = reduce_phase(partitions, reduce);
        assert_eq!(results.len(), 2, "results of two keys");
    });
}

#[test]
fn a_partition_stays_with_one_thread() {
    graded::explored(|| {
        let threads: Mutex<HashMap<char, ThreadId>> = Mutex::default();
        let reduce = |&key: &char, _: Vec<u32>| {
            threads.lock().insert(key, thread::current().id());
        };
        let partitions = vec![
            HashMap::from_iter([('a', vec![1]), ('b', vec![2])]),
            HashMap::from_iter([('c', vec![3])]),
        ];
        let results = reduce_phase(partitions, reduce);
        assert_eq!(results.len(), 3, "results of three keys");
        let threads = threads.into_inner();
        assert_eq!(
            threads[&'a'], threads[&'b'],
            "threads that reduced `a` and `b`, which are in the same partition"
        );
    });
}

#[test]
fn a_panic_comes_out_of_the_reduce_phase() {
    graded::explored(|| {
        // All three are explored: the first partition panics, or the second, or neither.
        let weak = ['a', 'b', '-'][choose(3)];
        let reduce = |&key: &char, _: Vec<u32>| assert!(key != weak, "`reduce` panics");
        let partitions = vec![
            HashMap::from_iter([('a', vec![1])]),
            HashMap::from_iter([('b', vec![2])]),
        ];
        let panicked = panics(|| reduce_phase(partitions, reduce));
        assert_eq!(
            panicked,
            weak != '-',
            "whether the reduce phase panics (it must if, and only if, one of its threads does)"
        );
    });
}

// Step 5: the whole job.

#[test]
fn nothing_is_reduced_before_everything_is_mapped() {
    graded::explored(|| {
        let mapped = AtomicUsize::new(0);
        let mapped_then = Mutex::new(vec![]);
        let map = |&item: &u32, emit: &mut dyn FnMut(u32, Vec<u32>)| {
            emit(item % 2, vec![item]);
            mapped.fetch_add(1, Ordering::SeqCst);
        };
        let reduce = |_: &u32, lists: Vec<Vec<u32>>| {
            mapped_then.lock().push(mapped.load(Ordering::SeqCst));
            lists.concat()
        };
        let results = map_reduce(&[1, 2, 3], 2, map, append, reduce);
        let mapped_then = mapped_then.into_inner();
        assert_eq!(
            mapped_then,
            [3, 3],
            "items mapped of 3, at each of the two calls of `reduce`"
        );
        let expected = [(0, vec![2]), (1, vec![1, 3])];
        assert_eq!(results, expected, "even and odd numbers among 1, 2, 3");
    });
}

#[test]
fn the_job_maps_on_all_workers_and_reduces_on_all_workers() {
    graded::explored(|| {
        // A key for each of the three partitions, so that each reducer has one.
        let key_in = |wanted| {
            let found = (0..100_u32).find(|key| partition_of(key, 3) == wanted);
            found.unwrap_or_else(|| panic!("none of 100 keys is in partition {wanted} of 3"))
        };
        let (mappers, reducers) = (Barrier::new(3), Barrier::new(3));
        let map = |&key: &u32, emit: &mut dyn FnMut(u32, u32)| {
            mappers.wait();
            emit(key, 1);
        };
        let reduce = |_: &u32, values: Vec<u32>| {
            reducers.wait();
            values.len()
        };
        let items = [key_in(0), key_in(1), key_in(2)];
        let results = map_reduce(&items, 3, map, add, reduce);
        assert_eq!(results.len(), 3, "results of three keys");
    });
}

#[test]
fn the_answer_is_sorted_and_the_same_for_any_number_of_workers() {
    graded::explored(|| {
        // Numbers in no order, the same in every run.
        let numbers: Vec<u64> = (1..=12_u64).map(|n| n.pow(3) % 101).collect();
        let mut expected: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for &number in &numbers {
            expected.entry(number % 8).or_default().push(number);
        }
        let expected: Vec<(u64, Vec<u64>)> = expected.into_iter().collect();
        let workers = 1 + choose(3);
        let map = |&number: &u64, emit: &mut dyn FnMut(u64, Vec<u64>)| {
            emit(number % 8, vec![number]);
        };
        let answer = map_reduce(&numbers, workers, map, append, |_, lists| lists.concat());
        assert!(
            answer.is_sorted_by_key(|(key, _)| *key),
            "with {workers} workers the keys are not in ascending order: {answer:?}"
        );
        assert_eq!(
            answer, expected,
            "numbers by their remainder, with {workers} workers"
        );
    });
}

#[test]
fn the_words_of_a_text_are_counted() {
    graded::explored(|| {
        let english = "and 2, feeds 1, goes 1, hill 2, it 1, on 1, rains 1, rises 1, river 2, \
                       round 1, runs 1, sea 2, sky 2, the 8, to 2";
        let french = "au 1, ciel 2, colline 1, de 2, du 1, eau 2, elle 1, et 1, l 2, la 5, \
                      mer 2, monte 1, naît 1, où 1, rivière 2, sur 1, tombe 1, va 1, à 1";
        let (lines, expected) = [(ENGLISH, english), (FRENCH, french)][choose(2)];
        let map = |line: &&str, emit: &mut dyn FnMut(String, u32)| {
            words(line).for_each(|word| emit(word, 1));
        };
        let counts = map_reduce(&lines, 2, map, add, |_, counts| counts.iter().sum::<u32>());
        let counts: Vec<String> = counts
            .into_iter()
            .map(|(word, count)| format!("{word} {count}"))
            .collect();
        assert_eq!(counts.join(", "), expected, "words of {lines:?}");
    });
}

#[test]
fn an_index_says_in_which_lines_a_word_stands() {
    graded::explored(|| {
        let lines: Vec<(usize, &str)> = (1..).zip(ENGLISH).collect();
        let workers = 1 + choose(3);
        let map = |&(number, line): &(usize, &str), emit: &mut dyn FnMut(String, Vec<usize>)| {
            words(line).for_each(|word| emit(word, vec![number]));
        };
        let index = map_reduce(&lines, workers, map, append, |_, numbers| {
            let mut numbers = numbers.concat();
            numbers.dedup();
            numbers
        });
        let lines_of = |word: &str| {
            let found = index.iter().find(|(other, _)| other == word);
            found.map(|(_, numbers)| numbers.as_slice())
        };
        let case = format!("with {workers} workers, lines of");
        assert_eq!(lines_of("the"), Some(&[1, 2, 3][..]), "{case} `the`");
        assert_eq!(lines_of("river"), Some(&[1, 3][..]), "{case} `river`");
        assert_eq!(lines_of("lake"), None, "{case} `lake`");
    });
}

#[test]
fn the_warmest_day_of_each_town_is_found() {
    graded::explored(|| {
        let days = [
            ("Lyon", -3),
            ("Brest", 9),
            ("Lille", -1),
            ("Brest", 12),
            ("Lyon", -2),
            ("Lille", -5),
        ];
        let workers = 1 + choose(3);
        let warmest = map_reduce(
            &days,
            workers,
            |&(town, degrees), emit| emit(town, degrees),
            |most: &mut i32, degrees| *most = degrees.max(*most),
            |_, most| most.into_iter().max(),
        );
        let expected = [("Brest", Some(12)), ("Lille", Some(-1)), ("Lyon", Some(-2))];
        assert_eq!(warmest, expected, "with {workers} workers");
    });
}

#[test]
fn a_job_without_items_gives_nothing_and_one_without_workers_panics() {
    graded::judged(
        &judge(),
        "a_job_without_items_gives_nothing_and_one_without_workers_panics",
        |(items, workers): (Vec<u32>, usize)| {
            let map = |&item: &u32, emit: &mut dyn FnMut(u32, u32)| emit(item % 7, item);
            let sum = |_: &u32, values: Vec<u32>| values.into_iter().sum::<u32>();
            returned(workers, || map_reduce(&items, workers, map, add, sum))
        },
    );
}

#[test]
fn a_panic_comes_out_of_the_job_and_nothing_is_reduced_after_one_of_map() {
    graded::explored(|| {
        // All four are explored: `map` panics, or `combine`, or `reduce`, or nothing does.
        let weak = choose(4);
        let reduced = AtomicUsize::new(0);
        let map = |&item: &u32, emit: &mut dyn FnMut((), u32)| {
            assert!(weak != 0 || item != 3, "`map` panics");
            emit((), item);
        };
        let combine = |_: &mut u32, _| assert!(weak != 1, "`combine` panics");
        let reduce = |_: &(), _: Vec<u32>| {
            reduced.fetch_add(1, Ordering::SeqCst);
            assert!(weak != 2, "`reduce` panics");
        };
        let panicked = panics(|| map_reduce(&[1, 2, 3], 2, map, combine, reduce));
        assert_eq!(
            panicked,
            weak < 3,
            "whether the job panics (it must if, and only if, one of its threads does)"
        );
        let expected = usize::from(weak >= 2);
        assert_eq!(reduced.into_inner(), expected, "calls of `reduce`");
    });
}

#[test]
fn the_job_works_on_real_threads_with_thousands_of_items() {
    graded::real_threads(|| {
        let numbers: Vec<u32> = (0..5_000).collect();
        // One worker: with several, a race shows or does not, by luck. The explored tests find it.
        let results = map_reduce(
            &numbers,
            1,
            |number, emit| emit(number % 100, *number),
            |most: &mut u32, number| *most = number.max(*most),
            |_, most| most.into_iter().max().expect("a value for each key"),
        );
        let expected: Vec<(u32, u32)> = (0..100).map(|rest| (rest, 4_900 + rest)).collect();
        assert_eq!(
            results, expected,
            "the largest number by its two last digits"
        );
    });
}
