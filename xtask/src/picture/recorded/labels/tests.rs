//! The words of the catalogue against those that the crates record: neither has one that the other lacks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use super::*;

/// What a call is named that takes a label.
const TAKE_LABELS: [&str; 8] = [
    "begin",
    "sleep",
    "span",
    "wait",
    "wait_for_zero",
    "wait_unless",
    "wait_until",
    "work",
];

/// Returns the sources of all library crates, those of their tests excepted.
fn sources() -> Vec<(PathBuf, TokenStream)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut folders: Vec<_> = fs::read_dir(crates)
        .unwrap()
        .map(|one| one.unwrap().path().join("src"))
        .collect();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for one in fs::read_dir(&folder).into_iter().flatten() {
            let path = one.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                sources.push((path, text.parse().unwrap()));
            }
        }
    }
    sources
}

/// Returns the text of a string literal.
fn text(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else {
        return None;
    };
    let quoted = literal.to_string();
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    Some(inner.to_owned())
}

/// Returns the labels that a call gives by themselves, rather than by their names in `labels.rs`.
fn spelled_out(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut name = String::new();
    for token in tokens {
        match &token {
            TokenTree::Ident(ident) => name = ident.to_string(),
            TokenTree::Group(group) => {
                if TAKE_LABELS.contains(&name.as_str()) {
                    let literals = group.stream().into_iter().filter_map(|token| text(&token));
                    found.extend(literals);
                }
                found.extend(spelled_out(group.stream()));
                name.clear();
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => name.clear(),
        }
    }
    found
}

/// Returns what the crates' `labels.rs` list.
fn listed() -> BTreeSet<String> {
    let lists = sources()
        .into_iter()
        .filter(|(path, _)| path.ends_with("labels.rs"));
    let tokens = lists.flat_map(|(_, tokens)| tokens);
    tokens.filter_map(|token| text(&token)).collect()
}

#[test]
fn english_pages_say_what_the_file_says() {
    for (label, message) in KNOWN {
        assert_eq!(message.to_text(Lang::En), label);
    }
}

#[test]
fn there_is_a_word_for_each_label_that_a_crate_records_and_no_other() {
    // That of a thread's end is made where it is recorded.
    let made = String::from("the end of a thread");
    let recorded: BTreeSet<_> = listed().into_iter().chain([made]).collect();
    let known = KNOWN.map(|(label, _)| label.to_owned());
    assert_eq!(BTreeSet::from(known), recorded);
}

#[test]
fn crates_record_only_what_their_lists_have() {
    for (path, tokens) in sources() {
        // What sleeps is said in words of the page's own.
        let labels = spelled_out(tokens)
            .into_iter()
            .filter(|one| one != "sleeps");
        assert_eq!(labels.collect::<Vec<_>>(), [""; 0], "{}", path.display());
    }
}

#[test]
fn a_label_is_found_wherever_a_call_spells_it_out() {
    for code in [
        r#"trace::wait("a bus", || ())"#,
        r#"fn f() { loop { if deadline.wait("a bus", &condvar) { return } } }"#,
        r#"self.pushers.sleep("a bus", deadline)"#,
        r#"trace::begin(Kind::Wait, "a bus")"#,
    ] {
        assert_eq!(spelled_out(code.parse().unwrap()), ["a bus"], "{code}");
    }
    let named = r#"trace::wait(BUS, || println!("a bus")); expect("a bus"); wait.expect("a bus")"#;
    assert!(spelled_out(named.parse().unwrap()).is_empty());
}
