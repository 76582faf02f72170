//! What messages speak of: names and numbers as they are, the rest in words of the language.

use fluent_bundle::{FluentArgs, FluentValue};

use super::Message;
use crate::grade::intake::Why;
use crate::grade::runner::{Waiting, What, Who};
use crate::grade::sandbox::Level;
use crate::lang::Lang;

/// Something that a message speaks of.
pub(super) trait Argument {
    /// Returns it as text, as a number (which may decide between singular and plural), or as the name
    /// of a case that the message distinguishes.
    fn in_words(&self, lang: Lang) -> FluentValue<'_>;
}

/// Puts together what a message speaks of, by name.
pub(super) fn filled_in<'a, const N: usize>(
    arguments: [(&'static str, FluentValue<'a>); N],
) -> FluentArgs<'a> {
    arguments.into_iter().collect()
}

impl Argument for String {
    fn in_words(&self, _: Lang) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Argument for char {
    fn in_words(&self, _: Lang) -> FluentValue<'_> {
        FluentValue::from(self.to_string())
    }
}

impl Argument for bool {
    fn in_words(&self, _: Lang) -> FluentValue<'_> {
        FluentValue::from(if *self { "yes" } else { "no" })
    }
}

macro_rules! numbers {
    ($($number:ty)+) => {
        $(impl Argument for $number {
            fn in_words(&self, _: Lang) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        })+
    };
}

numbers!(u32 u64 usize);

/// Names, one after the other.
impl Argument for Vec<String> {
    fn in_words(&self, _: Lang) -> FluentValue<'_> {
        FluentValue::from(self.join(", "))
    }
}

impl Argument for Level {
    fn in_words(&self, _: Lang) -> FluentValue<'_> {
        FluentValue::from(self.to_string())
    }
}

impl Argument for Why {
    fn in_words(&self, _: Lang) -> FluentValue<'_> {
        FluentValue::from(match self {
            Self::NotRust => "not-rust",
            Self::Link => "link",
            Self::Special => "special",
            Self::OddName => "odd-name",
            Self::Outside => "outside",
        })
    }
}

/// Who waits for what, one clause each.
impl Argument for Vec<Waiting> {
    fn in_words(&self, lang: Lang) -> FluentValue<'_> {
        let clauses = self.iter().map(|Waiting { who, what }| {
            let who = who.clone();
            let clause = match what {
                What::Lock => Message::WaitsForLock { who },
                What::Parked => Message::WaitsParked { who },
                What::End(other) => Message::WaitsForEnd {
                    who,
                    other: other.clone(),
                },
            };
            clause.to_text(lang)
        });
        let all = clauses.reduce(|before, after| Message::Clauses { before, after }.to_text(lang));
        FluentValue::from(all.unwrap_or_default())
    }
}

impl Argument for Who {
    fn in_words(&self, lang: Lang) -> FluentValue<'_> {
        let message = match self {
            Self::Test => Message::TheTest,
            Self::Named(name) => Message::AThread { name: name.clone() },
            Self::Unnamed => Message::AThreadWithoutName,
        };
        FluentValue::from(message.to_text(lang))
    }
}
