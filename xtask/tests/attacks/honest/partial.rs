//! Tries: the first test alone
//! Verdict: points 40
pub use self::rest::{Refused, Till, price};
mod honest;

pub fn total(prices: &[u32]) -> u64 {
    honest::total(prices)
}

mod rest {
    pub struct Refused(pub String);
    pub struct Till;

    impl Till {
        pub fn new() -> Self {
            todo!("step 1: count")
        }
        pub fn sell(&self, _: u32) {}
        pub fn total(&self) -> u64 {
            0
        }
    }

    pub fn price(_: &str) -> Result<u32, Refused> {
        todo!("step 1: read the price")
    }
}
