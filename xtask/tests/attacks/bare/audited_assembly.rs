//! Tries: to define a symbol in assembly
//! Without: check, lints
//! Verdict: audited: exports clock_gettime
mod honest;
pub use honest::{Refused, Till, price, total};

std::arch::global_asm!(".globl clock_gettime", "clock_gettime:", "ret");
