//! What the system says when it does not do what is asked of it, in the student's language.

use std::io::{self, ErrorKind};

use fluent_bundle::FluentValue;

use super::Message;
use super::argument::Argument;
use crate::lang::Lang;

/// Why the system does not read or write something. What happens often is said in the language of
/// the message, anything else in the system's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemError {
    kind: ErrorKind,
    words: String,
}

impl From<&io::Error> for SystemError {
    fn from(error: &io::Error) -> Self {
        Self {
            kind: error.kind(),
            words: error.to_string(),
        }
    }
}

impl SystemError {
    /// Returns what it says in `lang`.
    pub fn to_text(&self, lang: Lang) -> String {
        let known = match self.kind {
            ErrorKind::NotFound => Message::NotThere,
            ErrorKind::PermissionDenied => Message::NotPermitted,
            ErrorKind::IsADirectory => Message::IsAFolder,
            ErrorKind::NotADirectory => Message::ThroughNoFolder,
            ErrorKind::AlreadyExists => Message::ThereAlready,
            ErrorKind::StorageFull => Message::DiskFull,
            _ => return self.words.clone(),
        };
        known.to_text(lang)
    }
}

impl Argument for SystemError {
    fn in_words(&self, lang: Lang) -> FluentValue<'_> {
        FluentValue::from(self.to_text(lang))
    }
}
