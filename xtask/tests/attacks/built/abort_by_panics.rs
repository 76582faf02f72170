//! Tries: to end the process by a panic during a panic
//! Verdict: points 20: aborted
mod honest;
pub use honest::{Refused, Till, price};

struct Again;

impl Drop for Again {
    fn drop(&mut self) {
        panic!("again");
    }
}

pub fn total(_: &[u32]) -> u64 {
    let _again = Again;
    panic!("first");
}
