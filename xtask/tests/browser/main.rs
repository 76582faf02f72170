//! The pages that people look at, in a browser: schedules, and the book.
//!
//! Without Chromium nothing is tested, which is said on standard error. `BOOK_SHOTS=DIR` has each
//! page of the book written as a picture, light and dark, on a phone and on a desk.
#![cfg(all(unix, feature = "staff"))]

mod book;
mod chromium;
mod timeline;

use std::io::Write as _;

use chromium::Browser;

/// Starts a browser for the test `name`; `None`, and a line that says so, if none is installed.
fn browser(name: &str) -> Option<Browser> {
    let Some(program) = chromium::installed() else {
        // Not `eprintln!`, which the test harness keeps to itself when all goes well.
        let line = format!(
            "SKIPPED: {name}: no browser; `apt-get install chromium`, or another that is called so\n"
        );
        let _ = std::io::stderr().write_all(line.as_bytes());
        return None;
    };
    Some(Browser::start(&program, name))
}
