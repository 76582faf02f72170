//! Tries: to change what the crate is
//! Verdict: refused: crate_type
mod honest;
pub use honest::{Refused, Till, price, total};

#![crate_type = "proc-macro"]
