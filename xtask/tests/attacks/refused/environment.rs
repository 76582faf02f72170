//! Tries: to find out that a grader listens
//! Verdict: refused: environment
mod honest;
pub use honest::{Refused, Till, price, total};

pub fn graded() -> bool {
    std::env::var_os("PATTERN_REPORT").is_some()
}
