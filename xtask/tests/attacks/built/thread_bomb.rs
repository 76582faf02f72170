//! Tries: to start threads without end
//! Verdict: points 60: 
mod honest;
pub use honest::{Refused, price, total};
use pattern_sync::thread;

#[derive(Default)]
pub struct Till;

impl Till {
    pub fn new() -> Self {
        Self
    }

    pub fn sell(&self, _: u32) {
        thread::spawn(|| Self.sell(1));
        Self.sell(2);
    }

    pub fn total(&self) -> u64 {
        0
    }
}
