//! Tries: to put machine code beside the functions
//! Verdict: refused: global_asm!
mod honest;
pub use honest::{Refused, Till, price, total};

std::arch::global_asm!(".globl main");
