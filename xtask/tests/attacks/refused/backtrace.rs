//! Tries: to find out which test is running
//! Verdict: refused: std::backtrace
mod honest;
pub use honest::{Refused, Till, price, total};

use std::backtrace::Backtrace;
