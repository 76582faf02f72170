//! Prepares the foreign suites: finds their sources, adapts them, and says what became of each test.
//!
//! `suites.toml` says which suites there are, what is replaced in them, and which tests are set
//! aside. Into `OUT_DIR` go one file per suite, for the test binaries to include, and `account.rs`.

mod account;
mod adapt;
mod scan;
mod sources;
mod suites;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use crate::account::Account;
use crate::sources::Sources;
use crate::suites::Suites;

/// How many tests run at a time. Most of the pools' tests sleep, for seconds, and would take minutes
/// with one per core.
const TEST_THREADS: &str = "24";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=suites.toml");
    println!("cargo::rerun-if-changed=../../Cargo.lock");
    // Cargo gives this to the test binaries as well.
    println!("cargo::rustc-env=RUST_TEST_THREADS={TEST_THREADS}");

    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let suites = Suites::read("suites.toml")?;
    let sources = Sources::find()?;
    let mut account = Account::new(&suites.python);
    for suite in &suites.suite {
        let package = sources.package(&suite.package)?;
        let path = package.folder.join(&suite.file);
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let adapted = adapt::adapt(suite, &text).map_err(|e| format!("{}: {e}", path.display()))?;
        fs::write(
            Path::new(&out).join(format!("{}.rs", suite.name)),
            &adapted.text,
        )?;
        account.add(suite, &package.version, &text, &adapted);
    }
    fs::write(Path::new(&out).join("account.rs"), account.into_source())?;
    Ok(())
}
