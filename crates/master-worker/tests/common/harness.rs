//! The harness of tests whose processes are the program itself, which therefore has a `main` of its own.
//!
//! It takes the names of tests, or parts of them, and runs all if there are none; `--list` lists them.

use std::env;

use pattern_sync::time::Instant;

use crate::common::must_end;

/// Whether the tests are to be listed, and not run.
pub(crate) fn is_asked_to_list() -> bool {
    env::args().any(|word| word == "--list")
}

/// Lists the tests or runs them, as the command line says.
pub(crate) fn run(tests: &[(&str, fn())]) {
    if is_asked_to_list() {
        tests.iter().for_each(|(name, _)| println!("{name}: test"));
        return;
    }
    let wanted: Vec<String> = env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    for (name, test) in tests {
        if wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str())) {
            let start = Instant::now();
            // A panic ends the program, with what it says.
            must_end(*test);
            println!("test {name} ... ok ({:.1?})", start.elapsed());
        }
    }
    // As the standard harness does, for those who look for it.
    println!("\ntest result: ok");
}
