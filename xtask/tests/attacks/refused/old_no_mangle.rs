//! Tries: to replace a function of the C library, as older editions wrote it
//! Verdict: refused: no_mangle
mod honest;
pub use honest::{Refused, Till, price, total};

#[no_mangle]
pub fn write() {}
