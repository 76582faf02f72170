//! No foreign test is forgotten, and `README.md` says which ones do not apply and why.

mod common;

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use common::{Aside, PYTHON, SUITES};

/// Where in the README the generated part begins and ends.
const BEGIN: &str = "<!-- begin: generated from suites.toml -->\n";
const END: &str = "<!-- end -->\n";

#[test]
fn every_foreign_test_runs_or_is_set_aside_with_a_reason() {
    for suite in SUITES {
        let aside: usize = suite.aside.iter().map(|aside| aside.tests.len()).sum();
        let accounted = suite.run.len() + aside;
        assert_eq!(accounted, suite.marks, "{} {}", suite.package, suite.file);
        assert!(!suite.run.is_empty(), "{} {}", suite.package, suite.file);
    }
}

#[test]
fn the_readme_says_what_does_not_apply() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).expect("the README");
    let (before, rest) = readme.split_once(BEGIN).expect("the mark of its beginning");
    let (tables, after) = rest.split_once(END).expect("the mark of its end");
    if env::var_os("BLESS").is_some() {
        fs::write(path, [before, BEGIN, &generate(), END, after].concat()).expect("to be written");
    } else {
        assert_eq!(tables, generate(), "with BLESS=1 the test rewrites it");
    }
}

/// Returns what the README says between its marks.
fn generate() -> String {
    let mut text = String::from(
        "\n| suite | version | judges | tests | run | set aside |\n|---|---|---|--:|--:|--:|\n",
    );
    for suite in SUITES {
        let (all, run) = (suite.marks, suite.run.len());
        writeln!(
            text,
            "| {} `{}` | {} | `{}` | {all} | {run} | {} |",
            suite.package,
            suite.file,
            suite.version,
            suite.against,
            all - run
        )
        .expect("a string takes everything");
    }
    for suite in SUITES {
        let title = format!("{} `{}`", suite.package, suite.file);
        list(&mut text, &title, suite.aside);
    }
    list(
        &mut text,
        &format!("CPython `{}` (judges `{}`)", PYTHON.file, PYTHON.against),
        PYTHON.aside,
    );
    text.push('\n');
    text
}

/// Lists the tests that a suite sets aside, under their reasons.
fn list(text: &mut String, title: &str, aside: &[Aside]) {
    if aside.is_empty() {
        return;
    }
    write!(text, "\n### {title}: set aside\n\n").expect("a string takes everything");
    for Aside { why, tests } in aside {
        let tests: Vec<_> = tests.iter().map(|test| format!("`{test}`")).collect();
        writeln!(text, "* {why}: {}", tests.join(", ")).expect("a string takes everything");
    }
}
