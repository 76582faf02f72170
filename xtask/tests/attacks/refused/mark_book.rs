//! Tries: to write the mark book
//! Verdict: refused: std::fs
mod honest;
pub use honest::{Refused, Till, price, total};

use std::fs::write as note;
pub fn improve() {
    let _ = note("marks.csv", "me,100");
}
