//! Tries: to replace a function of the C library
//! Without: check, lints
//! Verdict: audited: exports getrandom
mod honest;
pub use honest::{Refused, Till, price, total};

#[unsafe(no_mangle)]
pub extern "C" fn getrandom() -> isize {
    0
}
