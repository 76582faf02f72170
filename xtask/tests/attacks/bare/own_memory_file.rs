//! Tries: to write into its own memory through a file
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(prices: &[u32]) -> u64 {
    let mut options = std::fs::OpenOptions::new();
    assert!(options.write(true).open("/proc/self/mem").is_err(), "ESCAPED");
    honest::total(prices)
}
