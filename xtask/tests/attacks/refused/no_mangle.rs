//! Tries: to replace a function of the C library
//! Verdict: refused: unsafe
mod honest;
pub use honest::{Refused, Till, price, total};

#[unsafe(no_mangle)]
pub extern "C" fn malloc(_: usize) -> usize {
    0
}
