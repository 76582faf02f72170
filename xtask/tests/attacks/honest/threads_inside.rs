//! Tries: threads where nobody asked for them
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};
use pattern_sync::thread;

pub fn total(prices: &[u32]) -> u64 {
    let prices = prices.to_vec();
    thread::spawn(move || honest::total(&prices)).join().unwrap()
}
