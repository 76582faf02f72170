//! Tries: to run while the suite is compiled
//! Verdict: refused: proc_macro_attribute
mod honest;
pub use honest::{Refused, Till, price, total};

#[proc_macro_attribute]
pub fn test() {}
