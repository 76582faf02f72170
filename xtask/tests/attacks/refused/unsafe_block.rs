//! Tries: to read any memory
//! Verdict: refused: unsafe
mod honest;
pub use honest::{Refused, Till, price, total};

pub fn read(at: *const u8) -> u8 {
    unsafe { *at }
}
