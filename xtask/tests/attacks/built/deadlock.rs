//! Tries: to wait for itself
//! Verdict: points 60: 
mod honest;
pub use honest::{Refused, price, total};
use pattern_sync::sync::Mutex;

pub struct Till(Mutex<u64>);

impl Till {
    pub fn new() -> Self {
        Self(Mutex::new(0))
    }

    pub fn sell(&self, _: u32) {
        let _first = self.0.lock();
        let _second = self.0.lock();
    }

    pub fn total(&self) -> u64 {
        *self.0.lock()
    }
}
