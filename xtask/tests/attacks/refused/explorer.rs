//! Tries: to ask whether it is explored
//! Verdict: refused: pattern_sync::model
mod honest;
pub use honest::{Refused, Till, price, total};

use pattern_sync::model::settle;
