//! The honest answer. Every submission of the corpus also has it as `src/honest.rs`.

use pattern_sync::sync::Mutex;

/// What is no price, handed back.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused(pub String);

/// Counts money.
#[derive(Default)]
pub struct Till {
    total: Mutex<u64>,
}

impl Till {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn sell(&self, price: u32) {
        *self.total.lock() += u64::from(price);
    }

    pub fn total(&self) -> u64 {
        *self.total.lock()
    }
}

pub fn total(prices: &[u32]) -> u64 {
    prices.iter().copied().map(u64::from).sum()
}

pub fn price(text: &str) -> Result<u32, Refused> {
    text.parse().map_err(|_| Refused(text.to_owned()))
}
