//! Tries: to never come back
//! Verdict: points 20: Endless loop
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(_: &[u32]) -> u64 {
    loop {}
}
