//! Makes of another library's test file one that judges ours.
//!
//! 1. The replacements of the suite: the names of their types become those of our shims.
//! 2. The body of each test runs under a deadline, so that a hang fails it.
//! 3. A test that is set aside is ignored, with its reason, and loses its body: what it calls need
//!    not exist.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;

use crate::scan::{self, Test};
use crate::suites::Suite;

/// A suite as it is compiled.
pub(crate) struct Adapted {
    pub(crate) text: String,
    /// The names of the tests that run.
    pub(crate) run: Vec<String>,
}

/// Adapts `text`, the file of `suite`.
pub(crate) fn adapt(suite: &Suite, text: &str) -> Result<Adapted, String> {
    let text = replace(suite, text)?;
    let tokens: TokenStream = text.parse().map_err(|e| format!("{e}"))?;
    let (range, tests) = match &suite.module {
        None => (0..text.len(), scan::tests(tokens)),
        Some(module) => {
            let (range, tokens) =
                scan::module(tokens, module).ok_or_else(|| format!("no module `{module}`"))?;
            (range, scan::tests(tokens))
        }
    };

    let mut aside = reasons(suite);
    let mut adapted = String::new();
    let mut run = Vec::new();
    let mut written = range.start;
    for Test { name, start, body } in tests {
        adapted += &text[written..start];
        match aside.remove(name.as_str()) {
            Some(why) => {
                adapted += &format!("#[ignore = {why:?}] {}", &text[start..body.start]);
                adapted += &format!("{{ unreachable!(\"{{}}\", {why:?}) }}");
            }
            None => {
                adapted += &text[start..body.start];
                adapted += &format!("{{ crate::must_end(|| {}) }}", &text[body.clone()]);
                run.push(name);
            }
        }
        written = body.end;
    }
    adapted += &text[written..range.end];
    if let Some(name) = aside.keys().next() {
        return Err(format!(
            "suites.toml sets `{name}` aside, which is not there"
        ));
    }
    Ok(Adapted {
        text: enclose(suite, &adapted),
        run,
    })
}

/// Carries out the replacements, each of which must find something to replace.
fn replace(suite: &Suite, text: &str) -> Result<String, String> {
    let mut text = text.to_owned();
    for replacement in &suite.replace {
        if !text.contains(&replacement.from) {
            return Err(format!("there is no `{}` to replace", replacement.from));
        }
        text = text.replace(&replacement.from, &replacement.to);
    }
    Ok(text)
}

/// Returns why tests are set aside, by their names.
fn reasons(suite: &Suite) -> BTreeMap<&str, &str> {
    let pairs = suite.aside.iter().flat_map(|aside| {
        let why = aside.why.as_str();
        aside.tests.iter().map(move |test| (test.as_str(), why))
    });
    pairs.collect()
}

/// Makes one module of it, whose style is not ours to judge.
fn enclose(suite: &Suite, text: &str) -> String {
    let allow = "#[allow(warnings, clippy::all)]";
    match suite.module {
        None => format!("{allow}\nmod {} {{\n{text}\n}}\n", suite.name),
        Some(_) => format!("{allow}\n{text}\n"),
    }
}
