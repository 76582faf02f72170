//! What became of each foreign test, as Rust source that the tests of this package read.

use crate::adapt::Adapted;
use crate::suites::{Aside, Python, Suite};

/// The source of the constants, as far as it has been written.
pub(crate) struct Account {
    suites: String,
    python: String,
}

impl Account {
    pub(crate) fn new(python: &Python) -> Self {
        let python = format!(
            "pub(crate) const PYTHON: Python = Python {{\nfile: {:?},\nagainst: {:?},\naside: {},\n}};\n",
            python.file,
            python.against,
            asides(&python.aside),
        );
        Self {
            suites: String::new(),
            python,
        }
    }

    /// Adds a suite. How many tests it has is counted once more, in `original` and in another way:
    /// a test that the scan overlooked would be neither run nor set aside.
    pub(crate) fn add(&mut self, suite: &Suite, version: &str, original: &str, adapted: &Adapted) {
        let marks = original.lines().filter(|line| line.trim() == "#[test]");
        self.suites += &format!(
            "Suite {{\nname: {:?},\npackage: {:?},\nversion: {version:?},\nfile: {:?},\n\
             against: {:?},\nmarks: {},\nrun: &{:?},\naside: {},\n}},\n",
            suite.name,
            suite.package,
            suite.file,
            suite.against,
            marks.count(),
            adapted.run,
            asides(&suite.aside),
        );
    }

    pub(crate) fn into_source(self) -> String {
        let Self { suites, python } = self;
        format!("pub(crate) const SUITES: &[Suite] = &[\n{suites}];\n{python}")
    }
}

fn asides(asides: &[Aside]) -> String {
    let aside =
        |Aside { why, tests }: &Aside| format!("Aside {{ why: {why:?}, tests: &{tests:?} }}");
    format!(
        "&[{}]",
        asides.iter().map(aside).collect::<Vec<_>>().join(", ")
    )
}
