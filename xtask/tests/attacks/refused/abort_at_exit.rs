//! Tries: to reach `process` through a rename
//! Verdict: refused: std::process
mod honest;
pub use honest::{Refused, Till, price, total};

use std::{process as p};
pub fn leave() {
    p::exit(0);
}
