//! Tries: to read a file by a macro under another name
//! Verdict: refused: include!
mod honest;
pub use honest::{Refused, Till, price, total};

use std::include as honest_work;
honest_work!("/etc/passwd");
