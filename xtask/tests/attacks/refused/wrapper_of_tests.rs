//! Tries: to write the report itself
//! Verdict: refused: pattern_sync::graded
mod honest;
pub use honest::{Refused, Till, price, total};

use pattern_sync::graded::Report;
