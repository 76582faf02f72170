//! Tries: to hide the standard library in a group
//! Verdict: refused: `std` as a whole
mod honest;
pub use honest::{Refused, Till, price, total};

use {std as s};
