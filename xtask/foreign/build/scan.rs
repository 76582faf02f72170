//! Finds the tests in a Rust file, by its tokens: what looks like one in a comment or a string is none.

use std::ops::Range;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A test function.
pub(crate) struct Test {
    /// Its name, with the modules that it is in: `a::b::name`.
    pub(crate) name: String,
    /// Where its first attribute begins, in bytes.
    pub(crate) start: usize,
    /// Where its body is, with the braces.
    pub(crate) body: Range<usize>,
}

/// Returns all tests in `tokens`, in their order.
pub(crate) fn tests(tokens: TokenStream) -> Vec<Test> {
    let mut tests = Vec::new();
    scan(tokens, "", &mut tests);
    tests
}

/// Returns where the module `name` stands, at the top level: the whole of it, and its content.
pub(crate) fn module(tokens: TokenStream, name: &str) -> Option<(Range<usize>, TokenStream)> {
    let tokens: Vec<_> = tokens.into_iter().collect();
    tokens.windows(3).find_map(|window| match window {
        [
            TokenTree::Ident(keyword),
            TokenTree::Ident(of),
            TokenTree::Group(content),
        ] if keyword == "mod" && of == name => {
            let whole = keyword.span().byte_range().start..content.span().byte_range().end;
            Some((whole, content.stream()))
        }
        _ => None,
    })
}

fn scan(tokens: TokenStream, path: &str, tests: &mut Vec<Test>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    // Of the item that begins: where its attributes begin, and whether `test` is one of them.
    let mut start = None;
    let mut is_test = false;
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at..] {
            [TokenTree::Punct(hash), TokenTree::Group(attribute), ..]
                if hash.as_char() == '#' && attribute.delimiter() == Delimiter::Bracket =>
            {
                start.get_or_insert(hash.span().byte_range().start);
                is_test |= attribute.stream().to_string() == "test";
                at += 2;
            }
            [TokenTree::Ident(keyword), TokenTree::Ident(name), rest @ ..]
                if keyword == "mod" || keyword == "fn" =>
            {
                let name = format!("{path}{name}");
                let body = rest.iter().position(is_block);
                if let Some(TokenTree::Group(block)) = body.map(|body| &rest[body]) {
                    match start {
                        _ if keyword == "mod" => {
                            scan(block.stream(), &format!("{name}::"), tests);
                        }
                        Some(start) if is_test => tests.push(Test {
                            name,
                            start,
                            body: block.span().byte_range(),
                        }),
                        _ => {}
                    }
                }
                (start, is_test) = (None, false);
                at += 3 + body.unwrap_or(0);
            }
            // The end of some other item, or its beginning: `pub`, `struct`… keep the attributes.
            [token, ..] => {
                if is_block(token) || is_semicolon(token) {
                    (start, is_test) = (None, false);
                }
                at += 1;
            }
            [] => unreachable!("`at` is less than the length"),
        }
    }
}

fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn is_semicolon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';')
}
