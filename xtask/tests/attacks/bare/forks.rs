//! Tries: to leave a process behind
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn fork() -> i32;
    fn vfork() -> i32;
}

pub fn total(prices: &[u32]) -> u64 {
    // SAFETY: both are refused.
    let ids = unsafe { [fork(), vfork()] };
    assert_eq!(ids, [-1, -1], "ESCAPED");
    honest::total(prices)
}
