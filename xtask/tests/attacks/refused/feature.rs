//! Tries: to switch the compiler's rules off
//! Verdict: refused: feature
mod honest;
pub use honest::{Refused, Till, price, total};

#![feature(rustc_attrs)]
