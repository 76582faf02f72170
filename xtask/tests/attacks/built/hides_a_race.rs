//! Tries: to hide a race behind thousands of steps without effect, so that no schedule that is tried shows it
//! Verdict: points 60: the total after sales of 1 and 2
mod honest;
pub use honest::{Refused, price, total};

use pattern_sync::sync::Mutex;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[derive(Default)]
pub struct Till {
    total: Mutex<u64>,
    arrivals: AtomicUsize,
    noise: Mutex<()>,
}

impl Till {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn sell(&self, price: u32) {
        let noise = |steps| (0..steps).for_each(|_| drop(self.noise.lock()));
        match self.arrivals.fetch_add(1, SeqCst) {
            0 => {
                self.add(price);
                noise(1000);
            }
            1 => {
                noise(1000);
                self.add(price);
            }
            // With care, so that real threads hardly ever lose a sale.
            _ => *self.total.lock() += u64::from(price),
        }
    }

    fn add(&self, price: u32) {
        let seen = *self.total.lock();
        *self.total.lock() = seen + u64::from(price);
    }

    pub fn total(&self) -> u64 {
        *self.total.lock()
    }
}
