//! Tries: to read a file of the grader while compiling
//! Without: check, lints
//! Verdict: not built: couldn't read
mod honest;
pub use honest::{Refused, Till, price, total};

pub const SECRET: &str = include_str!("/etc/shadow");
