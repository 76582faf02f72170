//! The language in which the student is spoken to.

use std::env;
use std::ffi::OsString;

use serde::{Deserialize, Serialize};

/// Names a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Lang {
    /// Takes the language that `--lang` asks for, wherever it stands among `arguments`, or else that of
    /// the environment: what is wrong with the others is said in it.
    pub fn of_arguments(arguments: &[OsString]) -> Self {
        let mut words = arguments.iter().filter_map(|argument| argument.to_str());
        let mut asked = None;
        while let Some(word) = words.next() {
            let name = match word {
                "--lang" => words.next(),
                _ => word.strip_prefix("--lang="),
            };
            asked = name.and_then(Self::parse).or(asked);
        }
        asked.unwrap_or_else(Self::of_environment)
    }

    /// Takes the language of the environment, as POSIX orders the variables; English by default.
    pub fn of_environment() -> Self {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
            .map_or(Self::En, |value| Self::of_locale(&value))
    }

    /// Takes the language of a locale's name such as `fr_CH.UTF-8`.
    pub fn of_locale(locale: &str) -> Self {
        let language = locale
            .split(['_', '.', '@', '-'])
            .next()
            .unwrap_or_default();
        if language.eq_ignore_ascii_case("fr") {
            Self::Fr
        } else {
            Self::En
        }
    }

    /// Reads the argument of `--lang`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "en" => Some(Self::En),
            "fr" => Some(Self::Fr),
            _ => None,
        }
    }

    /// Returns the two letters that name the language.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// Writes a number with so many digits after the point, or after the comma.
    pub fn decimal(self, number: f64, digits: usize) -> String {
        let text = format!("{number:.digits$}");
        match self {
            Self::En => text,
            Self::Fr => text.replace('.', ","),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_name_a_language_wherever_it_stands() {
        let of = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            Lang::of_arguments(&words)
        };
        assert_eq!(of("grade --nonsense --lang fr"), Lang::Fr);
        assert_eq!(of("--lang=fr grade"), Lang::Fr);
        assert_eq!(of("--lang fr grade --lang en"), Lang::En);
    }

    #[test]
    fn decimals_follow_a_point_or_a_comma() {
        assert_eq!(Lang::En.decimal(12.345, 1), "12.3");
        assert_eq!(Lang::Fr.decimal(12.345, 1), "12,3");
        assert_eq!(Lang::Fr.decimal(0.5, 3), "0,500");
    }

    #[test]
    fn a_locale_names_its_language_first() {
        assert_eq!(Lang::of_locale("fr_CH.UTF-8"), Lang::Fr);
        assert_eq!(Lang::of_locale("fr"), Lang::Fr);
        assert_eq!(Lang::of_locale("fry_NL"), Lang::En);
        assert_eq!(Lang::of_locale("C.UTF-8"), Lang::En);
    }
}
