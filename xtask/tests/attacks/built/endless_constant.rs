//! Tries: to keep the compiler busy with a constant
//! Verdict: not built: 
mod honest;
pub use honest::{Refused, Till, price, total};

pub const BUSY: () = loop {};
