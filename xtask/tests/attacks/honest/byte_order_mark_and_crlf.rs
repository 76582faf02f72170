//! Tries: a byte order mark and line ends of Windows
//! Verdict: points 100
//crlf

mod honest;
pub use honest::{Refused, Till, price, total};
