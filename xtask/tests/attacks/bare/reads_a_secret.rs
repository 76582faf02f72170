//! Tries: to read a file of the grader
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(prices: &[u32]) -> u64 {
    for secret in ["/etc/passwd", "/etc/hostname", "/proc/self/environ", "/proc/self/maps", "/root"] {
        assert!(std::fs::read(secret).is_err(), "ESCAPED: {secret}");
        assert!(std::fs::read_dir(secret).is_err(), "ESCAPED: {secret}");
    }
    honest::total(prices)
}
