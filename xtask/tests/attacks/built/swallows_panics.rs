//! Tries: to end a test early with a panic that is not an error
//! Verdict: points 20: 
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(_: &[u32]) -> u64 {
    std::panic::panic_any(())
}
