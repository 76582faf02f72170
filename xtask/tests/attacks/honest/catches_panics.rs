//! Tries: catching panics of its own
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

pub fn total(prices: &[u32]) -> u64 {
    match catch_unwind(AssertUnwindSafe(|| honest::total(prices))) {
        Ok(total) => total,
        Err(panic) => resume_unwind(panic),
    }
}
