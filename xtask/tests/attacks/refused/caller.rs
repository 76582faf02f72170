//! Tries: to find out which test is running
//! Verdict: refused: track_caller
mod honest;
pub use honest::{Refused, Till, price, total};

#[track_caller]
pub fn place() {}
