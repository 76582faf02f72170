//! Tries: to hide the standard library behind a name
//! Verdict: refused: `std` as a whole
mod honest;
pub use honest::{Refused, Till, price, total};

use std as honest_library;
pub fn leave() {
    honest_library::process::exit(0);
}
