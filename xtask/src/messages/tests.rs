//! The catalogues say everything, alike, and nothing that nobody asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use fluent_bundle::{FluentArgs, FluentValue};
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;
use pattern_sync::model::{English, Explorer, Phrase, Words as _};
use pattern_sync::sync::{Barrier, Mutex};
use pattern_sync::thread;

use super::*;
use crate::grade::runner::What;
use crate::lang::Lang;

/// What is to be compared: the messages of an enum, and its catalogues.
struct Part {
    messages: &'static str,
    all: &'static [(&'static str, &'static [&'static str])],
    catalogue: &'static Bilingual,
}

static PARTS: &[Part] = &[
    Part {
        messages: "Message",
        all: ALL,
        catalogue: &CATALOGUE,
    },
    #[cfg(feature = "staff")]
    Part {
        messages: "StaffMessage",
        all: staff::ALL,
        catalogue: &staff::CATALOGUE,
    },
];

/// What the words of one message refer to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    arguments: BTreeSet<String>,
    /// The cases between which an argument decides; not those of numbers, which each language has as it
    /// needs them.
    cases: BTreeSet<String>,
}

impl Shape {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.pattern(&variant.value);
                    let VariantKey::Identifier { name } = variant.key else {
                        panic!("a case goes by a name");
                    };
                    if !PLURALS.contains(&name) {
                        self.cases.insert(name.to_owned());
                    }
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::FunctionReference {
                arguments: CallArguments { positional, .. },
                ..
            } => positional.iter().for_each(|inline| self.inline(inline)),
            _ => {}
        }
    }
}

/// The cases of numbers.
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl Part {
    /// Names the catalogue in `lang`.
    fn file(&self, lang: Lang) -> String {
        format!("{}{}.ftl", self.catalogue.folder, lang.code())
    }
}

/// Reads a catalogue; refuses a message that stands twice.
fn read_catalogue(file: &str) -> BTreeMap<String, Shape> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/messages")
        .join(file);
    let text = fs::read_to_string(path).unwrap();
    let unseen = text.contains(['\u{a0}', '\u{202f}']);
    assert!(
        !unseen,
        "{file}: spaces that do not break are `typography.rs`'s"
    );
    let resource = parser::parse(text.as_str()).expect("the catalogue can be read");
    let mut messages = BTreeMap::new();
    for entry in &resource.body {
        if let Entry::Message(message) = entry {
            let mut shape = Shape::default();
            shape.pattern(message.value.as_ref().expect("a message has words"));
            let name = message.id.name.to_owned();
            let twice = messages.insert(name, shape).is_some();
            assert!(!twice, "{} stands twice", message.id.name);
        }
    }
    messages
}

#[test]
fn every_language_has_each_message_with_its_arguments_and_no_other() {
    for (part, lang) in in_each_language() {
        let file = part.file(lang);
        let mut found = read_catalogue(&file);
        for (name, arguments) in part.all {
            let said = found.remove(*name);
            let said = said.unwrap_or_else(|| panic!("{file} lacks `{name}`"));
            let wanted: BTreeSet<String> = arguments.iter().map(|&one| one.to_owned()).collect();
            assert_eq!(said.arguments, wanted, "arguments of `{name}` in {file}");
        }
        let unused: Vec<_> = found.into_keys().collect();
        assert!(unused.is_empty(), "nothing says {unused:?} of {file}");
    }
}

fn in_each_language() -> impl Iterator<Item = (&'static Part, Lang)> {
    let languages = |part| [(part, Lang::En), (part, Lang::Fr)];
    PARTS.iter().flat_map(languages)
}

#[test]
fn the_languages_distinguish_the_same_cases() {
    for part in PARTS {
        let french = read_catalogue(&part.file(Lang::Fr));
        for (name, shape) in read_catalogue(&part.file(Lang::En)) {
            assert_eq!(Some(&shape), french.get(&name), "`{name}`");
        }
    }
}

#[test]
fn every_message_can_be_put_together_and_breaks_no_line_before_a_colon() {
    for (part, lang) in in_each_language() {
        for (name, arguments) in part.all {
            let given = arguments.iter().map(|&name| (name, FluentValue::from("…")));
            let given: FluentArgs<'_> = given.collect();
            let text = part.catalogue.text(lang, name, &given);
            assert!(!text.trim().is_empty(), "{name}");
            let loose = [" :", " ;", " !", " ?", " %", " »", "« "];
            let breaks = loose.iter().find(|one| text.contains(**one));
            assert_eq!(breaks, None, "{name}: {text}");
        }
    }
}

#[test]
fn the_explorer_says_in_french_what_it_says_in_english() {
    let mut french = read_catalogue("explorer.fr.ftl");
    for phrase in Phrase::ALL {
        let shape = french.remove(phrase.name());
        let shape = shape.unwrap_or_else(|| panic!("explorer.fr.ftl lacks `{}`", phrase.name()));
        let opened = phrase.english().split('{').skip(1);
        let arguments = opened.map(|rest| rest.split('}').next().unwrap().to_owned());
        let arguments: BTreeSet<String> = arguments.collect();
        assert_eq!(
            shape.arguments,
            arguments,
            "arguments of `{}`",
            phrase.name()
        );
        let given: Vec<_> = arguments.iter().map(|name| (name.as_str(), "…")).collect();
        assert!(!Lang::Fr.say(*phrase, &given).is_empty());
        assert_eq!(Lang::En.say(*phrase, &given), English.say(*phrase, &given));
    }
    assert!(french.is_empty(), "the explorer says nothing of {french:?}");
}

#[test]
fn a_deadlock_is_explained_and_drawn_in_french() {
    let failure = Explorer::new().check(|| {
        let lock = Mutex::new(0);
        let _held = lock.lock();
        let _never = lock.lock();
    });
    let failure = failure.unwrap_err();
    let cause = failure.explanation().said_in(&Lang::Fr);
    assert!(
        cause.starts_with("main verrouille `lock` (tests.rs:"),
        "{cause}"
    );
    assert!(cause.contains("alors qu'il le tient déjà"), "{cause}");
    let drawn = failure.timeline().render_text_in(&Lang::Fr, 60);
    assert!(
        drawn.contains("attend `lock`, qu'il tient lui-même"),
        "{drawn}"
    );
    assert!(drawn.contains("À la fin\u{a0}:"), "{drawn}");
}

#[test]
fn how_many_have_come_to_a_barrier_is_right_in_french_for_one_and_for_several() {
    let waits = |others: usize| {
        let failure = Explorer::new().check(move || {
            let gate = Barrier::new(4);
            thread::scope(|scope| {
                for _ in 0..others {
                    scope.spawn(|| gate.wait());
                }
                gate.wait();
            });
        });
        failure.unwrap_err().explanation().said_in(&Lang::Fr)
    };
    let (alone, both) = (waits(0), waits(1));
    assert!(alone.contains("où il en est arrivé 1 sur 4"), "{alone}");
    assert!(both.contains("où il en est arrivé 2 sur 4"), "{both}");
}

#[test]
fn every_message_is_said_somewhere() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut text = String::new();
    read(&source, &mut text);
    let in_a_name = |c: char| c.is_alphanumeric() || c == '_';
    let said: BTreeSet<(&str, &str)> = text
        .match_indices("::")
        .filter_map(|(at, colons)| {
            let (before, after) = (&text[..at], &text[at + colons.len()..]);
            let messages = before.rsplit(|c| !in_a_name(c)).next()?;
            let name = after.split(|c| !in_a_name(c)).next()?;
            Some((messages, name))
        })
        .collect();
    for part in PARTS {
        for (name, _) in part.all {
            let is_said = said.contains(&(part.messages, *name));
            assert!(is_said, "nothing says `{}::{name}`", part.messages);
        }
    }
}

/// Collects the sources below `folder`.
fn read(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn what_the_system_often_says_is_in_the_language_and_the_rest_in_its_own_words() {
    let said = |error: io::Error, lang| {
        let (path, error) = ("x".to_string(), SystemError::from(&error));
        let text = Message::CannotWrite { path, error }.to_text(lang);
        text.replace('\u{a0}', " ")
    };
    for (kind, english, french) in [
        (
            ErrorKind::NotFound,
            "there is no such file or folder",
            "ce fichier ou ce dossier n'existe pas",
        ),
        (
            ErrorKind::PermissionDenied,
            "permission denied",
            "permission refusée",
        ),
        (
            ErrorKind::IsADirectory,
            "it is a folder",
            "c'est un dossier",
        ),
        (
            ErrorKind::NotADirectory,
            "part of this path is not a folder",
            "une partie de ce chemin n'est pas un dossier",
        ),
        (
            ErrorKind::AlreadyExists,
            "something of that name is there already",
            "ce nom est déjà pris",
        ),
        (
            ErrorKind::StorageFull,
            "the disk is full",
            "le disque est plein",
        ),
    ] {
        let english = format!("cannot write x: {english}");
        assert_eq!(said(kind.into(), Lang::En), english);
        let french = format!("impossible d'écrire x : {french}");
        assert_eq!(said(kind.into(), Lang::Fr), french);
    }
    let other = said(io::Error::other("the lead broke"), Lang::Fr);
    assert_eq!(other, "impossible d'écrire x : the lead broke");
}

#[test]
fn numbers_decide_between_singular_and_plural_as_the_language_has_it() {
    let said = |points, lang| Message::NotGradedPoints { points }.to_text(lang);
    assert!(said(1, Lang::En).starts_with("1 point could"));
    assert!(said(2, Lang::En).starts_with("2 points could"));
    assert!(said(1, Lang::Fr).starts_with("1 point n'a"));
    let score = |right, lang| Message::QuizScore { right, asked: 3 }.to_text(lang);
    assert_eq!(score(0, Lang::Fr), "0 réponse juste sur 3.");
    assert_eq!(score(2, Lang::Fr), "2 réponses justes sur 3.");
}

#[test]
fn who_waits_for_what_is_said_clause_by_clause() {
    let threads = vec![
        Waiting {
            who: Who::Test,
            what: What::End(Who::Named("w".into())),
        },
        Waiting {
            who: Who::Named("w".into()),
            what: What::Lock,
        },
    ];
    let deadlock = Message::Deadlock { threads };
    assert_eq!(
        deadlock.to_text(Lang::En),
        "Deadlock: every thread waits, and none is left to wake another: the test for the end of `w`; `w` for a lock or a condition variable."
    );
    assert_eq!(
        deadlock.to_text(Lang::Fr).replace('\u{a0}', " "),
        "Interblocage : tous les threads attendent, et aucun ne peut en réveiller un autre : le test attend la fin de `w` ; `w` attend un verrou ou une variable de condition."
    );
}
