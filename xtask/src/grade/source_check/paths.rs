//! Paths and use trees: every path that begins at a given place, with groups and globs taken apart.

use proc_macro2::Delimiter;

use super::tokens::{Kind, Token};

/// Holds one path below its root: `std::{fmt, time::*}` gives `["fmt"]` and `["time", "*"]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// The names; `*` for a glob, `?` for something that is no name (such as a macro's variable).
    pub(super) names: Vec<String>,
    /// The index of the token that each name is.
    pub(super) at: Vec<usize>,
}

/// Returns the paths below the root at `tokens[root]`; none if no `::` follows it.
pub(super) fn below(tokens: &[Token], root: usize) -> Vec<Path> {
    let mut found = Vec::new();
    if is_separator(tokens, root + 1) {
        walk(tokens, root + 3, &mut Vec::new(), &mut found);
    }
    found
}

/// Tells whether `::` stands at `at`.
pub(super) fn is_separator(tokens: &[Token], at: usize) -> bool {
    is(tokens, at, ':') && is(tokens, at + 1, ':')
}

fn is(tokens: &[Token], at: usize, c: char) -> bool {
    tokens.get(at).is_some_and(|token| token.is(c))
}

/// Adds the paths that begin at `at`, each after `before`; returns where they end.
///
/// The depth of the recursion is limited by the nesting of brackets, which is limited.
fn walk(
    tokens: &[Token],
    mut at: usize,
    before: &mut Vec<(String, usize)>,
    found: &mut Vec<Path>,
) -> usize {
    let depth = before.len();
    loop {
        match tokens.get(at).map(|token| &token.kind) {
            Some(Kind::Ident(name)) => {
                before.push((name.clone(), at));
                at += 1;
                let goes_on = is_separator(tokens, at) && !is(tokens, at + 2, '<');
                if goes_on {
                    at += 2;
                    continue;
                }
                add(before, found);
            }
            Some(Kind::Open(Delimiter::Brace)) => {
                at += 1;
                while at < tokens.len() && tokens[at].kind != Kind::Close {
                    let end = walk(tokens, at, before, found);
                    at = past_comma(tokens, end.max(at + 1));
                }
                at += 1;
            }
            _ => {
                let name = if is(tokens, at, '*') { "*" } else { "?" };
                before.push((name.to_string(), at.min(tokens.len().saturating_sub(1))));
                add(before, found);
                // What is no name may be the end of the bracket around it: that stays.
                at += usize::from(
                    tokens
                        .get(at)
                        .is_some_and(|token| token.kind != Kind::Close),
                );
            }
        }
        before.truncate(depth);
        return at;
    }
}

/// Returns the place after the next comma of the same group, or of the group's end.
fn past_comma(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(token) = tokens.get(at) {
        match token.kind {
            Kind::Close if depth == 0 => return at,
            Kind::Close => depth -= 1,
            Kind::Open(_) => depth += 1,
            Kind::Punct(',') if depth == 0 => return at + 1,
            _ => {}
        }
        at += 1;
    }
    at
}

fn add(names: &[(String, usize)], found: &mut Vec<Path>) {
    let (names, at) = names.iter().cloned().unzip();
    found.push(Path { names, at });
}
