//! Tries: to leave when an assertion fails
//! Verdict: refused: panic::set_hook
mod honest;
pub use honest::{Refused, Till, price, total};

use std::panic::set_hook;
