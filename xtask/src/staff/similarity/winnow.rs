//! Winnowing: a few fingerprints of a text, chosen so that two texts which share a long enough run
//! of tokens share one of them (Schleimer, Wilkerson, Aiken: "Winnowing", SIGMOD 2003).
//!
//! Tokens are normalised: names and literals are all alike, so renaming changes nothing; comments and
//! layout are no tokens.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::str::FromStr as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::grade::intake::Sources;
use crate::hash::Fnv;

/// The run of tokens that a fingerprint covers: shorter ones are shared by everybody.
const RUN: usize = 16;

/// Of so many runs in a row, one is chosen: a shared passage of `RUN + WINDOW - 1` tokens is found.
const WINDOW: usize = 8;

/// The deepest nesting that is entered.
const MAX_DEPTH: usize = 64;

/// Words that keep their meaning whatever the author calls things.
const KEYWORDS: [&str; 26] = [
    "as", "break", "const", "continue", "else", "enum", "fn", "for", "if", "impl", "in", "let",
    "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "struct", "trait",
    "use", "where", "while",
];

/// One normalised token.
#[derive(Clone, Copy)]
struct Token {
    hash: u64,
    line: usize,
}

/// Lists the tokens of `text`; none if it is no Rust.
fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    if let Ok(stream) = TokenStream::from_str(text) {
        flatten(stream, 0, &mut out);
    }
    out
}

fn flatten(stream: TokenStream, depth: usize, out: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        let mut push = |text: &str, line| {
            out.push(Token {
                hash: Fnv::default().with(text.as_bytes()).finish(),
                line,
            });
        };
        match tree {
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                let kept = KEYWORDS.contains(&word.as_str());
                push(if kept { &word } else { "name" }, line);
            }
            TokenTree::Literal(_) => push("literal", line),
            TokenTree::Punct(punct) => {
                // Comments for the documentation are attributes to the compiler.
                let attribute = punct.as_char() == '#'
                    && matches!(trees.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket);
                if attribute {
                    trees.next();
                } else {
                    push(&punct.as_char().to_string(), line);
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                push(open, line);
                if depth < MAX_DEPTH {
                    flatten(group.stream(), depth + 1, out);
                }
                let line = group.span_close().end().line;
                out.push(Token {
                    hash: Fnv::default().with(close.as_bytes()).finish(),
                    line,
                });
            }
        }
    }
}

/// Returns the hash of each run of tokens.
fn runs(tokens: &[Token]) -> impl Iterator<Item = (u64, &[Token])> {
    tokens.windows(RUN).map(|run| {
        let hash = run.iter().fold(Fnv::default(), |hash, one| {
            hash.with(&one.hash.to_le_bytes())
        });
        (hash.finish(), run)
    })
}

/// What everybody was given.
#[derive(Default)]
pub(super) struct Given(HashSet<u64>);

impl Given {
    /// Adds a text: every run of it, not only the chosen ones.
    pub(super) fn add(&mut self, text: &str) {
        self.0.extend(runs(&tokens(text)).map(|(hash, _)| hash));
    }
}

/// Lines of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lines {
    file: String,
    from: usize,
    to: usize,
}

impl Lines {
    /// Counts them.
    pub(super) fn count(&self) -> usize {
        self.to - self.from + 1
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}-{}", self.file, self.from, self.to)
    }
}

/// The fingerprints of one submission, and where they are.
pub(super) struct Print(BTreeMap<u64, Lines>);

impl Print {
    /// Takes the fingerprints of what is in `sources` and was not `given`.
    pub(super) fn of(sources: &Sources, given: &Given) -> Self {
        let mut chosen = BTreeMap::new();
        for (file, text) in &sources.files {
            let tokens = tokens(text);
            let own: Vec<(u64, Lines)> = runs(&tokens)
                .filter(|(hash, _)| !given.0.contains(hash))
                .map(|(hash, run)| {
                    let (from, to) = (run[0].line, run[RUN - 1].line);
                    (
                        hash,
                        Lines {
                            file: file.clone(),
                            from,
                            to,
                        },
                    )
                })
                .collect();
            for window in own.windows(WINDOW.min(own.len()).max(1)) {
                // The rightmost smallest: neighbouring windows mostly choose the same.
                if let Some((hash, lines)) = window.iter().rev().min_by_key(|(hash, _)| *hash) {
                    chosen.entry(*hash).or_insert_with(|| lines.clone());
                }
            }
        }
        Self(chosen)
    }

    /// Counts the fingerprints.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns which part of the smaller of the two is in the other.
    pub(super) fn alike(&self, other: &Self) -> f64 {
        let shared = self
            .0
            .keys()
            .filter(|hash| other.0.contains_key(hash))
            .count();
        let fewest = self.len().min(other.len()).max(1);
        shared as f64 / fewest as f64
    }

    /// Lists the passages that both have; those that touch are one.
    pub(super) fn places(&self, other: &Self) -> Vec<(Lines, Lines)> {
        let shared: BTreeSet<(Lines, Lines)> = self
            .0
            .iter()
            .filter_map(|(hash, lines)| Some((lines.clone(), other.0.get(hash)?.clone())))
            .collect();
        let mut out: Vec<(Lines, Lines)> = Vec::new();
        for (one, other) in shared {
            let touching = |last: &Lines, next: &Lines| {
                last.file == next.file && next.from <= last.to + 1 && next.to + 1 >= last.from
            };
            match out.last_mut() {
                Some(last) if touching(&last.0, &one) && touching(&last.1, &other) => {
                    for (last, next) in [(&mut last.0, &one), (&mut last.1, &other)] {
                        last.from = last.from.min(next.from);
                        last.to = last.to.max(next.to);
                    }
                }
                _ => out.push((one, other)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORK: &str = "fn push(&self, item: T) {\n    let mut state = self.state.lock();\n    \
        while state.items.len() == self.capacity {\n        self.not_full.wait(&mut state);\n    }\n    \
        state.items.push_back(item);\n    self.not_empty.notify_one();\n}\n";

    fn print(text: &str, given: &Given) -> Print {
        let mut sources = Sources::default();
        sources
            .files
            .insert("src/lib.rs".to_string(), text.to_string());
        Print::of(&sources, given)
    }

    #[test]
    fn renaming_and_reformatting_hide_nothing() {
        let renamed = WORK
            .replace("state", "inner")
            .replace("item", "x")
            .replace("    ", " // a comment\n\t")
            .replace("fn push", "/// Documented.\n#[inline]\nfn add");
        let nothing = Given::default();
        let (one, other) = (print(WORK, &nothing), print(&renamed, &nothing));
        assert!(one.len() > 3, "{}", one.len());
        assert!((one.alike(&other) - 1.0).abs() < 1e-9);
        let places = one.places(&other);
        assert_eq!((places.len(), places[0].0.from), (1, 1), "{places:?}");
    }

    #[test]
    fn what_was_given_does_not_count() {
        let mut given = Given::default();
        given.add(WORK);
        assert_eq!(print(WORK, &given).len(), 0);
        let more = format!(
            "{WORK}{}",
            WORK.replace("while", "if").replace("self", "this")
        );
        assert!(print(&more, &given).len() > 0);
    }

    #[test]
    fn other_work_is_not_alike() {
        let other = "fn pop(&self) -> Option<T> {\n    loop {\n        match self.inner.try_take() {\n            \
            Some(found) if found.ready() => return Some(found.value),\n            Some(_) => continue,\n            \
            None => return None,\n        }\n    }\n}\n";
        let nothing = Given::default();
        assert!(print(WORK, &nothing).alike(&print(other, &nothing)) < 0.2);
    }
}
