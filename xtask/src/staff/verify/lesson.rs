//! Compares the two languages of a lesson, and both with the faulty variants that they must name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

/// Makes sure that both lessons in `docs` have the same headings, tables and code, and that each
/// names every variant in `faulty` and nothing else.
pub(super) fn alike(docs: &Path, faulty: &Path) -> Result<()> {
    let read = |name: &str| fs::read_to_string(docs.join(name)).context(name.to_string());
    let (english, french) = (read("lesson.en.md")?, read("lesson.fr.md")?);
    for (one, other) in shape(&english).into_iter().zip(shape(&french)) {
        ensure!(
            one == other,
            "lines that begin with `{}`: {} in English, {} in French",
            one.0,
            one.1,
            other.1
        );
    }
    let (one, other) = (code(&english), code(&french));
    if let Some((one, other)) = one.iter().zip(&other).find(|(one, other)| one != other) {
        bail!("code that differs:\n{one}\n{other}");
    }
    let entries = fs::read_dir(faulty).with_context(|| faulty.display().to_string())?;
    let variants: BTreeSet<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    for (language, lesson) in [("en", &english), ("fr", &french)] {
        let named = patches_named_in(lesson);
        if let Some(name) = variants.symmetric_difference(&named).next() {
            let what = if named.contains(name) {
                "names a variant that does not exist"
            } else {
                "does not name the variant"
            };
            bail!("lesson.{language}.md {what}: {name}");
        }
    }
    Ok(())
}

/// Returns the names in backquotes that end in `.patch`.
fn patches_named_in(lesson: &str) -> BTreeSet<String> {
    let names = lesson.split('`').filter(|word| word.ends_with(".patch"));
    names.map(str::to_owned).collect()
}

/// Counts the lines of each kind: headings by level, rows of tables, blocks of code, lists.
fn shape(lesson: &str) -> Vec<(&'static str, usize)> {
    let count = |start: &'static str| {
        let lines = lesson.lines().filter(|line| line.starts_with(start));
        (start, lines.count())
    };
    ["# ", "## ", "### ", "| ", "```rust", "```text", "* ", "**"]
        .map(count)
        .to_vec()
}

/// Returns the lines of code, without what is different in another language: comments, the contents
/// of strings, and numbers that depend on these.
fn code(lesson: &str) -> Vec<String> {
    let blocks = lesson.split("```").skip(1).step_by(2);
    let rust = blocks.filter(|block| block.starts_with("rust"));
    rust.flat_map(str::lines).map(without_words).collect()
}

fn without_words(line: &str) -> String {
    let code = line.split("//").next().unwrap_or_default();
    let outside_of_strings: Vec<&str> = code.split('"').step_by(2).collect();
    outside_of_strings
        .join("\"\"")
        .replace(|c: char| c.is_ascii_digit(), "")
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "# One\n| `a.patch` | bad |\n```rust\nlet x = \"one\"; // why\n```\n";
    const FRENCH: &str = "# Un\n| `a.patch` | mal |\n```rust\nlet x = \"un\"; // pourquoi\n```\n";

    fn compare(english: &str, french: &str) -> Result<(), String> {
        let folder = std::env::temp_dir().join(format!(
            "lesson-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        fs::create_dir_all(folder.join("faulty")).unwrap();
        fs::write(folder.join("faulty/a.patch"), "").unwrap();
        fs::write(folder.join("lesson.en.md"), english).unwrap();
        fs::write(folder.join("lesson.fr.md"), french).unwrap();
        let outcome = alike(&folder, &folder.join("faulty"));
        fs::remove_dir_all(&folder).unwrap();
        outcome.map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn lessons_that_say_the_same_are_alike() {
        assert_eq!(compare(ENGLISH, FRENCH), Ok(()));
    }

    #[test]
    fn what_one_lesson_lacks_is_said() {
        let says = |english: &str, french: &str, wanted: &str| {
            let error = compare(english, french).unwrap_err();
            assert!(error.contains(wanted), "{error}");
        };
        says(ENGLISH, &FRENCH.replace("# Un", "Un"), "begin with `# `");
        says(ENGLISH, &FRENCH.replace("let x", "let y"), "let y");
        let other = |text: &str| text.replace("a.patch", "b.patch");
        says(
            ENGLISH,
            &other(FRENCH),
            "lesson.fr.md does not name the variant: a.patch",
        );
        says(
            &other(ENGLISH),
            FRENCH,
            "lesson.en.md does not name the variant: a.patch",
        );
        let both = |text: &str| text.replace("bad", "`b.patch`");
        says(&both(ENGLISH), FRENCH, "does not exist: b.patch");
    }
}
