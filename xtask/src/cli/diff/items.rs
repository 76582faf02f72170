//! Items: takes sources apart into functions, types and the rest, each with its name and place.

use std::str::FromStr as _;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use crate::grade::intake::Sources;

/// The deepest nesting of modules and blocks that is entered.
const MAX_DEPTH: usize = 16;

/// Words that say what an item is.
const KINDS: [&str; 13] = [
    "fn",
    "struct",
    "enum",
    "union",
    "trait",
    "impl",
    "mod",
    "const",
    "static",
    "type",
    "use",
    "extern",
    "macro_rules",
];

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// `Queue::push`, `struct Queue`; unique only with some luck.
    pub(super) name: String,
    /// The path, beginning with `src/`.
    pub(super) file: String,
    /// The first line, counted from 1.
    pub(super) line: usize,
    /// Its lines, without the indentation that they share.
    pub(super) lines: Vec<String>,
}

/// Lists the items of all files, in order.
pub(super) fn of(sources: &Sources) -> Vec<Item> {
    let mut items = Vec::new();
    for (file, text) in &sources.files {
        let lines: Vec<&str> = text.lines().collect();
        match TokenStream::from_str(text) {
            Ok(stream) => {
                let mut split = Split {
                    file,
                    lines: &lines,
                    items: &mut items,
                };
                split.level(stream, "", 0);
            }
            // What is no Rust is compared as a whole.
            Err(_) => items.push(Item {
                name: file.clone(),
                file: file.clone(),
                line: 1,
                lines: dedented(&lines),
            }),
        }
    }
    items
}

/// Takes one file apart.
struct Split<'a> {
    file: &'a str,
    lines: &'a [&'a str],
    items: &'a mut Vec<Item>,
}

impl Split<'_> {
    /// Adds the items of one level: a file, a module, an `impl` or a trait.
    fn level(&mut self, stream: TokenStream, prefix: &str, depth: usize) {
        let mut item: Vec<TokenTree> = Vec::new();
        for tree in stream {
            let ends = match &tree {
                TokenTree::Punct(punct) => punct.as_char() == ';',
                TokenTree::Group(group) => {
                    group.delimiter() == Delimiter::Brace && ends_with_braces(&item)
                }
                _ => false,
            };
            item.push(tree);
            if ends {
                self.item(&std::mem::take(&mut item), prefix, depth);
            }
        }
        if !item.is_empty() {
            self.item(&item, prefix, depth);
        }
    }

    fn item(&mut self, trees: &[TokenTree], prefix: &str, depth: usize) {
        let (kind, name) = named(trees);
        let within = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}::{name}")
        };
        if let (true, Some(TokenTree::Group(group))) = (
            matches!(kind.as_str(), "impl" | "mod" | "trait") && depth < MAX_DEPTH,
            trees.last(),
        ) {
            return self.level(group.stream(), &within, depth + 1);
        }
        let (Some(first), Some(last)) = (trees.first(), trees.last()) else {
            return;
        };
        let (from, to) = (first.span().start().line, last.span().end().line);
        let lines = self
            .lines
            .get(from.saturating_sub(1)..to)
            .unwrap_or_default();
        self.items.push(Item {
            name: if kind == "fn" {
                within
            } else {
                format!("{kind} {within}")
            },
            file: self.file.to_string(),
            line: from,
            lines: dedented(lines),
        });
    }
}

/// Tells whether the item that these trees begin ends with its braces; others go on to a `;`.
fn ends_with_braces(trees: &[TokenTree]) -> bool {
    !matches!(named(trees).0.as_str(), "const" | "static" | "use" | "type")
}

/// Returns what kind of item it is, and its name.
fn named(trees: &[TokenTree]) -> (String, String) {
    let word = |tree: &TokenTree| match tree {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    };
    let words: Vec<(usize, String)> = trees
        .iter()
        .enumerate()
        .filter_map(|(at, tree)| Some((at, word(tree)?)))
        .collect();
    let is_fn = |at: usize| words.get(at + 1).is_some_and(|(_, next)| next == "fn");
    let found = words.iter().enumerate().find(|(at, (_, word))| {
        // `const fn` and `extern fn` are functions.
        KINDS.contains(&word.as_str())
            && !(matches!(word.as_str(), "const" | "extern") && is_fn(*at))
    });
    let Some((at, (place, kind))) = found else {
        let first = words
            .first()
            .map_or_else(String::new, |(_, word)| word.clone());
        return ("macro".to_string(), first);
    };
    let name = match kind.as_str() {
        "impl" => implemented(&trees[place + 1..]),
        "use" => text(&trees[place + 1..]),
        _ => words
            .get(at + 1)
            .map_or_else(String::new, |(_, word)| word.clone()),
    };
    (kind.clone(), name)
}

/// Returns `Queue` for `impl<T> Queue<T> where …`, and `Drop for Queue` for a trait, whatever path leads to it.
fn implemented(trees: &[TokenTree]) -> String {
    let mut depth = 0_usize;
    let mut words = Vec::new();
    for tree in trees {
        match tree {
            TokenTree::Punct(punct)
                if depth == 0 && punct.as_char() == ':' && punct.spacing() == Spacing::Joint =>
            {
                words.pop();
            }
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth = depth.saturating_sub(1),
            TokenTree::Ident(ident) if depth == 0 => {
                let word = ident.to_string();
                if word == "where" {
                    break;
                }
                words.push(word);
            }
            _ => {}
        }
    }
    words.join(" ")
}

fn text(trees: &[TokenTree]) -> String {
    let text: String = trees.iter().map(ToString::to_string).collect();
    let text = text.replace("{ ", "{").replace(" }", "}");
    let text = text.replace(" ,", ",").replace(" :: ", "::");
    text.trim_end_matches(';').to_string()
}

/// Removes the indentation that all lines share.
fn dedented(lines: &[&str]) -> Vec<String> {
    let blank = |line: &&&str| !line.trim().is_empty();
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let shared = lines.iter().filter(blank).map(indent).min().unwrap_or(0);
    let cut = |line: &&str| {
        line.get(shared..)
            .unwrap_or_default()
            .trim_end()
            .to_string()
    };
    lines.iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_has_its_name_and_lines() {
        let mut sources = Sources::default();
        let text = "use std::{fmt, io};\n\n/// A queue.\npub struct Queue<T> {\n    items: Vec<T>,\n}\n\n\
            impl<T: Clone> Queue<T>\nwhere\n    T: Send,\n{\n    /// Adds.\n    pub const fn push(&self) {\n        \
            todo!();\n    }\n}\nimpl<T> std::ops::Drop for Queue<T> {\n    fn drop(&mut self) {}\n}\n\
            const N: [u8; 1] = { [1] };\nmod inner {\n    fn f() {}\n}\n";
        sources
            .files
            .insert("src/lib.rs".to_string(), text.to_string());
        sources
            .files
            .insert("src/odd.rs".to_string(), "fn (".to_string());
        let items = of(&sources);
        let names: Vec<_> = items
            .iter()
            .map(|item| (item.name.as_str(), item.line))
            .collect();
        assert_eq!(
            names,
            [
                ("use std::{fmt, io}", 1),
                ("struct Queue", 3),
                ("Queue::push", 12),
                ("Drop for Queue::drop", 18),
                ("const N", 20),
                ("inner::f", 22),
                ("src/odd.rs", 1)
            ]
        );
        assert_eq!(
            items[2].lines,
            [
                "/// Adds.",
                "pub const fn push(&self) {",
                "    todo!();",
                "}"
            ]
        );
    }
}
