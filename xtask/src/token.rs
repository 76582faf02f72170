//! Replay tokens: `exercise/test/schedule/mark`, which `cargo xtask replay` runs again.
//!
//! The mark is a letter (`e`, `s` or `x`: exercise, solution or submission), four digits that tell
//! a mistyped token, and four that tell whether the code has changed since:
//! `producer-consumer/close_wakes_a_blocked_push/12.1-30.2/e-1f0c-77ab`.

use std::fmt;

use crate::grade::intake::Sources;
use crate::hash::Fnv;

/// The longest token that is read, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// Says whose code is graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `exercises/<name>`: the student's own work.
    Exercise,
    /// `solutions/<name>`.
    Solution,
    /// A folder named by `--submission`.
    Submission,
}

impl Kind {
    fn letter(self) -> char {
        match self {
            Self::Exercise => 'e',
            Self::Solution => 's',
            Self::Submission => 'x',
        }
    }

    fn of_letter(letter: &str) -> Option<Self> {
        [Self::Exercise, Self::Solution, Self::Submission]
            .into_iter()
            .find(|kind| letter.chars().eq([kind.letter()]))
    }
}

/// Names a failing schedule of a graded test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The exercise.
    pub exercise: String,
    /// The graded test.
    pub test: String,
    /// The choices of the explorer, in its own spelling.
    pub schedule: String,
    /// Whose code failed.
    pub kind: Kind,
    /// Four digits that depend on the code.
    pub code: String,
}

impl Token {
    /// Names the failure of `test` under `schedule`.
    pub fn new(exercise: &str, test: &str, schedule: &str, kind: Kind, sources: &Sources) -> Self {
        Self {
            exercise: exercise.to_string(),
            test: test.to_string(),
            schedule: schedule.to_string(),
            kind,
            code: fingerprint(sources),
        }
    }

    /// Reads a token; `None` means that it is broken.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let [exercise, test, schedule, mark]: [&str; 4] =
            text.split('/').collect::<Vec<_>>().try_into().ok()?;
        let [letter, check, code]: [&str; 3] =
            mark.split('-').collect::<Vec<_>>().try_into().ok()?;
        if !is_schedule(schedule) {
            return None;
        }
        let token = Self {
            exercise: exercise.to_string(),
            test: test.to_string(),
            schedule: schedule.to_string(),
            kind: Kind::of_letter(letter)?,
            code: code.to_string(),
        };
        (token.check() == check).then_some(token)
    }

    /// Tells whether the code is the one for which the token was printed.
    pub fn fits(&self, sources: &Sources) -> bool {
        self.code == fingerprint(sources)
    }

    fn check(&self) -> String {
        Fnv::default()
            .with(self.exercise.as_bytes())
            .with(self.test.as_bytes())
            .with(self.schedule.as_bytes())
            .with(&[self.kind.letter() as u8])
            .with(self.code.as_bytes())
            .short()
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            exercise,
            test,
            schedule,
            kind,
            code,
        } = self;
        write!(
            f,
            "{exercise}/{test}/{schedule}/{}-{}-{code}",
            kind.letter(),
            self.check()
        )
    }
}

/// Tells whether `text` is spelt as the explorer spells schedules.
pub fn is_schedule(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.' || b == b'-')
}

fn fingerprint(sources: &Sources) -> String {
    let mut hash = Fnv::default();
    for (path, text) in &sources.files {
        hash = hash.with(path.as_bytes()).with(text.as_bytes());
    }
    hash.short()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(text: &str) -> Sources {
        let mut sources = Sources::default();
        sources
            .files
            .insert("src/lib.rs".to_string(), text.to_string());
        sources
    }

    fn token(schedule: &str) -> Token {
        Token::new(
            "queue",
            "it_blocks",
            schedule,
            Kind::Submission,
            &sources("fn a() {}"),
        )
    }

    #[test]
    fn a_token_comes_back_as_it_was() {
        for schedule in ["0", "12.1-30.2", "-"] {
            let token = token(schedule);
            assert_eq!(Token::parse(&token.to_string()), Some(token));
        }
    }

    #[test]
    fn a_token_with_one_character_changed_dropped_or_added_is_refused() {
        let text = token("12.1-30.2").to_string();
        for at in 0..text.len() {
            let (before, after) = (&text[..at], &text[at + 1..]);
            for changed in [
                format!("{before}{after}"),
                format!("{before}7{after}"),
                format!("{before}/{}", &text[at..]),
                format!("{before}é{after}"),
            ] {
                assert!(
                    changed == text || Token::parse(&changed).is_none(),
                    "{changed}"
                );
            }
        }
        for broken in ["", "/", "///", "a/b/0", "a/b/0/e-0000-0000", "a/b/ /e-0-0"] {
            assert_eq!(Token::parse(broken), None, "{broken}");
        }
        assert_eq!(Token::parse(&"a".repeat(MAX_LENGTH + 1)), None);
    }

    #[test]
    fn changed_code_no_longer_fits() {
        let token = token("0");
        assert!(token.fits(&sources("fn a() {}")));
        assert!(!token.fits(&sources("fn a() { }")));
    }
}
