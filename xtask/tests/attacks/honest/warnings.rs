//! Tries: code full of warnings
//! Verdict: points 100
#![allow(dead_code)]
mod honest;
pub use honest::{Refused, Till, price};

fn Unused_Function() {}

pub fn total(prices: &[u32]) -> u64 {
    let mut never_changed = 0;
    let unused = 1;
    return (honest::total(prices));
}
