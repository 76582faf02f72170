//! What the plots of the lessons say in French.
//!
//! Reports are English, also those that were saved: so a French plot needs no measurement of its own.

use anyhow::{Result, bail};

use super::words::Words;
use crate::scenario::Unit;
use crate::verdict::Verdict;

/// A space at which no line breaks.
const SPACE: char = '\u{a0}';

/// Around what was measured.
pub(super) const FRENCH: Words = Words {
    code: "fr",
    text,
    number,
    unit: |unit| match unit {
        Unit::ItemRate => "millions d'éléments/s",
        Unit::ItemTime => "ns/élément",
        Unit::Seconds => "s",
        Unit::ByteRate => "Go/s",
        Unit::Memory => "Mio",
        Unit::CoreShare => "% d'un cœur",
    },
    verdict: |verdict| match verdict {
        Verdict::Met => "atteint",
        Verdict::Missed => "manqué",
        Verdict::TooNoisy => "trop bruité",
    },
    circumstances: &[
        (" cores, ", "\u{a0}cœurs, "),
        (" and changes", " et modifications"),
        ("unknown", "inconnu"),
    ],
    colon: "\u{a0}: ",
    semicolon: "\u{a0}; ",
    best_peer: "la meilleure des autres",
    goal_for_ours: "notre objectif",
    more_is_better: "mieux vaut plus →",
    less_is_better: "← mieux vaut moins",
    number_of_items: "nombre d'éléments",
    flat: ["stable à ", " près"],
    rounds: ["médianes et quartiles de ", " tours"],
    quick: "quick\u{a0}: aucune mesure",
};

/// What is the same in both languages: names of libraries, of what they offer, and of types.
const SAME: &[&str] = &[
    "(String, u32)",
    "(u32, u32)",
    "String",
    "Zipf",
    "[u8; 12]",
    "chili",
    "crossbeam",
    "flume",
    "fork-join",
    "kanal",
    "map-reduce",
    "pariter",
    "pipeline",
    "pool",
    "rayon",
    "rayon install",
    "rayon scope",
    "rayon::join",
    "rusty_pool",
    "std",
    "threadpool",
    "u64",
    "usize",
];

/// Names, titles and descriptions as they stand in a report, and in French; `{}` is a whole number.
const TEXTS: &[(&str, &str)] = &[
    ("ours", "la nôtre"),
    ("ideal", "idéal"),
    ("by hand", "à la main"),
    ("one thread", "un seul thread"),
    // The queue.
    ("queue", "file"),
    (
        "Items of {} bytes, pushed and popped one by one.",
        "Des éléments de {} octets, ajoutés et retirés un par un.",
    ),
    ("cap {} {}p{}c", "{} places, {}p{}c"),
    // The pool.
    ("crossbeam pool", "pool crossbeam"),
    ("rayon in place", "rayon sur place"),
    ("ours, together", "la nôtre, ensemble"),
    ("tiny tasks", "tâches minuscules"),
    (
        "{} tasks that count, submitted by one thread from outside: from the first submission to the \
         end of the last task.",
        "{} tâches qui ne font que compter, soumises par un seul thread, extérieur au pool : de la \
         première soumission à la fin de la dernière tâche.",
    ),
    ("one by one", "une par une"),
    ("together", "toutes ensemble"),
    ("{} µs tasks", "tâches de {} µs"),
    (
        "Tasks of {} µs of arithmetic. Ideal: the same work, divided among threads beforehand.",
        "Des tâches de {} µs de calcul. Idéal : le même travail, réparti d'avance entre des threads.",
    ),
    ("from outside", "de l'extérieur"),
    ("round trip", "aller et retour"),
    (
        "A task that adds {}, submitted and waited for, one after the other.",
        "Des tâches qui ajoutent {}, chacune soumise puis attendue, l'une après l'autre.",
    ),
    ("one task", "une tâche"),
    (
        "fib({}), each call of which forks: the time per fork.",
        "fib({}), dont chaque appel se divise en deux : le temps par division.",
    ),
    ("fib({})", "fib({})"),
    // The pipeline.
    ("crossbeam farm", "ferme crossbeam"),
    ("rayon windows", "rayon par fenêtres"),
    ("three stages", "trois étapes"),
    (
        "So much arithmetic an item, a third of it in each stage; in order, and at most about {} times \
         as many items under way as a link's capacity. Ideal: the same work, divided among threads \
         beforehand.",
        "Un calcul de cette durée par élément, un tiers dans chaque étape ; dans l'ordre, et sans plus \
         d'éléments en route qu'environ {} fois la capacité d'une file. Idéal : le même travail, réparti \
         d'avance entre des threads.",
    ),
    ("{} µs, cap {}", "{} µs, {} places"),
    // Map-reduce.
    ("tokens alone", "découpage seul"),
    ("word count", "compte des mots"),
    (
        "{} MB of text, {} distinct words, Zipf's distribution, in the page cache: from the path to all \
         counts in the order of the words.",
        "{} Mo de texte, {} mots différents dont les fréquences suivent la loi de Zipf, dans le cache de \
         pages : du chemin du fichier à tous les comptes, dans l'ordre des mots.",
    ),
    ("general", "cas général"),
    (
        "{} records in memory, up to {} distinct, Zipf's distribution, counted by the general job and by \
         a program for the purpose; in the order of the keys.",
        "{} enregistrements en mémoire, {} clés différentes au plus dont les fréquences suivent la loi de \
         Zipf, comptés par le job général et par un programme écrit pour cela ; dans l'ordre des clés.",
    ),
];

/// Returns a text of a report in French.
///
/// # Errors
///
/// When there is no wording for it.
fn text(english: &str) -> Result<String> {
    if SAME.contains(&english) {
        return Ok(english.to_string());
    }
    let (pattern, numbers) = taken_apart(english);
    let Some((_, french)) = TEXTS.iter().find(|(english, _)| *english == pattern) else {
        bail!("there is no French for `{english}`: `{pattern}` is not in french.rs")
    };
    let mut french = french.to_string();
    // What a number counts stays beside it, and a colon beside what it follows.
    for (apart, together) in [("{} ", "{}\u{a0}"), (" :", "\u{a0}:"), (" ;", "\u{a0};")] {
        french = french.replace(apart, together);
    }
    let filled = numbers.iter().fold(french, |text, digits| {
        text.replacen("{}", &number(digits), 1)
    });
    Ok(filled)
}

/// Returns a text with `{}` for each of its whole numbers, and these.
fn taken_apart(text: &str) -> (String, Vec<&str>) {
    let digit = |letter: char| letter.is_ascii_digit();
    let numbers = text.split(|letter| !digit(letter));
    let numbers: Vec<&str> = numbers.filter(|number| !number.is_empty()).collect();
    let mut pattern = String::new();
    let mut within = false;
    for letter in text.chars() {
        match (digit(letter), within) {
            (true, true) => {}
            (true, false) => pattern += "{}",
            (false, _) => pattern.push(letter),
        }
        within = digit(letter);
    }
    (pattern, numbers)
}

/// Returns a number with a decimal comma, and with spaces between thousands from five digits on.
fn number(english: &str) -> String {
    let digits = english.bytes().take_while(u8::is_ascii_digit).count();
    let (whole, rest) = english.split_at(digits);
    let mut french = String::new();
    for (place, digit) in whole.chars().enumerate() {
        let before_thousands = place > 0 && (digits - place).is_multiple_of(3);
        if before_thousands && digits >= 5 {
            french.push(SPACE);
        }
        french.push(digit);
    }
    french + &rest.replacen('.', ",", 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::lessons::tests::texts;

    #[test]
    fn numbers_have_a_comma_and_thousands_are_apart() {
        let written = ["0.05", "75.0", "1024", "20000", "1000000", "1e6"].map(number);
        let french = [
            "0,05",
            "75,0",
            "1024",
            "20\u{a0}000",
            "1\u{a0}000\u{a0}000",
            "1e6",
        ];
        assert_eq!(written, french);
    }

    #[test]
    fn a_description_keeps_its_numbers() {
        let english = "Items of 64 bytes, pushed and popped one by one.";
        let french = "Des éléments de 64\u{a0}octets, ajoutés et retirés un par un.";
        assert_eq!(text(english).unwrap(), french);
        assert_eq!(text("cap 1024 4p1c").unwrap(), "1024\u{a0}places, 4p1c");
        assert_eq!(text("u64").unwrap(), "u64");
    }

    #[test]
    fn what_has_no_wording_is_named() {
        let error = text("12 dwarfs").unwrap_err().to_string();
        assert!(error.contains("`12 dwarfs`: `{} dwarfs`"), "{error}");
    }

    #[test]
    fn no_wording_loses_a_number() {
        for (english, french) in TEXTS {
            let numbers = |text: &str| text.matches("{}").count();
            assert_eq!(numbers(english), numbers(french), "{english}");
        }
    }

    #[test]
    fn all_wordings_are_those_of_something_that_a_lesson_shows() {
        let shown = texts();
        let patterns: Vec<String> = shown.iter().map(|text| taken_apart(text).0).collect();
        for same in SAME {
            assert!(shown.iter().any(|text| text == same), "{same}");
        }
        for (english, _) in TEXTS {
            assert!(
                patterns.iter().any(|pattern| pattern == english),
                "{english}"
            );
        }
    }

    #[test]
    fn circumstances_are_said_in_french() {
        let said = |english| FRENCH.circumstance(english);
        assert_eq!(said("2 cores, EPYC, linux"), "2\u{a0}cœurs, EPYC, linux");
        assert_eq!(
            said("0123456789ab and changes"),
            "0123456789ab et modifications"
        );
    }
}
