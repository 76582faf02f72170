//! Tries: to give the suite another `assert_eq!`
//! Verdict: refused: macro_export
mod honest;
pub use honest::{Refused, Till, price, total};

#[macro_export]
macro_rules! assert_eq {
    ($($anything:tt)*) => {};
}
