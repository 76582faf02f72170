//! Tries: to take the key from standard input
//! Verdict: refused: std::io
mod honest;
pub use honest::{Refused, Till, price, total};

pub fn key() -> String {
    let mut key = String::new();
    let _ = std::io::stdin().read_line(&mut key);
    key
}
