//! Cuts an exercise's stub from its solution, at marked regions.
//!
//! ```text
//! // <solution>
//! …the instructor's code, which the stub lacks…
//! // <stub>
//! // todo!("step 1: …")      (the stub's own lines, as comments; there may be none)
//! // </stub>
//! ```

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::grade::intake::{self, Sources};
use crate::repo::Repo;

/// Says in which part of a marked region a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Outside,
    Solution,
    Stub,
}

/// Cuts the stub from the text of one solution file.
///
/// # Errors
///
/// When a marker is out of order or missing, or a line of the stub part is no comment.
///
/// # Examples
///
/// ```
/// let solution = "fn f() {\n    // <solution>\n    g();\n    // <stub>\n    // todo!()\n    // </stub>\n}\n";
/// assert_eq!(xtask::stub::cut(solution).unwrap(), "fn f() {\n    todo!()\n}\n");
/// ```
pub fn cut(solution: &str) -> Result<String> {
    let mut stub = String::with_capacity(solution.len());
    let mut part = Part::Outside;
    for (number, line) in solution.split_inclusive('\n').enumerate() {
        let at = number + 1;
        match (line.trim(), part) {
            ("// <solution>", Part::Outside) => part = Part::Solution,
            ("// <stub>", Part::Solution) => part = Part::Stub,
            ("// </stub>", Part::Stub) => part = Part::Outside,
            ("// <solution>" | "// <stub>" | "// </stub>" | "// </solution>", _) => {
                bail!("line {at}: marker `{}` is out of order", line.trim());
            }
            (_, Part::Outside) => stub.push_str(line),
            (_, Part::Solution) => {}
            (_, Part::Stub) => stub.push_str(&uncomment(line).with_context(|| {
                format!("line {at}: a line between <stub> and </stub> must be a comment")
            })?),
        }
    }
    ensure!(
        part == Part::Outside,
        "the last marked region is not closed"
    );
    Ok(stub)
}

/// Removes the comment sign of a line, and keeps its indentation.
fn uncomment(line: &str) -> Option<String> {
    let code = line.trim_start();
    let indentation = &line[..line.len() - code.len()];
    let rest = code.strip_prefix("//")?;
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let blank = rest.trim().is_empty();
    Some(if blank {
        rest.to_string()
    } else {
        format!("{indentation}{rest}")
    })
}

/// Returns the files of the exercise `name` as they are handed out, by path (`src/lib.rs`).
///
/// They are cut from the solution; a checkout without solutions keeps them in the exercise's
/// folder `.stub`.
///
/// # Errors
///
/// When there is neither, or one cannot be read or cut.
pub fn of_exercise(repo: &Repo, name: &str) -> Result<BTreeMap<String, String>> {
    let kept = repo.exercise_dir(name).join(".stub");
    let solution = repo.solution_dir(name);
    if kept.is_dir() && !solution.is_dir() {
        return Ok(read(&kept)?.files);
    }
    let mut files = read(&solution)?.files;
    for (path, text) in &mut files {
        *text = cut(text).with_context(|| format!("{}/{path}", solution.display()))?;
    }
    Ok(files)
}

fn read(folder: &std::path::Path) -> Result<Sources> {
    fs::metadata(folder).with_context(|| folder.display().to_string())?;
    intake::collect(folder).map_err(|refusal| {
        anyhow::anyhow!(
            "{}: {}",
            folder.display(),
            refusal.to_text(crate::lang::Lang::En)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_outside_the_markers_is_kept_to_the_letter() {
        let text = "//! Title.\n\nfn f() {}\r\n// <other>\nfn g() {}";
        assert_eq!(cut(text).unwrap(), text);
    }

    #[test]
    fn the_stub_part_keeps_its_indentation_and_may_be_empty() {
        let text = "a\n  // <solution>\n  b\n  // <stub>\n  // if x {\n  //     todo!()\n  //\n  // }\n  // </stub>\nc\n// <solution>\nd\n// <stub>\n// </stub>\n";
        assert_eq!(cut(text).unwrap(), "a\n  if x {\n      todo!()\n\n  }\nc\n");
    }

    #[test]
    fn markers_out_of_order_are_refused_with_their_line() {
        for (text, at) in [
            ("// <stub>\n", "line 1"),
            ("// <solution>\n// <solution>\n", "line 2"),
            ("// <solution>\n// </stub>\n", "line 2"),
            ("a\n// </solution>\n", "line 2"),
            ("// <solution>\n// <stub>\ncode();\n// </stub>\n", "line 3"),
            ("// <solution>\n", "not closed"),
            ("// <solution>\n// <stub>\n", "not closed"),
        ] {
            let error = format!("{:#}", cut(text).unwrap_err());
            assert!(error.contains(at), "{text:?}: {error}");
        }
    }
}
