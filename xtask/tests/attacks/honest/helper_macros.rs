//! Tries: macros of its own
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

macro_rules! sum {
    ($($part:expr),* $(,)?) => { 0_u64 $(+ $part)* };
}

pub fn total(prices: &[u32]) -> u64 {
    let sum = prices.iter().fold(0, |sum, price| sum!(sum, u64::from(*price)));
    assert!(sum >= sum!(0, 0), "nobody pays less than nothing");
    sum
}
