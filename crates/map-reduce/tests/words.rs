//! Jobs whose keys are texts: however words are emitted, and wherever they are kept, the totals are
//! those of a map of one thread.

mod common;

use std::collections::BTreeMap;

use common::{must_end, quiet_panic};
use map_reduce::{Emitter, MapReduce, RunError};
use proptest::prelude::*;

/// How a map function emits the words of a text.
#[derive(Clone, Copy, Debug)]
enum Manner {
    Owned,
    Borrowed,
    Together,
}

const MANNERS: [Manner; 3] = [Manner::Owned, Manner::Borrowed, Manner::Together];

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let pieces = text.split(|&byte| is_space(byte));
    pieces.filter(|word| !word.is_empty())
}

/// Texts of words of all lengths, with bytes that are no UTF-8 among them.
fn texts() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let piece = prop_oneof![
        4 => "[ab]{1,2}".prop_map(String::into_bytes),
        2 => "[ab\0]{5,18}".prop_map(String::into_bytes),
        1 => "[xé]{0,70}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ];
    let text = prop::collection::vec(
        (piece, prop::sample::select(b" \t\n\x0B\x0C\r".as_slice())),
        0..30,
    );
    let text = text.prop_map(|pieces| {
        let pieces = pieces.into_iter().flat_map(|(mut piece, space)| {
            piece.push(space);
            piece
        });
        pieces.collect()
    });
    prop::collection::vec(text, 0..12)
}

fn run_bytes(
    texts: &[Vec<u8>],
    manner: Manner,
    workers: usize,
    budget: Option<usize>,
) -> Result<Vec<(Vec<u8>, u64)>, RunError> {
    let mut job = MapReduce::map(
        |text: &Vec<u8>, out: &mut Emitter<'_, Vec<u8>, u64>| match manner {
            Manner::Owned => words(text).for_each(|word| out.emit(word.to_vec(), 1)),
            Manner::Borrowed => words(text).for_each(|word| out.emit_ref(word, 1)),
            Manner::Together => out.emit_words(&text[..], 1),
        },
    )
    .combine(|total, more| *total += more)
    .reduce(|_word, totals| totals.sum::<u64>())
    .workers(workers);
    if let Some(bytes) = budget {
        job = job.memory_budget(bytes);
    }
    let done = job.run(texts)?;
    assert_eq!(
        done.report.emitted,
        done.output.iter().map(|(_, count)| count).sum::<u64>()
    );
    Ok(done.output)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn totals_are_those_of_one_thread_however_words_are_emitted(
        texts in texts(),
        workers in 1..4_usize,
        budget in prop_oneof![Just(None), (1..20_000_usize).prop_map(Some)],
    ) {
        let mut expected = BTreeMap::<Vec<u8>, u64>::new();
        for word in texts.iter().flat_map(|text| words(text)) {
            *expected.entry(word.to_vec()).or_default() += 1;
        }
        let expected: Vec<_> = expected.into_iter().collect();
        for manner in MANNERS {
            let texts = texts.clone();
            let found = must_end(move || run_bytes(&texts, manner, workers, budget)).unwrap();
            prop_assert_eq!(&found, &expected, "{:?}", manner);
        }
    }

    #[test]
    fn strings_with_totals_that_own_memory_are_kept_too(
        texts in prop::collection::vec("([abé]{1,9} ?| |[ab]{14,17}\t){0,20}", 0..12),
        budget in prop_oneof![Just(None), (1..20_000_usize).prop_map(Some)],
        combined: bool,
    ) {
        let mut expected = BTreeMap::<String, usize>::new();
        for word in texts.iter().flat_map(|text| text.split_ascii_whitespace()) {
            *expected.entry(word.to_owned()).or_default() += 1;
        }
        let found = must_end(move || {
            let map = |text: &str, out: &mut Emitter<'_, String, Vec<u8>>| out.emit_words(text, vec![1]);
            let count = |_: &String, lists: map_reduce::Values<'_, Vec<u8>>| lists.map(|list| list.len()).sum::<usize>();
            if combined {
                let job = MapReduce::map(map).combine(|total: &mut Vec<u8>, more| total.extend(more)).reduce(count).workers(2);
                if let Some(bytes) = budget { job.memory_budget(bytes) } else { job }.run(texts)
            } else {
                let job = MapReduce::map(map).reduce(count).workers(2);
                if let Some(bytes) = budget { job.memory_budget(bytes) } else { job }.run(texts)
            }
        });
        prop_assert_eq!(found.unwrap().output, expected.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn many_distinct_words_give_the_same_output_in_memory_and_on_disk() {
    let texts: Vec<Vec<u8>> = (0..400_u64)
        .map(|text| {
            let numbers = (0..50).map(|word| (text * 50 + word) % 7_001);
            let words = numbers.map(|number| {
                number
                    .pow(1 + u32::try_from(number % 5).unwrap())
                    .to_string()
            });
            words.collect::<Vec<_>>().join(" ").into_bytes()
        })
        .collect();
    let mut expected = BTreeMap::<Vec<u8>, u64>::new();
    for word in texts.iter().flat_map(|text| words(text)) {
        *expected.entry(word.to_vec()).or_default() += 1;
    }
    let in_memory = run_bytes(&texts, Manner::Together, 2, None).unwrap();
    let on_disk = run_bytes(&texts, Manner::Together, 2, Some(200_000)).unwrap();
    assert!(in_memory.len() > 5_000);
    assert_eq!(in_memory, on_disk);
    assert_eq!(in_memory, expected.into_iter().collect::<Vec<_>>());
}

#[test]
fn an_empty_key_is_a_key() {
    let done = MapReduce::map(|text: &str, out| out.emit_ref(text, 1))
        .combine(|total, more| *total += more)
        .reduce(|_text, totals| totals.sum::<u32>())
        .run(["", "a", ""])
        .unwrap();
    assert_eq!(done.output, [(String::new(), 2), ("a".to_owned(), 1)]);
}

#[test]
fn a_combine_that_panics_is_reported_with_the_record_whose_word_it_got() {
    let error = must_end(|| {
        MapReduce::map(|n: &u32, out| out.emit_words("word", *n))
            .combine(|_total, n| {
                if n == 7 {
                    quiet_panic("seven");
                }
            })
            .reduce(|_word, mut totals| totals.next())
            .workers(1)
            .run(0..1_000)
            .unwrap_err()
    });
    // Words wait for one another; by then, later records have been mapped.
    assert_eq!(error.failures()[0].place.as_deref(), Some("item 8"));
}
