//! Tries: several modules and folders
//! Verdict: points 100
mod deep;
mod honest;
pub use deep::adding::total;
pub use honest::{Refused, Till, price};
// ---- src/deep/mod.rs
pub mod adding;
// ---- src/deep/adding.rs
pub fn total(prices: &[u32]) -> u64 {
    crate::honest::total(prices)
}
