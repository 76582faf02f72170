//! Tries: to hide a race that takes three interruptions, each of them behind steps without effect
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
        let price = u64::from(price);
        let noise = |steps| (0..steps).for_each(|_| drop(self.noise.lock()));
        match self.arrivals.fetch_add(1, SeqCst) {
            0 => {
                noise(300);
                let before = *self.total.lock();
                noise(63);
                if *self.total.lock() == before {
                    *self.total.lock() += price;
                } else {
                    // Careless once half of the other sale was seen, in case the other half comes now.
                    let seen = *self.total.lock();
                    *self.total.lock() = seen + price;
                }
            }
            1 => {
                noise(20);
                *self.total.lock() += 1000;
                noise(300);
                let mut total = self.total.lock();
                *total = *total + price - 1000;
                drop(total);
                noise(300);
            }
            _ => *self.total.lock() += price,
        }
    }

    pub fn total(&self) -> u64 {
        *self.total.lock()
    }
}
