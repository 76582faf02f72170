//! Tries: to fill the compiler's memory with a macro that doubles its text
//! Verdict: not built: the compiler was ended
mod honest;
pub use honest::{Refused, Till, price, total};

macro_rules! double {
    ([] $($text:tt)*) => {};
    ([$step:tt $($steps:tt)*] $($text:tt)*) => {
        double!([$($steps)*] $($text)* $($text)*);
    };
}
double!([0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9] x);
