//! Every assertion of every suite is in the files, and nothing else.

use std::collections::BTreeSet;
use std::str::FromStr as _;

use pattern_sync::model::Explorer;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::*;
use crate::lang::Lang;
use crate::repo::Repo;

#[test]
fn what_was_found_keeps_its_place() {
    let claims = Claims(BTreeMap::from([
        (
            "{n} of {all} came".to_owned(),
            "sur {all}, {n} venus".to_owned(),
        ),
        ("nobody came".to_owned(), "personne n'est venu".to_owned()),
        ("then {what}".to_owned(), "puis {what}".to_owned()),
    ]));
    let said = |message: &str| claims.message(message);
    assert_eq!(said("2 of 30 came"), "sur 30, 2 venus");
    assert_eq!(said("then nobody came"), "puis personne n'est venu");
    assert_eq!(
        said("assertion `left == right` failed: nobody came\n  left: 1\n right: 2"),
        "assertion `left == right` failed: personne n'est venu\n  left: 1\n right: 2"
    );
    assert_eq!(
        said("something else\nnobody came"),
        "something else\nnobody came"
    );
}

#[test]
fn a_wrong_answer_is_said_in_french_value_below_value() {
    let repo = Repo::find().unwrap();
    let claims = Claims::load(&repo.exercise_dir("producer-consumer")).unwrap();
    let said = |message: &str| {
        let (message, input) = (message.to_owned(), "[Some(1), None]".to_owned());
        let cause = claims.cause(Cause::WrongAnswer { message, input });
        cause.said_in(&Lang::Fr)
    };
    let compared =
        "assertion `left == right` failed: what the pops returned\n  left: [2]\n right: [1]";
    assert_eq!(
        said(compared),
        "ce que les pop ont rendu\n   trouvé\u{a0}: [2]\n  attendu\u{a0}: [1]\n   entrée\u{a0}: [Some(1), None]"
    );
    assert_eq!(
        said("`is_closed` said no after several closes"),
        "`is_closed` a dit non après plusieurs fermetures\n  entrée\u{a0}: [Some(1), None]"
    );
}

#[test]
fn a_row_says_of_a_panic_what_the_cause_says() {
    let claims = Claims(BTreeMap::from([(
        "what came".to_owned(),
        "ce qui est venu".to_owned(),
    )]));
    let failure = Explorer::new().check(|| {
        let came: Option<u32> = None;
        assert_eq!(came, Some(7), "what came");
    });
    let mut timeline = failure.unwrap_err().timeline().clone();
    let said = |timeline: &Timeline, lang: Lang| {
        let mut rows = timeline.rows.iter();
        let row = rows.find(|row| matches!(row.action, Action::Panic { .. }));
        timeline.describe_in(&lang, row.unwrap())
    };
    assert_eq!(
        said(&timeline, Lang::En),
        "PANICS: what came: found None, expected Some(7)"
    );
    claims.timeline(&mut timeline);
    assert_eq!(
        said(&timeline, Lang::Fr),
        "PANIQUE\u{a0}: ce qui est venu\u{a0}: trouvé None, attendu Some(7)"
    );
}

#[test]
fn every_assertion_of_every_suite_is_said_in_french() {
    let repo = Repo::find().unwrap();
    let mut wrong = Vec::new();
    for exercise in repo.exercises().unwrap() {
        let folder = repo.exercise_dir(&exercise.name);
        let claims = Claims::load(&folder).unwrap();
        let file = |name: &str| fs::read_to_string(folder.join("tests").join(name)).unwrap();
        let suite = file("graded.rs") + &file("judge/mod.rs");
        let (mut all, mut asserted) = (BTreeSet::new(), BTreeSet::new());
        let tokens = TokenStream::from_str(&suite).unwrap();
        literals(tokens.clone(), &mut all);
        assertions(tokens, &mut asserted);
        let missing: Vec<_> = asserted
            .iter()
            .filter(|claim| is_prose(claim) && !claims.0.contains_key(*claim))
            .collect();
        wrong.extend(
            missing
                .iter()
                .map(|one| format!("{}: missing: {one}", exercise.name)),
        );
        let unused: Vec<_> = claims.0.keys().filter(|one| !all.contains(*one)).collect();
        wrong.extend(
            unused
                .iter()
                .map(|one| format!("{}: unused: {one}", exercise.name)),
        );
        for (english, french) in &claims.0 {
            let gaps = |text: &str| -> BTreeSet<String> {
                let opened = text.split('{').skip(1);
                opened
                    .map(|rest| rest.split('}').next().unwrap().to_owned())
                    .collect()
            };
            assert_eq!(gaps(english), gaps(french), "{english}");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether there are words besides what is filled in.
fn is_prose(claim: &str) -> bool {
    let parts = claim
        .split('{')
        .map(|part| part.rsplit('}').next().unwrap_or(part));
    parts
        .flat_map(str::chars)
        .filter(|c| c.is_alphabetic())
        .count()
        > 2
        && claim.contains(' ')
}

/// Collects the string literals.
fn literals(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => literals(group.stream(), into),
            TokenTree::Literal(literal) => into.extend(text(&literal.to_string())),
            _ => {}
        }
    }
}

/// Collects what assertions say: the literal after the condition, or after the two values.
fn assertions(tokens: TokenStream, into: &mut BTreeSet<String>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        let TokenTree::Group(group) = tree else {
            continue;
        };
        assertions(group.stream(), into);
        let values = match at.checked_sub(2).map(|at| trees[at].to_string()).as_deref() {
            Some("assert") => 1,
            Some("assert_eq" | "assert_ne") => 2,
            _ => continue,
        };
        if group.delimiter() != Delimiter::Parenthesis {
            continue;
        }
        let inside: Vec<TokenTree> = group.stream().into_iter().collect();
        let is_comma =
            |tree: &TokenTree| matches!(tree, TokenTree::Punct(one) if one.as_char() == ',');
        if let Some([TokenTree::Literal(claim), ..]) = inside.split(is_comma).nth(values) {
            into.extend(text(&claim.to_string()));
        }
    }
}

/// The text of a string literal, with `{name}` for `{name:?}`.
fn text(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::new();
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('\n')) => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            ('\\', Some(_)) => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    Some(out.replace(":?}", "}").replace(":#?}", "}"))
}
