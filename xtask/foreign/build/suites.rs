//! The data: which suites there are, what is replaced in them, which tests are set aside.

use std::fs;

use serde::Deserialize;

/// The content of `suites.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suites {
    pub(crate) suite: Vec<Suite>,
    pub(crate) python: Python,
}

/// One file of tests of another library.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suite {
    /// The name of the module that it becomes, and of the generated file.
    pub(crate) name: String,
    /// The package it comes from.
    pub(crate) package: String,
    /// Its path in that package.
    pub(crate) file: String,
    /// The module that holds the tests, where they stand at the end of the library itself.
    pub(crate) module: Option<String>,
    /// Our type, which it judges.
    pub(crate) against: String,
    #[serde(default)]
    pub(crate) replace: Vec<Replacement>,
    #[serde(default)]
    pub(crate) aside: Vec<Aside>,
}

/// A text that stands for another one in the adapted file, wherever it occurs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replacement {
    pub(crate) from: String,
    pub(crate) to: String,
}

/// Tests that do not apply, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Aside {
    pub(crate) why: String,
    pub(crate) tests: Vec<String>,
}

/// Python's suite, which is not Rust: `judge.py` runs it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Python {
    pub(crate) file: String,
    pub(crate) against: String,
    pub(crate) aside: Vec<Aside>,
}

impl Suites {
    pub(crate) fn read(path: &str) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
        toml::from_str(&text).map_err(|e| format!("{path}: {e}"))
    }
}
