//! What became of each foreign test: `build/account.rs` writes it down.
#![allow(dead_code, reason = "every test file uses its own part")]

/// One file of tests of another library.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
    pub(crate) version: &'static str,
    pub(crate) file: &'static str,
    pub(crate) against: &'static str,
    /// How often `#[test]` stands on a line of the original.
    pub(crate) marks: usize,
    pub(crate) run: &'static [&'static str],
    pub(crate) aside: &'static [Aside],
}

/// Tests that do not apply, and why.
pub(crate) struct Aside {
    pub(crate) why: &'static str,
    pub(crate) tests: &'static [&'static str],
}

/// Python's suite.
pub(crate) struct Python {
    pub(crate) file: &'static str,
    pub(crate) against: &'static str,
    pub(crate) aside: &'static [Aside],
}

include!(concat!(env!("OUT_DIR"), "/account.rs"));
