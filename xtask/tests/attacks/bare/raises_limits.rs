//! Tries: to lift its own limits
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn setrlimit(what: i32, limit: &[u64; 2]) -> i32;
}

pub fn total(prices: &[u32]) -> u64 {
    for what in [0, 1, 2, 4, 6, 7, 8] {
        // SAFETY: the limit is two numbers.
        assert_eq!(unsafe { setrlimit(what, &[u64::MAX, u64::MAX]) }, -1, "ESCAPED: {what}");
    }
    honest::total(prices)
}
