//! What the explorer says, in the student's language: it speaks English by itself, and takes the
//! words of another language from whoever brings them.

use fluent_bundle::{FluentArgs, FluentValue};
use pattern_sync::model::{English, Phrase, Words};

use super::catalogue;
use crate::lang::Lang;

impl Words for Lang {
    fn say(&self, phrase: Phrase, arguments: &[(&str, &str)]) -> String {
        match self {
            Self::En => English.say(phrase, arguments),
            Self::Fr => {
                let arguments = arguments.iter();
                let arguments: FluentArgs<'_> = arguments
                    .map(|&(name, value)| (name, FluentValue::from(value)))
                    .collect();
                catalogue::of_explorer(phrase.name(), &arguments)
            }
        }
    }
}
