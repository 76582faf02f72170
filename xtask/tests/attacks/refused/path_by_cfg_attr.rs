//! Tries: to take a module from outside, conditionally
//! Verdict: refused: cfg_attr
mod honest;
pub use honest::{Refused, Till, price, total};

#[cfg_attr(all(), path = "/etc/passwd")]
mod outside;
