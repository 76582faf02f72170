//! Tries: to keep the compiler busy with a type
//! Verdict: not built: 
mod honest;
pub use honest::{Refused, Till, price, total};

pub fn grow<T>(depth: u64, value: T) -> u64 {
    grow(depth + 1, Some(value))
}

pub fn start() -> u64 {
    grow(0, ())
}
