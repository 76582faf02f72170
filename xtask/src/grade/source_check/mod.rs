//! Source check: refuses what an exercise must not name, on tokens, before anything is compiled.
//!
//! A syntax tree does not look inside macros, tokens do. The check is an allow-list: standard
//! modules, attributes and modules of `pattern_sync` that are not listed are refused. Since a
//! macro of the submission can reorder tokens, stricter rules hold for what passes through one.

mod paths;
mod reasons;
mod rules;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::BTreeSet;
use std::str::FromStr as _;

use proc_macro2::{Delimiter, TokenStream};

use self::tokens::{Kind, Token, Zone};
use super::intake::Sources;

/// The most findings that are reported.
const MAX_FINDINGS: usize = 30;

/// Says what is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The keyword `unsafe`.
    Unsafe,
    /// A macro that reads a file or the environment at compile time.
    Reading(String),
    /// Assembly.
    Assembly(String),
    /// The attribute `#[path]`.
    PathAttribute,
    /// Another attribute that is not on the list.
    Attribute(String),
    /// The keyword `extern`.
    Extern,
    /// A module or macro of the standard library.
    Std(String),
    /// A module of the standard library, as a whole, of which only some items are allowed.
    StdPart(String),
    /// The standard library as a whole, by a rename or a glob.
    StdWhole(String),
    /// A module of `pattern_sync`, with those that are allowed.
    Facade(String, Vec<String>),
    /// `pattern_sync` as a whole, by a rename or a glob.
    FacadeWhole,
    /// The standard library's `thread_local!`.
    ThreadLocal,
    /// A macro of the submission that calls a macro by a name that is passed to it.
    MacroName,
    /// A macro of the submission that makes attributes.
    MacroAttribute,
    /// Brackets nested too deeply.
    Nesting,
    /// Tokens that only the compiler can read.
    Unreadable,
    /// What the audit found in what was compiled.
    Audit(String),
}

/// Holds one thing that is not allowed, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The path, beginning with `src/`.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1, in characters.
    pub column: usize,
    /// What is not allowed.
    pub rule: Rule,
}

/// Holds the outcome of the check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What is not allowed, in order.
    pub findings: Vec<Finding>,
    /// Files that are no sequence of Rust tokens (a bracket is missing, for example). The
    /// compiler explains that best; a file that it accepts all the same is refused.
    pub unreadable: Vec<String>,
}

/// Checks `sources`; `modules` returns those of `pattern_sync` that a file may name.
pub fn check(sources: &Sources, modules: impl Fn(&str) -> BTreeSet<String>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut streams = Vec::new();
    for (file, text) in &sources.files {
        match TokenStream::from_str(text) {
            Ok(stream) => streams.push((file, stream)),
            Err(_) => outcome.unreadable.push(file.clone()),
        }
    }
    let mut own = BTreeSet::new();
    for (_, stream) in &streams {
        if let Ok(tokens) = tokens::flatten(stream.clone(), &BTreeSet::new()) {
            own.extend(tokens::defined_macros(&tokens));
        }
    }
    for (file, stream) in streams {
        let found = match tokens::flatten(stream, &own) {
            Ok(tokens) => Scan::new(&tokens, &modules(file)).run(),
            Err((line, column)) => vec![(line, column, Rule::Nesting)],
        };
        let found = found.into_iter().map(|(line, column, rule)| Finding {
            file: file.clone(),
            line,
            column,
            rule,
        });
        outcome.findings.extend(found);
    }
    outcome.findings.truncate(MAX_FINDINGS);
    outcome
}

/// Lists all paths below crates that are neither ours nor plain: the line, and the names from the root on.
#[cfg(feature = "staff")]
pub(crate) fn paths_in(stream: TokenStream) -> Vec<(usize, Vec<String>)> {
    const ROOTS: [&str; 5] = ["alloc", "core", "crossbeam_channel", "parking_lot", "std"];
    let Ok(tokens) = tokens::flatten(stream, &BTreeSet::new()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Some(root) = token.ident().filter(|name| ROOTS.contains(name)) else {
            continue;
        };
        for path in paths::below(&tokens, at) {
            let line = tokens[path.at[0]].line;
            found.push((line, [vec![root.to_string()], path.names].concat()));
        }
    }
    found
}

/// Scans the tokens of one file.
struct Scan<'a> {
    tokens: &'a [Token],
    modules: &'a BTreeSet<String>,
    found: Vec<(usize, usize, Rule)>,
    in_use: bool,
    imports_thread_local: bool,
}

impl<'a> Scan<'a> {
    fn new(tokens: &'a [Token], modules: &'a BTreeSet<String>) -> Self {
        let imports_thread_local = (0..tokens.len())
            .filter(|&at| tokens[at].ident() == Some(rules::FACADE))
            .flat_map(|at| paths::below(tokens, at))
            .any(|path| path.names.last().is_some_and(|name| name == "thread_local"));
        Self {
            tokens,
            modules,
            found: Vec::new(),
            in_use: false,
            imports_thread_local,
        }
    }

    fn run(mut self) -> Vec<(usize, usize, Rule)> {
        for at in 0..self.tokens.len() {
            match &self.tokens[at].kind {
                Kind::Ident(name) => self.name(at, name),
                Kind::Punct('#') => self.attribute(at),
                Kind::Punct('!') => self.bang(at),
                Kind::Punct(';') => self.in_use = false,
                _ => {}
            }
        }
        self.found.sort_by_key(|(line, column, _)| (*line, *column));
        self.found.dedup();
        self.found
    }

    fn name(&mut self, at: usize, name: &str) {
        let called = self.is(at + 1, '!') && self.is_open(at + 2, None);
        let in_macro = self.tokens[at].zone == Zone::Macro;
        match name {
            "use" => self.in_use = true,
            "unsafe" => self.add(at, Rule::Unsafe),
            "extern" => self.add(at, Rule::Extern),
            "thread_local" if called && !self.imports_thread_local && !self.is_in_path(at) => {
                self.add(at, Rule::ThreadLocal);
            }
            _ if rules::READING_MACROS.contains(&name) && (called || in_macro) => {
                self.add(at, Rule::Reading(name.to_string()));
            }
            _ if rules::ASSEMBLY_MACROS.contains(&name) && (called || in_macro) => {
                self.add(at, Rule::Assembly(name.to_string()));
            }
            rules::FACADE => self.facade(at),
            _ if rules::STD_CRATES.contains(&name) => self.standard(at, name),
            _ => {}
        }
    }

    /// Judges what stands below `std`, `core` or `alloc`.
    fn standard(&mut self, at: usize, root: &str) {
        let paths = paths::below(self.tokens, at);
        let through_macro = self.tokens[at].zone == Zone::Macro;
        let hidden = through_macro || (self.in_use && !self.is_in_path(at));
        if paths.is_empty() && hidden {
            self.add(at, Rule::StdWhole(root.to_string()));
        }
        for path in paths {
            if let Some((name, rule)) = judge_standard(root, &path.names) {
                self.add(path.at[name], rule);
            }
        }
    }

    /// Judges what stands below `pattern_sync`.
    fn facade(&mut self, at: usize) {
        let paths = paths::below(self.tokens, at);
        if paths.is_empty() {
            self.add(at, Rule::FacadeWhole);
        }
        for path in paths {
            let module = &path.names[0];
            if ["*", "?", "self"].contains(&module.as_str()) {
                self.add(path.at[0], Rule::FacadeWhole);
            } else if !self.modules.contains(module) {
                let allowed = self.modules.iter().cloned().collect();
                self.add(path.at[0], Rule::Facade(module.clone(), allowed));
            }
        }
    }

    /// Judges `#[…]` and `#![…]`; a `#` alone can only be meant for a macro.
    fn attribute(&mut self, at: usize) {
        let bracket = if self.is(at + 1, '!') { at + 2 } else { at + 1 };
        if !self.is_open(bracket, Some(Delimiter::Bracket)) {
            return self.add(at, Rule::MacroAttribute);
        }
        match self.tokens.get(bracket + 1).and_then(Token::ident) {
            Some("path") => self.add(at, Rule::PathAttribute),
            Some("unsafe") => {} // Reported as the keyword.
            Some(name) if rules::ATTRIBUTES.contains(&name) => {}
            Some(name) => self.add(at, Rule::Attribute(name.to_string())),
            None => self.add(at, Rule::MacroAttribute),
        }
    }

    /// Judges `$name!`, a macro call whose name is not to be seen.
    fn bang(&mut self, at: usize) {
        let variable = at >= 2 && self.tokens[at - 1].ident().is_some() && self.is(at - 2, '$');
        if variable && !self.is(at + 1, '=') && self.tokens[at - 1].ident() != Some("crate") {
            self.add(at - 2, Rule::MacroName);
        }
    }

    fn is(&self, at: usize, c: char) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(c))
    }

    fn is_open(&self, at: usize, wanted: Option<Delimiter>) -> bool {
        matches!(self.tokens.get(at).map(|token| &token.kind),
            Some(Kind::Open(delimiter)) if wanted.is_none_or(|wanted| wanted == *delimiter))
    }

    /// Tells whether `a::` stands before the name at `at`, so that it is no root.
    fn is_in_path(&self, at: usize) -> bool {
        let separated = at >= 3 && paths::is_separator(self.tokens, at - 2);
        let names = |name: &str| name != "use";
        separated && (self.tokens[at - 3].ident().is_some_and(names) || self.is(at - 3, '>'))
    }

    fn add(&mut self, at: usize, rule: Rule) {
        let Token { line, column, .. } = self.tokens[at];
        self.found.push((line, column, rule));
    }
}

/// Returns what is not allowed in a path below `root`, and which of its names is at fault.
fn judge_standard(root: &str, names: &[String]) -> Option<(usize, Rule)> {
    let module = names[0].as_str();
    if ["*", "?", "self"].contains(&module) {
        return Some((0, Rule::StdWhole(root.to_string())));
    }
    if let Some(at) = names
        .iter()
        .position(|name| rules::READING_MACROS.contains(&name.as_str()))
    {
        return Some((at, Rule::Reading(names[at].clone())));
    }
    if let Some((_, items)) = rules::STD_PARTS.iter().find(|(name, _)| *name == module) {
        return match names.get(1).map(String::as_str) {
            Some(item) if items.contains(&item) => None,
            None | Some("*" | "?" | "self") => Some((0, Rule::StdPart(module.to_string()))),
            Some(item) => Some((1, Rule::Std(format!("{module}::{item}")))),
        };
    }
    let allowed = rules::STD_MODULES.contains(&module)
        || (rules::STD_MACROS.contains(&module) && module != "thread_local");
    (!allowed).then(|| (0, Rule::Std(module.to_string())))
}
