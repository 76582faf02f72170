//! Tries: to take a module from outside
//! Verdict: refused: #[path]
mod honest;
pub use honest::{Refused, Till, price, total};

#[path = "/etc/passwd"]
mod outside;
