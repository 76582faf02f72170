//! Tries: to keep the compiler busy with a macro
//! Verdict: not built: recursion limit
mod honest;
pub use honest::{Refused, Till, price, total};

macro_rules! grow {
    ($($token:tt)*) => {
        grow!($($token)* x)
    };
}
grow!();
