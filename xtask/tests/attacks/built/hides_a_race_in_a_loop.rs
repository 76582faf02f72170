//! Tries: to hide a race in one round of many, which all come by the same two places
//! Verdict: points 60: the total after sales of 1 and 2
mod honest;
pub use honest::{Refused, price, total};

use pattern_sync::sync::Mutex;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[derive(Default)]
pub struct Till {
    total: Mutex<u64>,
    arrivals: AtomicUsize,
}

impl Till {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn sell(&self, price: u32) {
        let in_round = match self.arrivals.fetch_add(1, SeqCst) {
            0 => 130,
            1 => 430,
            // With care, so that real threads hardly ever lose a sale.
            _ => return *self.total.lock() += u64::from(price),
        };
        for round in 0..500 {
            let seen = *self.total.lock();
            let mut total = self.total.lock();
            if round == in_round {
                *total = seen + u64::from(price);
            }
        }
    }

    pub fn total(&self) -> u64 {
        *self.total.lock()
    }
}
