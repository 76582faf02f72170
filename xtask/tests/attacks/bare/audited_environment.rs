//! Tries: to read the environment while compiling
//! Without: check, lints
//! Verdict: audited: the variable PATH
mod honest;
pub use honest::{Refused, Till, price, total};

pub const PATH: Option<&str> = option_env!("PATH");
