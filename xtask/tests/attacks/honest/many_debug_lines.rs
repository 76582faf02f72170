//! Tries: thousands of lines of its own debugging
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(prices: &[u32]) -> u64 {
    for round in 0..3000 {
        println!("round {round}: {prices:?}");
        eprintln!("and on stderr");
    }
    honest::total(prices)
}
