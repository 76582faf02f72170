//! Tries: to read the environment while compiling
//! Verdict: refused: env!
mod honest;
pub use honest::{Refused, Till, price, total};

const HOME: Option<&str> = option_env!("HOME");
