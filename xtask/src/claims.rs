//! What the assertions of a graded suite say, in French: `tests/graded.fr.toml` beside the suite.
//!
//! A suite is code, and speaks English. What it says of a failure is read by students: each of its
//! sentences stands in that file, with `{…}` for what the test found, and its French beside it.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};

use crate::messages::typography;
use crate::report::{Action, Cause, Timeline};

/// Where the claims stand, in the folder of an exercise.
pub const FILE: &str = "tests/graded.fr.toml";

/// How a failed comparison begins.
const COMPARISONS: [&str; 2] = [
    "assertion `left == right` failed: ",
    "assertion `left != right` failed: ",
];

/// French by English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims(BTreeMap<String, String>);

impl Claims {
    /// Reads the claims of the exercise in `folder`; there may be none.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            other => other.with_context(|| path.display().to_string())?,
        };
        let claims: BTreeMap<String, String> =
            toml::from_str(&text).with_context(|| path.display().to_string())?;
        let french = |(english, french): (String, String)| {
            (english, typography::french(&french).into_owned())
        };
        Ok(Self(claims.into_iter().map(french).collect()))
    }

    /// Returns `cause`, what a panic says, or a judge of a wrong answer, in French.
    #[must_use]
    pub fn cause(&self, mut cause: Cause) -> Cause {
        if let Cause::Panic { message, .. } | Cause::WrongAnswer { message, .. } = &mut cause {
            *message = self.message(message);
        }
        cause
    }

    /// Puts what panics say into French.
    pub fn timeline(&self, timeline: &mut Timeline) {
        for row in &mut timeline.rows {
            if let Action::Panic { message, .. } = &mut row.action {
                *message = self.message(message);
            }
        }
    }

    /// Returns the message of a panic, of which the first line, or what a comparison says before it
    /// tells the values, may be a claim.
    fn message(&self, message: &str) -> String {
        let (first, rest) = match message.split_once('\n') {
            Some((first, rest)) => (first, Some(rest)),
            None => (message, None),
        };
        let compares = COMPARISONS.iter().find(|head| first.starts_with(*head));
        let (head, claim) = first.split_at(compares.map_or(0, |head| head.len()));
        let Some(french) = self.french(claim) else {
            return message.to_owned();
        };
        match rest {
            Some(rest) => format!("{head}{french}\n{rest}"),
            None => format!("{head}{french}"),
        }
    }

    /// Returns a claim in French; what was found may be made of claims as well.
    fn french(&self, claim: &str) -> Option<String> {
        if let Some(french) = self.0.get(claim) {
            return Some(french.clone());
        }
        let mut with_gaps = self.0.iter().filter(|(english, _)| english.contains('{'));
        with_gaps.find_map(|(english, french)| {
            let found = found(english, claim)?;
            let mut said = french.clone();
            for (name, value) in found {
                let value = self.french(value).unwrap_or_else(|| value.to_owned());
                said = said.replace(&format!("{{{name}}}"), &value);
            }
            Some(said)
        })
    }
}

/// Returns what stands in `text` where `pattern` has `{name}`, if the rest is the same.
fn found<'t>(pattern: &'t str, text: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
    let Some((before, after)) = pattern.split_once('{') else {
        return (pattern == text).then(Vec::new);
    };
    let rest = text.strip_prefix(before)?;
    let (name, after) = after.split_once('}')?;
    let until = after.split('{').next().unwrap_or_default();
    let mut ends: Vec<usize> = rest.match_indices(until).map(|(at, _)| at).collect();
    if until.is_empty() {
        ends = vec![rest.len()];
    }
    ends.into_iter().filter(|&end| end > 0).find_map(|end| {
        let (value, rest) = rest.split_at(end);
        let mut all = found(after, rest)?;
        all.insert(0, (name, value));
        Some(all)
    })
}

#[cfg(test)]
mod tests;
