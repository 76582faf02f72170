//! Tries: to overflow the stack
//! Verdict: points 20: Stack overflow
mod honest;
pub use honest::{Refused, Till, price};

#[expect(unconditional_recursion)]
pub fn total(prices: &[u32]) -> u64 {
    total(prices) + total(prices)
}
