//! Tries: to start another program
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(prices: &[u32]) -> u64 {
    for program in ["/bin/sh", "/usr/bin/env", "/proc/self/exe"] {
        assert!(std::process::Command::new(program).spawn().is_err(), "ESCAPED: {program}");
    }
    honest::total(prices)
}
