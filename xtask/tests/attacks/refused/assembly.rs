//! Tries: to call the system directly
//! Verdict: refused: asm!
mod honest;
pub use honest::{Refused, Till, price, total};

use std::arch::asm;
pub fn call() {
    asm!("syscall");
}
