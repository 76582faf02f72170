//! Tries: to hide threads from the explorer
//! Verdict: refused: std::thread
mod honest;
pub use honest::{Refused, Till, price, total};

use std::thread;
