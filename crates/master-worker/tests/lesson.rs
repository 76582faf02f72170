//! The lesson names every faulty variant of the exercise, in both languages, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const ENGLISH: &str = include_str!("../docs/lesson.en.md");
const FRENCH: &str = include_str!("../docs/lesson.fr.md");

/// The names in backquotes that end in `.patch`.
fn patches_named_in(lesson: &str) -> BTreeSet<String> {
    lesson
        .split('`')
        .filter(|word| word.ends_with(".patch"))
        .map(str::to_owned)
        .collect()
}

/// How many lines of each kind a lesson has: headings by level, rows of tables, blocks of code.
fn shape(lesson: &str) -> Vec<(&str, usize)> {
    ["# ", "## ", "### ", "| ", "```rust", "```text", "* ", "**"]
        .map(|start| {
            (
                start,
                lesson
                    .lines()
                    .filter(|line| line.starts_with(start))
                    .count(),
            )
        })
        .to_vec()
}

#[test]
fn both_lessons_name_every_mistake_that_is_a_variant() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../solutions/master-worker/variants/faulty");
    let variants: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!variants.is_empty());
    assert_eq!(patches_named_in(ENGLISH), variants);
    assert_eq!(patches_named_in(FRENCH), variants);
}

#[test]
fn both_lessons_have_the_same_shape() {
    assert_eq!(shape(ENGLISH), shape(FRENCH));
}

#[test]
fn no_line_of_the_lessons_code_is_missing_in_the_other_language() {
    // What differs is in comments and strings; the rest of each line of code is the same.
    let code = |lesson: &'static str| -> Vec<String> {
        let blocks = lesson
            .split("```")
            .skip(1)
            .step_by(2)
            .filter(|block| block.starts_with("rust"));
        blocks.flat_map(str::lines).map(without_words).collect()
    };
    assert_eq!(code(ENGLISH), code(FRENCH));
}

/// A line of code without its comment, the contents of its strings, and the numbers that depend on
/// the words in them.
fn without_words(line: &str) -> String {
    let code = line.split("//").next().unwrap_or_default();
    let outside_of_strings: Vec<&str> = code.split('"').step_by(2).collect();
    outside_of_strings
        .join("\"\"")
        .replace(|c: char| c.is_ascii_digit(), "")
        .trim_end()
        .to_owned()
}
