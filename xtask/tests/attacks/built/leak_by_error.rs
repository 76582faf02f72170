//! Tries: to print a file in an error of the compiler
//! Verdict: not built: 
mod honest;
pub use honest::{Refused, Till, price, total};

mod passwd;
