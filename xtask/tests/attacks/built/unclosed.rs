//! Tries: to leave the source check with nothing to read
//! Verdict: not built: unclosed
mod honest;
pub use honest::{Refused, Till, price, total};

pub fn open() {
    (
