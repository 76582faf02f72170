//! Tries: to read a file while compiling
//! Verdict: refused: include!
mod honest;
pub use honest::{Refused, Till, price, total};

include!("/etc/passwd");
