//! What the value tests of the map-reduce exercise ask, and what must come back.

use std::collections::BTreeMap;

use pattern_sync::graded::{Judge, Random};

/// A table: keys with their values.
type Table = Vec<(String, u32)>;

/// A partition: keys with all their values, and the partition that each key belongs to.
type Partition = Vec<(String, Vec<u32>, usize)>;

/// Knows every value test; the answers are made in `graded.rs`.
pub(crate) fn judge() -> Judge {
    let judge = partitions(chunks(Judge::new()));
    judge.test(
        "a_job_without_items_gives_nothing_and_one_without_workers_panics",
        |random| vec![(vec![], 3), (vec![1, 2], 0), (numbers(random, 20), 3)],
        |(items, workers), sums: Option<Vec<(u32, u32)>>| {
            if *workers == 0 {
                assert_eq!(
                    sums, None,
                    "a job with 0 workers returned, where it must panic"
                );
                return;
            }
            let mut expected = BTreeMap::new();
            for item in items {
                *expected.entry(item % 7).or_default() += item;
            }
            let expected = Some(expected.into_iter().collect());
            assert_eq!(
                sums, expected,
                "the sums of the items by what they leave over of 7"
            );
        },
    )
}

fn chunks(judge: Judge) -> Judge {
    judge
        .test(
            "the_chunks_put_end_to_end_are_the_items",
            |random| {
                lengths_and_parts()
                    .map(|(len, parts)| (numbers(random, len), parts))
                    .collect()
            },
            |(items, parts), chunks: Vec<Vec<u32>>| {
                assert_eq!(
                    &chunks.concat(),
                    items,
                    "the {parts} chunks, put end to end"
                );
            },
        )
        .test(
            "the_chunks_are_as_many_as_asked_and_nearly_the_same_size",
            |_| lengths_and_parts().collect(),
            |&(len, parts), sizes: Vec<usize>| {
                let case = format!("{len} items cut into {parts} parts gave sizes {sizes:?}");
                assert!(!sizes.contains(&0), "{case}: a chunk is empty");
                assert_eq!(sizes.len(), parts.min(len), "{case}: number of chunks");
                let (smallest, largest) = (sizes.iter().min(), sizes.iter().max());
                let difference = largest
                    .zip(smallest)
                    .map_or(0, |(large, small)| large - small);
                assert!(difference <= 1, "{case}: they differ by {difference}");
            },
        )
        .test(
            "no_items_are_cut_into_no_parts",
            |random| vec![(numbers(random, 3), 0), (vec![], 3)],
            |(_, parts), chunks: Option<usize>| match parts {
                0 => assert_eq!(
                    chunks, None,
                    "`split(items, 0)` returned, where it must panic"
                ),
                _ => assert_eq!(chunks, Some(0), "chunks of no items"),
            },
        )
}

fn partitions(judge: Judge) -> Judge {
    judge
        .test(
            "a_key_belongs_to_one_partition",
            |random| (0..=5).map(|partitions| (words(random, 20), partitions)).collect(),
            |(words, partitions), found: Option<Vec<(usize, usize)>>| {
                if *partitions == 0 {
                    assert_eq!(found, None, "`partition_of(key, 0)` returned, where it must panic");
                    return;
                }
                let found = found.expect("`partition_of` must not panic");
                assert_eq!(found.len(), words.len(), "keys");
                for (word, (first, again)) in words.iter().zip(found) {
                    assert!(
                        first < *partitions,
                        "`{word}` was put into partition {first} of {partitions}, counted from 0"
                    );
                    assert_eq!(first, again, "partition of `{word}`, asked twice, of {partitions}");
                }
            },
        )
        // No input is drawn here: near the limit it would be luck which ones are asked.
        .test(
            "many_keys_spread_over_all_partitions",
            |_| {
                let around = |begin: &str, end: &str| Some((begin.to_owned(), end.to_owned()));
                vec![
                    (None, (0..1_000).collect()),
                    (None, (0..1_000).map(|number| 4 * number).collect()),
                    (around("the word number ", ""), (0..1_000).collect()),
                    (around("", " is the number"), (0..1_000).collect()),
                ]
            },
            |(around, keys): &(Option<(String, String)>, Vec<u32>), found: Vec<usize>| {
                assert_eq!(found.len(), keys.len(), "keys");
                let count = |partition| found.iter().filter(|one| **one == partition).count();
                let counts = [0, 1, 2, 3].map(count);
                let kind = match around {
                    Some(around) => format!("texts, numbers between {around:?},"),
                    None => format!("numbers {}, {}, {}, …", keys[0], keys[1], keys[2]),
                };
                assert!(
                    counts.iter().all(|&keys| keys >= 100),
                    "1000 {kind} were put into 4 partitions as {counts:?}: each ought to get 100 at least"
                );
            },
        )
        .test(
            "a_partition_gathers_all_values_of_its_keys_in_the_order_of_the_tables",
            |random| {
                let few = [&[("be", 2), ("to", 1), ("not", 7)][..], &[("be", 1), ("or", 5)], &[("be", 4), ("to", 3)]];
                let owned = |table: &[(&str, u32)]| table.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect();
                vec![(few.map(owned).to_vec(), 3), (tables(random), 2)]
            },
            |(tables, _), partitions: Vec<Partition>| {
                let mut expected: BTreeMap<String, Vec<u32>> = BTreeMap::new();
                for (key, value) in tables.iter().flatten() {
                    expected.entry(key.clone()).or_default().push(*value);
                }
                let entries = partitions.iter().flatten();
                let mut found: Vec<_> = entries.map(|(key, values, _)| (key.clone(), values.clone())).collect();
                found.sort();
                let expected: Vec<_> = expected.into_iter().collect();
                assert_eq!(found, expected, "keys and values in all the partitions");
                for (number, partition) in partitions.iter().enumerate() {
                    for (key, _, wanted) in partition {
                        assert_eq!(number, *wanted, "partition in which `{key}` was found");
                    }
                }
            },
        )
        .test(
            "there_are_as_many_partitions_as_asked",
            |random| vec![(vec![], 3), (vec![vec![("a".to_owned(), 1)]], 4), (tables(random), 0)],
            |(_, partitions), count: Option<usize>| match partitions {
                0 => assert_eq!(count, None, "`partition(tables, 0)` returned, where it must panic"),
                _ => assert_eq!(count, Some(*partitions), "partitions"),
            },
        )
}

fn lengths_and_parts() -> impl Iterator<Item = (usize, usize)> {
    (0..=12).flat_map(|len| (1..=5).map(move |parts| (len, parts)))
}

fn numbers(random: &mut Random, count: usize) -> Vec<u32> {
    (0..count).map(|_| random.below(1000) as u32).collect()
}

/// Makes words of few syllables, some of them with accents.
fn words(random: &mut Random, count: usize) -> Vec<String> {
    let mut word = |_| {
        let syllables = 1 + random.below(3);
        (0..syllables)
            .map(|_| random.one_of(&["ri", "ver", "mé", "ré", "a", "sky", "où"]))
            .collect()
    };
    (0..count).map(&mut word).collect()
}

/// Makes three tables that have keys in common.
fn tables(random: &mut Random) -> Vec<Table> {
    let mut table = |_| {
        let mut keys = words(random, 12);
        keys.sort();
        keys.dedup();
        keys.into_iter()
            .map(|key| (key, random.below(100) as u32))
            .collect()
    };
    (0..3).map(&mut table).collect()
}
