//! Tries: to stop and never go on
//! Without: check, lints, audit
//! Verdict: points 20: 
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn raise(signal: i32) -> i32;
}

pub fn total(_: &[u32]) -> u64 {
    // SAFETY: a plain number.
    unsafe { raise(19) };
    loop {}
}
