//! Python's `test_queue.py`, against `JoinableQueue`.

mod common;
#[path = "../../../crates/core/tests/common/deadline.rs"]
mod deadline;

use std::env::{self, consts};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use common::PYTHON;
use deadline::must_end;

/// The first that is there, with its tests, is taken: newer ones have more of them.
const PYTHONS: [&str; 3] = ["python3.14", "python3.13", "python3"];

#[test]
fn cpythons_own_tests_pass() {
    must_end(|| match find_python() {
        Some(python) => judge(&python),
        None => skip(),
    });
}

/// Looks for a Python that has its test suite: `$PYTHON` if that is set, which must then do.
fn find_python() -> Option<String> {
    if let Ok(python) = env::var("PYTHON") {
        assert!(has_tests(&python), "{python} (from $PYTHON) has no tests");
        return Some(python);
    }
    let mut pythons = PYTHONS.into_iter();
    pythons.find(|python| has_tests(python)).map(str::to_owned)
}

fn has_tests(python: &str) -> bool {
    let mut import = Command::new(python);
    import.args(["-c", "import test.test_queue"]);
    let status = import.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Says aloud that nothing was tested. The harness would keep `eprintln!` to itself.
fn skip() {
    let message = "\nSKIPPED: no Python with its test suite (on Debian: libpython3-testsuite), so \
                   that JoinableQueue was not judged by CPython's tests\n";
    io::stderr()
        .write_all(message.as_bytes())
        .expect("a stderr");
}

fn judge(python: &str) {
    let mut judge = Command::new(python)
        .arg("judge.py")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("python"))
        .env("PATTERN_FOREIGN_LIBRARY", library())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it has just been run");
    let stdin = judge.stdin.take().expect("it is piped");
    serde_json::to_writer(stdin, &reasons()).expect("judge.py reads it all");
    let output = judge.wait_with_output().expect("its output");

    let errors = String::from_utf8_lossy(&output.stderr);
    let verdict: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("judge.py has no verdict ({error}):\n{errors}"));
    let names = |key: &str| -> Vec<&str> {
        let values = verdict[key].as_array().expect("a list of names");
        values.iter().map(|name| name.as_str().unwrap()).collect()
    };
    assert!(
        names("failed").is_empty(),
        "{}\n{errors}",
        names("failed").join("\n")
    );
    assert_eq!(names("skipped"), [""; 0], "neither run nor set aside");
    assert_eq!(names("unused"), [""; 0], "set aside, but not there");
    println!(
        "Python {}: {} tests passed, {} were set aside",
        verdict["version"],
        names("ran").len(),
        names("aside").len()
    );
}

/// The library that this package is, for C and for Python: cargo has built it beside the tests.
fn library() -> PathBuf {
    let test = env::current_exe().expect("this program's path");
    let name = format!(
        "{}pattern_foreign{}",
        consts::DLL_PREFIX,
        consts::DLL_SUFFIX
    );
    test.with_file_name(name)
}

/// Why tests are set aside, by their names.
fn reasons() -> serde_json::Map<String, Value> {
    let pairs = PYTHON.aside.iter().flat_map(|aside| {
        let name = |test: &&str| ((*test).to_owned(), aside.why.into());
        aside.tests.iter().map(name)
    });
    pairs.collect()
}
