//! Tries: to put the attribute together in a macro
//! Verdict: refused: macro
mod honest;
pub use honest::{Refused, Till, price, total};

macro_rules! with {
    ($attribute:meta) => {
        #[$attribute]
        mod outside;
    };
}
with!(path = "/etc/passwd");
