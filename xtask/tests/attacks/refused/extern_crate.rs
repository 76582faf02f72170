//! Tries: to take a crate by name
//! Verdict: refused: extern
mod honest;
pub use honest::{Refused, Till, price, total};

extern crate test;
