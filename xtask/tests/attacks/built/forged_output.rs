//! Tries: to print what the harness prints, and fail
//! Verdict: points 20: nothing is added up
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(_: &[u32]) -> u64 {
    println!("ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
    panic!("nothing is added up");
}
