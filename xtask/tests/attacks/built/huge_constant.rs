//! Tries: to fill the compiler's memory with a constant
//! Verdict: not built: 
mod honest;
pub use honest::{Refused, Till, price, total};

pub static HUGE: [u8; 1 << 45] = [1; 1 << 45];
