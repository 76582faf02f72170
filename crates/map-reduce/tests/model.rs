//! Random jobs on real threads, in memory and past it, compared with a program of one thread.

mod common;

use std::collections::BTreeMap;

use common::{Folder, must_end};
use map_reduce::{MapReduce, RunError};
use proptest::prelude::*;

/// How a job is run.
#[derive(Clone, Debug)]
struct Plan {
    workers: usize,
    partitions: usize,
    /// In bytes; small enough that most runs spill, and merge their runs more than once.
    budget: Option<usize>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let budget = prop_oneof![Just(None), (1..5_000_usize).prop_map(Some)];
    (1..5_usize, 1..6_usize, budget).prop_map(|(workers, partitions, budget)| Plan {
        workers,
        partitions,
        budget,
    })
}

/// Few different words, among them the empty one and those with a zero byte.
fn records() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec("[ab\0]{0,3}", 0..6), 0..60)
}

/// The number of times that each word occurs.
fn counts(records: &[Vec<String>]) -> Vec<(String, u64)> {
    let mut counts = BTreeMap::new();
    for word in records.iter().flatten() {
        *counts.entry(word.clone()).or_default() += 1;
    }
    counts.into_iter().collect()
}

/// The places of each word, in order.
fn places(records: &[Vec<String>]) -> Vec<(String, Vec<(u32, u32)>)> {
    let mut places = BTreeMap::<_, Vec<_>>::new();
    for (line, words) in (0..).zip(records) {
        for (column, word) in (0..).zip(words) {
            places.entry(word.clone()).or_default().push((line, column));
        }
    }
    places.into_iter().collect()
}

fn run_counts(records: &[Vec<String>], plan: &Plan) -> Result<Vec<(String, u64)>, RunError> {
    let mut job = MapReduce::map(|record: &Vec<String>, out| {
        for word in record {
            out.emit_ref(word.as_str(), 1_u64);
        }
    })
    .combine(|total, more| *total += more)
    .reduce(|_word, totals| totals.sum::<u64>())
    .workers(plan.workers)
    .partitions(plan.partitions);
    if let Some(bytes) = plan.budget {
        job = job.memory_budget(bytes);
    }
    let collected = job.run(records)?;
    let mut each = Vec::new();
    let report = job.run_each(records, |word, count| {
        each.push((word, count));
        Ok::<(), &str>(())
    })?;
    assert_eq!(each, collected.output);
    assert_eq!(report.keys, each.len() as u64);
    assert_eq!(
        report.emitted,
        each.iter().map(|(_, count)| count).sum::<u64>()
    );
    assert!((report.keys..=report.emitted).contains(&report.shuffled));
    Ok(each)
}

type Places = Vec<(String, Vec<(u32, u32)>)>;

fn run_places(records: &[Vec<String>], plan: &Plan) -> Result<Places, RunError> {
    let numbered = (0..).zip(records).collect::<Vec<(u32, _)>>();
    let mut job = MapReduce::map(|(line, words): &(u32, &Vec<String>), out| {
        for (column, word) in (0..).zip(*words) {
            out.emit(word.clone(), (*line, column));
        }
    })
    .reduce(|_word, places| places.collect::<Vec<(u32, u32)>>())
    .workers(plan.workers)
    .partitions(plan.partitions);
    if let Some(bytes) = plan.budget {
        job = job.memory_budget(bytes);
    }
    let done = job.run(numbered)?;
    assert_eq!(done.report.shuffled, done.report.emitted);
    Ok(done.output)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        // A failure prints its input, shrunk; files beside the tests are not wanted.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn combined_counts_are_those_of_one_thread(records in records(), plan in plan()) {
        let expected = counts(&records);
        prop_assert_eq!(must_end(move || run_counts(&records, &plan)).unwrap(), expected);
    }

    #[test]
    fn values_are_grouped_and_ordered_as_by_one_thread(records in records(), plan in plan()) {
        let expected = places(&records);
        prop_assert_eq!(must_end(move || run_places(&records, &plan)).unwrap(), expected);
    }

    #[test]
    fn lines_of_files_are_those_of_the_files(
        texts in prop::collection::vec("[ab\n]{0,40}", 1..4),
        split in 1..20_u64,
        plan in plan(),
    ) {
        let folder = Folder::new("model-lines");
        for (number, text) in texts.iter().enumerate() {
            folder.write(&format!("{number}.txt"), text);
        }
        let mut expected = BTreeMap::<String, u64>::new();
        for line in texts.iter().flat_map(|text| text.split_terminator('\n')) {
            *expected.entry(line.to_owned()).or_default() += 1;
        }
        let files = map_reduce::Files::open([folder.path()]).unwrap().split_bytes(split);
        let done = must_end(move || {
            MapReduce::map(|line: &str, out| out.emit_ref(line, 1))
                .combine(|total, more| *total += more)
                .reduce(|_line, totals| totals.sum::<u64>())
                .workers(plan.workers)
                .run(files)
        });
        prop_assert_eq!(done.unwrap().output, expected.into_iter().collect::<Vec<_>>());
    }
}
