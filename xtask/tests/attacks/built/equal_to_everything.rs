//! Tries: to return a type that is equal to everything
//! Verdict: not built: mismatched types
mod honest;
pub use honest::{Refused, Till, price};

#[derive(Debug)]
pub struct Anything;

impl PartialEq<u64> for Anything {
    fn eq(&self, _: &u64) -> bool {
        true
    }
}

pub fn total(_: &[u32]) -> Anything {
    Anything
}
