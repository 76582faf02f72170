//! What the value tests of the capstone ask, and what must come back.

use std::collections::BTreeMap;

use pattern_sync::graded::{Judge, Random};

mod texts;

use texts::{COMPTINE, RHYME};

/// A file: its name, and its text or words.
type File<T> = (String, T);

/// For each word the files in which it occurs, and how often.
type Files = Vec<(String, Vec<(String, usize)>)>;

/// Knows every value test; the answers are made in `graded.rs`.
pub(crate) fn judge() -> Judge {
    Judge::new()
        .test(
            "words_are_in_lower_case_and_without_punctuation",
            |random| {
                let few = vec![
                    (
                        "en".to_owned(),
                        "Hey diddle-diddle,\n\tthe CAT and the fiddle: 2 x 21!".to_owned(),
                    ),
                    (
                        "fr".to_owned(),
                        "L'Été, « Où est-ce ? » — dit ÉLISE.".to_owned(),
                    ),
                    ("empty".to_owned(), " ... ".to_owned()),
                ];
                vec![few, vec![file(random, "drawn", 12)]]
            },
            |documents, cleaned: Result<Vec<File<Vec<String>>>, String>| {
                let expected = documents
                    .iter()
                    .map(|(name, text)| (name.clone(), words(text)));
                assert_eq!(cleaned, Ok(expected.collect()), "the words");
            },
        )
        .test(
            "counts_are_right_for_a_real_text",
            |random| {
                let files = real(["rhyme", "comptine", "again"])
                    .into_iter()
                    .chain([("empty".to_owned(), String::new())]);
                let mut documents: Vec<_> =
                    files.map(|(name, text)| (name, words(&text))).collect();
                let mut cases: Vec<_> = [1, 3, 50]
                    .map(|partitions| (documents.clone(), partitions))
                    .into();
                let (name, text) = file(random, "drawn", 20);
                documents.push((name, words(&text)));
                cases.push((documents, 2));
                cases
            },
            |(documents, partitions), counted: Result<Files, String>| {
                assert_eq!(
                    counted,
                    Ok(index(documents)),
                    "the counts, with {partitions} partitions"
                );
            },
        )
        .test(
            "real_texts_become_an_index",
            |random| {
                let readable = |(name, text)| (name, Some(text));
                let mut files: Vec<_> = real(["rhyme", "comptine"])
                    .into_iter()
                    .map(readable)
                    .collect();
                files.push(("lost".to_owned(), None));
                let drawn = [
                    file(random, "b", 9),
                    file(random, "a", 9),
                    file(random, "c", 5),
                ]
                .map(readable);
                vec![(files, 3), (drawn.to_vec(), 2)]
            },
            |(files, _), made: Result<(Files, Vec<String>), String>| {
                let readable = files
                    .iter()
                    .filter_map(|(name, text)| Some((name.clone(), words(text.as_ref()?))));
                let lost = files.iter().filter(|(_, text)| text.is_none());
                let (found, skipped) = made.expect("nothing fails");
                assert_eq!(
                    found,
                    index(&readable.collect::<Vec<_>>()),
                    "the files of each word"
                );
                let expected: Vec<String> = lost.map(|(name, _)| name.clone()).collect();
                assert_eq!(skipped, expected, "files skipped");
            },
        )
}

/// Returns the words of a text as the exercise wants them.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Makes the index of documents, without any thread.
fn index(documents: &[File<Vec<String>>]) -> Files {
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (name, words) in documents {
        for word in words {
            *counts.entry(word).or_default().entry(name).or_default() += 1;
        }
    }
    let owned = |(name, count): (&str, usize)| (name.to_owned(), count);
    let files = |(word, files): (&str, BTreeMap<&str, usize>)| {
        (word.to_owned(), files.into_iter().map(owned).collect())
    };
    counts.into_iter().map(files).collect()
}

/// Returns the rhymes in turns, under these names.
fn real<const N: usize>(names: [&str; N]) -> Vec<File<String>> {
    let texts = [RHYME, COMPTINE].into_iter().cycle();
    names
        .into_iter()
        .zip(texts)
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

/// Makes a file of so many words, written in every way.
fn file(random: &mut Random, name: &str, count: usize) -> File<String> {
    let word = |random: &mut Random| {
        let word = random.one_of(&[
            "été",
            "Été",
            "MOON",
            "moon",
            "Ça",
            "la",
            "LA",
            "l'eau",
            "dish-spoon",
            "42",
        ]);
        format!("{word}{}", random.one_of(&[" ", ", ", "\n", " — ", "! "]))
    };
    (name.to_owned(), (0..count).map(|_| word(random)).collect())
}
