//! Tries: to read a file while compiling
//! Without: check, lints
//! Verdict: audited: the compiler read
mod honest;
pub use honest::{Refused, Till, price, total};

pub const SUITE: &str = include_str!("../tests/graded.rs");
