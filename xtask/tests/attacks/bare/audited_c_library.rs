//! Tries: to call the C library
//! Without: check, lints
//! Verdict: audited: uses kill
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn kill(id: i32, signal: i32) -> i32;
}

pub fn total(_: &[u32]) -> u64 {
    // SAFETY: a plain number.
    unsafe { kill(-1, 9) };
    0
}
