//! Tries: to run before `main`
//! Without: check, lints
//! Verdict: audited: .init_array
mod honest;
pub use honest::{Refused, Till, price, total};

extern "C" fn early() {}

#[used]
#[unsafe(link_section = ".init_array")]
static EARLY: extern "C" fn() = early;
