//! Tries: to read a file into the documentation
//! Verdict: refused: include_str!
mod honest;
pub use honest::{Refused, Till, price, total};

/// Work.
#[doc = include_str!("/etc/passwd")]
pub struct Documented;
