//! Tries: to run before `main`
//! Verdict: refused: unsafe
mod honest;
pub use honest::{Refused, Till, price, total};

fn early() {}
#[unsafe(link_section = ".init_array")]
static EARLY: fn() = early;
