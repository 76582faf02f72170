//! Tries: to ask somebody for the answer
//! Verdict: refused: std::net
mod honest;
pub use honest::{Refused, Till, price, total};

use std::net::TcpStream;
