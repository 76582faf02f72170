//! Tries: to become another user
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn setuid(id: u32) -> i32;
    fn setresuid(a: u32, b: u32, c: u32) -> i32;
    fn getuid() -> u32;
}

pub fn total(prices: &[u32]) -> u64 {
    // SAFETY: plain numbers.
    let done = unsafe { (setuid(0), setresuid(0, 0, 0), getuid() == 0) };
    assert_eq!(done, (-1, -1, false), "ESCAPED");
    honest::total(prices)
}
