//! Tries: to steer the terminal and the spreadsheet of whoever reads the result
//! Verdict: points 20: \u{1b}[2J=HYPERLINK
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(_: &[u32]) -> u64 {
    println!("\u{1b}]0;title\u{7}\u{202e}txt");
    panic!("\u{1b}[2J=HYPERLINK(\"http://example.org\")");
}
