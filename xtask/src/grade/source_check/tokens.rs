//! A file as a flat list of tokens, each with its place and with the macro that it is an argument of.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree, token_stream};

use super::rules;

/// The deepest nesting of brackets that is read.
const MAX_NESTING: usize = 256;

/// Tells tokens apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword, without `r#`.
    Ident(String),
    /// One character.
    Punct(char),
    /// An opening bracket.
    Open(Delimiter),
    /// A closing bracket.
    Close,
    /// A number, string or character.
    Literal,
}

/// Says through whose hands a token goes before it is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// It is compiled as it stands, or by a macro of the standard library.
    Plain,
    /// A macro of the submission can put it together with other tokens.
    Macro,
}

/// Holds one token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) zone: Zone,
}

impl Token {
    /// Returns the name, if the token is one.
    pub(super) fn ident(&self) -> Option<&str> {
        match &self.kind {
            Kind::Ident(name) => Some(name),
            _ => None,
        }
    }

    /// Tells whether the token is this character.
    pub(super) fn is(&self, c: char) -> bool {
        self.kind == Kind::Punct(c)
    }
}

/// Flattens `stream`; `own` are the macros that the submission defines.
///
/// # Errors
///
/// Where brackets are nested too deeply.
pub(super) fn flatten(
    stream: TokenStream,
    own: &BTreeSet<String>,
) -> Result<Vec<Token>, (usize, usize)> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut stack: Vec<(token_stream::IntoIter, Zone, Option<Span>)> =
        vec![(stream.into_iter(), Zone::Plain, None)];
    while let Some((iter, zone, end)) = stack.last_mut() {
        let (zone, end) = (*zone, *end);
        let Some(tree) = iter.next() else {
            stack.pop();
            tokens.extend(end.map(|span| token(Kind::Close, span, zone)));
            continue;
        };
        let span = tree.span();
        match tree {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let name = name.strip_prefix("r#").unwrap_or(&name).to_string();
                tokens.push(token(Kind::Ident(name), span, zone));
            }
            TokenTree::Punct(punct) => {
                tokens.push(token(Kind::Punct(punct.as_char()), span, zone));
            }
            TokenTree::Literal(_) => tokens.push(token(Kind::Literal, span, zone)),
            TokenTree::Group(group) => {
                let inner = if in_own_macro(&tokens, own) {
                    Zone::Macro
                } else {
                    zone
                };
                let open = token(Kind::Open(group.delimiter()), group.span_open(), zone);
                if stack.len() > MAX_NESTING {
                    return Err((open.line, open.column));
                }
                tokens.push(open);
                stack.push((group.stream().into_iter(), inner, Some(group.span_close())));
            }
        }
    }
    Ok(tokens)
}

/// Lists the macros that `tokens` define.
pub(super) fn defined_macros(tokens: &[Token]) -> impl Iterator<Item = String> {
    tokens.windows(3).filter_map(|three| {
        let defines = three[0].ident() == Some("macro_rules") && three[1].is('!');
        defines
            .then(|| three[2].ident().map(str::to_string))
            .flatten()
    })
}

/// Tells whether a bracket that follows `before` holds a macro's definition, or arguments of a
/// macro that is not the standard library's.
fn in_own_macro(before: &[Token], own: &BTreeSet<String>) -> bool {
    match before {
        [.., keyword, bang, _] if keyword.ident() == Some("macro_rules") && bang.is('!') => true,
        [.., name, bang] if bang.is('!') => name.ident().is_some_and(|name| {
            !rules::KEYWORDS_BEFORE_NOT.contains(&name)
                && (!rules::STD_MACROS.contains(&name) || own.contains(name))
        }),
        _ => false,
    }
}

fn token(kind: Kind, span: Span, zone: Zone) -> Token {
    let start = span.start();
    Token {
        kind,
        line: start.line,
        column: start.column + 1,
        zone,
    }
}
