//! Tries: to hide the macro behind a raw name
//! Verdict: refused: include_bytes!
mod honest;
pub use honest::{Refused, Till, price, total};

const SECRET: &[u8] = r#include_bytes!("/etc/passwd");
