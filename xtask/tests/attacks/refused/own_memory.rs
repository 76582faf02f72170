//! Tries: to write into its own memory through a file
//! Verdict: refused: std::fs
mod honest;
pub use honest::{Refused, Till, price, total};

pub fn patch() {
    let _ = std::fs::OpenOptions::new().write(true).open("/proc/self/mem");
}
