//! Faulty variants: patches against the solution whose header says which mistake they make.
//!
//! A hunk can apply silently in the wrong place. So the diff is made again from what the patch
//! yields, and must be the same to the letter.

use anyhow::{Context, Result, bail, ensure};
use diffy::{DiffOptions, Patch};

use crate::exercise::Exercise;
use crate::grade::intake::Sources;
use crate::report::Mode;

/// The most lines of context that join changes into one hunk.
const MAX_CONTEXT: usize = 25;

/// Holds what the header of a patch says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) mistake_en: &'a str,
    pub(super) mistake_fr: &'a str,
    pub(super) fails: &'a str,
}

/// Holds a patch that was applied.
#[derive(Debug)]
pub(super) struct Applied {
    /// The solution with the mistake in it.
    pub(super) sources: Sources,
    /// The test that must fail.
    pub(super) fails: String,
    /// The patch as it ought to be written.
    pub(super) canonical: String,
}

/// Splits a patch into its header and its diff.
pub(super) fn header(text: &str) -> Result<(Header<'_>, &str)> {
    ensure!(!text.contains('\r'), "a line ends with CR LF instead of LF");
    let (mut rest, mut lines) = (text, Vec::new());
    while let Some(line) = rest.strip_prefix("# ") {
        let (line, after) = line.split_once('\n').context("the header does not end")?;
        lines.push(line);
        rest = after;
    }
    let [en, fr, fails] = lines.as_slice() else {
        bail!("the header is not: # mistake.en: …, # mistake.fr: …, # fails: …");
    };
    let field = |line: &'_ str, name: &str| -> Result<usize> {
        let text = line
            .strip_prefix(name)
            .with_context(|| format!("no `# {name}`"))?;
        ensure!(!text.trim().is_empty(), "`# {name}` says nothing");
        Ok(name.len())
    };
    let header = Header {
        mistake_en: &en[field(en, "mistake.en: ")?..],
        mistake_fr: &fr[field(fr, "mistake.fr: ")?..],
        fails: &fails[field(fails, "fails: ")?..],
    };
    Ok((header, rest))
}

/// Applies the patch `text` to the solution.
///
/// # Errors
///
/// When it is not one hunk of one file, does not apply, or names no explored or value test.
pub(super) fn apply(text: &str, solution: &Sources, exercise: &Exercise) -> Result<Applied> {
    let (header, diff) = header(text)?;
    let test = exercise.test(header.fails);
    let test = test.with_context(|| format!("there is no test `{}`", header.fails))?;
    ensure!(
        test.mode != Mode::RealThreads,
        "`{}` runs on real threads: it may pass by luck",
        test.name
    );
    let patch = Patch::from_str(diff).context("the diff")?;
    ensure!(
        patch.hunks().len() == 1,
        "there are {} hunks instead of one",
        patch.hunks().len()
    );
    let file = patch
        .modified()
        .and_then(|name| name.strip_prefix("b/"))
        .context("no `+++ b/…`")?;
    let original = solution
        .files
        .get(file)
        .with_context(|| format!("there is no {file}"))?;
    let changed = diffy::apply(original, &patch).context("it does not apply")?;
    ensure!(changed != *original, "it changes nothing");
    let again = one_hunk(file, original, &changed)?;
    let canonical = format!("{}{again}", &text[..text.len() - diff.len()]);
    let mut sources = solution.clone();
    sources.files.insert(file.to_string(), changed);
    Ok(Applied {
        sources,
        fails: header.fails.to_string(),
        canonical,
    })
}

/// Makes the diff with as little context, but at least three lines, as gives a single hunk.
fn one_hunk(file: &str, original: &str, changed: &str) -> Result<String> {
    let mut options = DiffOptions::new();
    options
        .set_original_filename(format!("a/{file}"))
        .set_modified_filename(format!("b/{file}"));
    for context in 3..=MAX_CONTEXT {
        let patch = options
            .set_context_len(context)
            .create_patch(original, changed);
        if patch.hunks().len() == 1 {
            return Ok(patch.to_string());
        }
    }
    bail!("the places that it changes are too far apart for one hunk")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "# mistake.en: It forgets.\n# mistake.fr: Elle oublie.\n# fails: it_works\n";

    fn exercise() -> Exercise {
        toml::from_str(
            "name = \"x\"\nnumber = 1\ndifficulty = 1\ntitle = { en = \"T\", fr = \"T\" }\n\
             [[step]]\nnumber = 1\ntitle = { en = \"T\", fr = \"T\" }\nmodules = []\n\
             [[test]]\nname = \"it_works\"\nstep = 1\npoints = 1\nmode = \"value\"\n\
             title = { en = \"T\", fr = \"T\" }\nhint = { en = \"H\", fr = \"H\" }\n\
             [[test]]\nname = \"it_runs\"\nstep = 1\npoints = 1\nmode = \"real-threads\"\n\
             title = { en = \"T\", fr = \"T\" }\nhint = { en = \"H\", fr = \"H\" }\n",
        )
        .unwrap()
    }

    fn solution() -> Sources {
        let mut sources = Sources::default();
        let text = (1..=9).map(|n| format!("line {n}\n")).collect();
        sources.files.insert("src/a.rs".to_string(), text);
        sources
    }

    fn diff(place: &str) -> String {
        format!(
            "--- a/src/a.rs\n+++ b/src/a.rs\n@@ {place} @@\n line 3\n line 4\n line 5\n-line 6\n+LINE 6\n line 7\n line 8\n line 9\n"
        )
    }

    #[test]
    fn a_patch_in_its_place_is_canonical() {
        let text = format!("{HEADER}{}", diff("-3,7 +3,7"));
        let applied = apply(&text, &solution(), &exercise()).unwrap();
        assert_eq!(applied.canonical, text);
        assert_eq!(applied.fails, "it_works");
        assert!(applied.sources.files["src/a.rs"].contains("LINE 6"));
    }

    #[test]
    fn changes_that_are_apart_stay_one_hunk() {
        let text = (1..=30).map(|n| format!("line {n}\n")).collect::<String>();
        let changed = text.replace("line 4\n", "").replace("line 20\n", "");
        let diff = one_hunk("src/a.rs", &text, &changed).unwrap();
        assert_eq!(diff.matches("@@ -").count(), 1);
        assert_eq!(
            diffy::apply(&text, &Patch::from_str(&diff).unwrap()).unwrap(),
            changed
        );
    }

    #[test]
    fn a_patch_that_slid_is_noticed() {
        let text = format!("{HEADER}{}", diff("-2,7 +2,7"));
        let applied = apply(&text, &solution(), &exercise()).unwrap();
        assert_ne!(applied.canonical, text);
    }

    #[test]
    fn broken_headers_and_diffs_are_refused() {
        let good = diff("-3,7 +3,7");
        for (text, why) in [
            (good.clone(), "header"),
            (
                format!("# mistake.en: x\n# fails: it_works\n{good}"),
                "header",
            ),
            (
                format!("# mistake.en: x\n# mistake.fr: \n# fails: it_works\n{good}"),
                "says nothing",
            ),
            (
                format!("# mistake.fr: x\n# mistake.en: x\n# fails: it_works\n{good}"),
                "mistake.en",
            ),
            (
                HEADER.replace("it_works", "other") + &good,
                "no test `other`",
            ),
            (HEADER.replace("it_works", "it_runs") + &good, "luck"),
            (
                format!("{HEADER}{}", good.replace("a.rs", "b.rs")),
                "no src/b.rs",
            ),
            (
                format!("{HEADER}{}", good.replace("line 5", "line five")),
                "not apply",
            ),
            (format!("{HEADER}{good}").replace('\n', "\r\n"), "CR LF"),
            (format!("{HEADER}nonsense"), ""),
        ] {
            let error = format!("{:#}", apply(&text, &solution(), &exercise()).unwrap_err());
            assert!(error.contains(why), "{why}: {error}");
        }
    }
}
