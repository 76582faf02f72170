//! Tries: to hide a lock from the explorer
//! Verdict: refused: std::sync
mod honest;
pub use honest::{Refused, Till, price, total};

use std::sync::Mutex;
