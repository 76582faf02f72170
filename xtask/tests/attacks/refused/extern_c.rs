//! Tries: to call the C library
//! Verdict: refused: extern
mod honest;
pub use honest::{Refused, Till, price, total};

extern "C" {
    fn kill(id: i32, signal: i32) -> i32;
}
