//! Which test a command is about that shows a schedule, and whose code.

use std::path::Path;

use anyhow::{Result, anyhow, bail};

use super::near;
use super::options::Options;
use crate::exercise::{Exercise, GradedTest, Mode};
use crate::grade::Source;
use crate::grade::model::TestResult;
use crate::lang::Lang;
use crate::messages::Message;
use crate::token::{Kind, Token};

/// Returns the test `name`, which must be one whose schedules can be followed.
///
/// # Errors
///
/// In one line, when there is none of that name, or it runs on real threads.
pub(super) fn test<'e>(exercise: &'e Exercise, name: &str, lang: Lang) -> Result<&'e GradedTest> {
    let test = named(exercise, name, lang)?;
    if test.mode == Mode::RealThreads {
        bail!(Message::ReplayNotPossible.to_text(lang));
    }
    Ok(test)
}

/// Returns the test `name`.
///
/// # Errors
///
/// In one line, when there is none of that name.
pub(super) fn named<'e>(exercise: &'e Exercise, name: &str, lang: Lang) -> Result<&'e GradedTest> {
    exercise.test(name).ok_or_else(|| {
        let message = Message::NoSuchTest {
            exercise: exercise.name.clone(),
            name: name.to_string(),
        };
        let known = exercise.tests.iter().map(|test| test.name.as_str());
        near::error(&message, name, known, lang)
    })
}

/// Returns whose code the token is about, which options may repeat but not contradict.
///
/// # Errors
///
/// In one line, when they contradict it.
pub(super) fn source(token: &Token, options: &Options) -> Result<Source> {
    let given = options.source();
    let name = |kind| match kind {
        Kind::Exercise => "exercises/",
        Kind::Solution => "--solutions",
        Kind::Submission => "--submission",
    };
    match (token.kind, given) {
        (Kind::Submission, given @ Source::Submission(_)) => Ok(given),
        (Kind::Submission, _) => bail!(Message::TokenNeedsSubmission.to_text(options.lang)),
        (Kind::Exercise, Source::Exercise) => Ok(Source::Exercise),
        (Kind::Solution, Source::Exercise | Source::Solution) => Ok(Source::Solution),
        (kind, given) => {
            let token = name(kind).to_string();
            let given = name(given.kind()).to_string();
            Err(anyhow!(
                Message::TokenOfOther { token, given }.to_text(options.lang)
            ))
        }
    }
}

/// Puts the folder that was graded behind the token of `test`: what is printed can then be run as it is.
pub(super) fn name_folder(test: &mut TestResult, source: &Source) {
    if let (Some(token), Source::Submission(folder)) = (&mut test.token, source) {
        token.push_str(&format!(" --submission {}", quoted(folder)));
    }
}

/// Writes a path as a shell reads it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/\\.:_-+,@%=".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_where_a_shell_would_take_it_apart() {
        for (path, wanted) in [
            ("../inbox/anna", "../inbox/anna"),
            ("my work", "'my work'"),
            ("l'essai", "'l'\\''essai'"),
            ("a;b", "'a;b'"),
        ] {
            assert_eq!(quoted(Path::new(path)), wanted);
        }
    }
}
