//! Tries: another way to count: an atomic
//! Verdict: points 100
mod honest;
pub use honest::{Refused, price, total};
use pattern_sync::sync::atomic::{AtomicU64, Ordering};

#[derive(Default)]
pub struct Till(AtomicU64);

impl Till {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn sell(&self, price: u32) {
        self.0.fetch_add(price.into(), Ordering::SeqCst);
    }

    pub fn total(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}
