//! Tries: to take all the memory
//! Verdict: points 20: 
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(_: &[u32]) -> u64 {
    let mut hoard = Vec::new();
    loop {
        hoard.push(vec![1_u8; 64 << 20]);
    }
}
