//! Tries: to write a function in assembly
//! Verdict: refused: naked
mod honest;
pub use honest::{Refused, Till, price, total};

#[naked]
pub fn jump() {
    naked_asm!("ret")
}
