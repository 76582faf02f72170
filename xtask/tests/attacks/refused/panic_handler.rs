//! Tries: to be called by every panic
//! Verdict: refused: panic_handler
mod honest;
pub use honest::{Refused, Till, price, total};

#[panic_handler]
fn quiet() {}
